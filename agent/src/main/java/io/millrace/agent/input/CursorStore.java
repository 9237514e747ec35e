package io.millrace.agent.input;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.millrace.agent.position.SyncedFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cursors of followed sources, in {@code <positions file without .yaml>.cursors}: one JSON
 * object with {@code version} and {@code cursors}, a map from Promtail's key such as {@code
 * cursor-journal} to the cursor. Written whole, synced and renamed. Safe for use by any thread.
 */
public final class CursorStore {
  /** How long the cursor is kept of a source that is not there any more: it may come back. */
  private static final Duration RETENTION = Duration.ofDays(30);

  private static final int VERSION = 1;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Logger log = LoggerFactory.getLogger(CursorStore.class);

  private final Path file;
  private final Map<String, Cursor> cursors = new LinkedHashMap<>();
  private boolean isChanged;

  private record Cursor(String text, long seenMillis) {}

  private CursorStore(Path file) {
    this.file = file;
  }

  /**
   * Reads the cursors, or at the first start those of Promtail's positions file. A file that cannot
   * be read is passed over with a message: sources then begin as for the first time.
   *
   * @param positionsFile Promtail's {@code positions.filename}
   */
  public static CursorStore open(Path positionsFile, long nowMillis) {
    String name = String.valueOf(positionsFile.getFileName()).replaceFirst("\\.ya?ml$", "");
    CursorStore store = new CursorStore(positionsFile.resolveSibling(name + ".cursors"));
    try {
      if (Files.exists(store.file)) {
        store.read(JSON.readTree(Files.readAllBytes(store.file)).path("cursors"), "", nowMillis);
      } else if (Files.isRegularFile(positionsFile)) {
        JsonNode root = new YAMLMapper().readTree(Files.readAllBytes(positionsFile));
        store.read(root.path("positions"), "cursor-", nowMillis);
      }
    } catch (JsonProcessingException e) {
      log.atError()
          .addKeyValue("file", store.file)
          .log("cursors cannot be read: " + e.getOriginalMessage());
    } catch (IOException e) {
      log.atError().addKeyValue("file", store.file).setCause(e).log("cursors cannot be read");
    }
    return store;
  }

  private void read(JsonNode map, String prefix, long nowMillis) {
    for (Map.Entry<String, JsonNode> each : map.properties()) {
      if (each.getKey().startsWith(prefix) && each.getValue().isValueNode()) {
        cursors.put(each.getKey(), new Cursor(each.getValue().asText(), nowMillis));
      }
    }
  }

  /** The cursor under {@code key}; null for none. */
  public synchronized @Nullable String get(String key) {
    Cursor known = cursors.get(key);
    return known == null ? null : known.text;
  }

  synchronized void put(String key, String cursor, long nowMillis) {
    Cursor before = cursors.put(key, new Cursor(cursor, nowMillis));
    isChanged |= before == null || !before.text.equals(cursor);
  }

  /** Says that a source still exists. */
  synchronized void seen(String key, long nowMillis) {
    cursors.computeIfPresent(key, (_, known) -> new Cursor(known.text, nowMillis));
  }

  /**
   * Writes the cursors when one has changed.
   *
   * @throws IOException when they could not be written; they count as changed still
   */
  synchronized void save(long nowMillis) throws IOException {
    long oldest = nowMillis - RETENTION.toMillis();
    isChanged |= cursors.values().removeIf(each -> each.seenMillis < oldest);
    if (!isChanged) {
      return;
    }
    ObjectNode root = JSON.createObjectNode().put("version", VERSION);
    ObjectNode map = root.putObject("cursors");
    cursors.forEach((key, cursor) -> map.put(key, cursor.text));
    write(JSON.writeValueAsBytes(root));
    isChanged = false;
  }

  private void write(byte[] bytes) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory != null) {
      Files.createDirectories(directory);
    }
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    SyncedFile.write(temporary, bytes);
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    if (directory != null) {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }
}
