package io.millrace.agent.position;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Promtail's positions file: a map {@code positions} from path to offset in decimal. */
final class LegacyPositions {
  private static final Logger log = LoggerFactory.getLogger(LegacyPositions.class);

  private LegacyPositions() {}

  /**
   * The positions of files that exist and are at least as long; each is bound to its inode.
   *
   * @throws PositionFormatException when it is not such a file
   */
  static List<PositionRecord> read(Path file, long nowMillis) throws IOException {
    JsonNode root;
    try {
      root = new YAMLMapper().readTree(Files.readAllBytes(file));
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new PositionFormatException(file + " is not Promtail's positions file", e);
    }
    List<PositionRecord> records = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : root.path("positions").properties()) {
      try {
        long offset = Long.parseLong(entry.getValue().asText());
        Path path = Path.of(entry.getKey());
        if (Files.isRegularFile(path) && Files.size(path) >= offset && offset >= 0) {
          records.add(bind(records.size() + 1, path, offset, nowMillis));
        }
      } catch (IllegalArgumentException | IOException e) {
        // Journal and event log cursors are entries too; the file is then read from its start.
        log.atWarn().addKeyValue("entry", entry.getKey()).log("position not imported: " + e);
      }
    }
    return records;
  }

  private static PositionRecord bind(long id, Path path, long offset, long nowMillis)
      throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      return new PositionRecord(
          id,
          FileId.of(path),
          path.toString(),
          Marks.head(channel),
          offset,
          Marks.tail(channel, offset),
          nowMillis);
    }
  }
}
