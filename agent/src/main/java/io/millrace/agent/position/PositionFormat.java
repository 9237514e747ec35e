package io.millrace.agent.position;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.bytes.Crc32c;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Reads and writes the state file; the layout is in the package's description. */
final class PositionFormat {
  static final String NAME = "millrace-positions";
  static final int VERSION = 1;

  private static final ObjectMapper JSON = new ObjectMapper();

  private PositionFormat() {}

  /** What a state file holds. */
  record State(long generation, List<PositionRecord> records) {}

  static byte[] write(long generation, Collection<PositionRecord> records) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(256 * (records.size() + 2));
    line(
        out,
        json -> {
          json.writeStringField("format", NAME);
          json.writeNumberField("version", VERSION);
          json.writeNumberField("generation", generation);
        });
    for (PositionRecord each : records) {
      line(out, json -> fields(json, each));
    }
    int checksum = crc(out.toByteArray(), out.size());
    line(
        out,
        json -> {
          json.writeNumberField("records", records.size());
          json.writeStringField("crc32c", "%08x".formatted(checksum));
        });
    return out.toByteArray();
  }

  private interface Fields {
    void write(JsonGenerator json) throws IOException;
  }

  private static void line(ByteArrayOutputStream out, Fields fields) throws IOException {
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      fields.write(json);
      json.writeEndObject();
    }
    out.write('\n');
  }

  private static void fields(JsonGenerator json, PositionRecord each) throws IOException {
    json.writeNumberField("id", each.id());
    json.writeNumberField("dev", each.file().device());
    json.writeNumberField("ino", each.file().inode());
    json.writeStringField("path", each.path());
    json.writeNumberField("offset", each.offset());
    mark(json, "head", each.head());
    mark(json, "tail", each.tail());
    json.writeNumberField("seen", each.seenMillis());
  }

  private static void mark(JsonGenerator json, String name, Mark mark) throws IOException {
    json.writeNumberField(name + "_bytes", mark.length());
    json.writeStringField(name + "_hash", Long.toHexString(mark.hash()));
  }

  /**
   * Reads a whole state file.
   *
   * @throws PositionFormatException when it is damaged or of another version
   */
  static State read(byte[] bytes) throws PositionFormatException {
    int trailerStart = lastLineStart(bytes);
    String body = new String(bytes, 0, trailerStart, StandardCharsets.UTF_8);
    List<String> lines = body.lines().toList();
    JsonNode trailer =
        parse(new String(bytes, trailerStart, bytes.length - trailerStart, StandardCharsets.UTF_8));
    int checksum = crc(bytes, trailerStart);
    if (!trailer.path("crc32c").asText().equals("%08x".formatted(checksum))) {
      throw new PositionFormatException("checksum does not match");
    }
    if (lines.size() != trailer.path("records").asInt(-1) + 1) {
      throw new PositionFormatException("found " + lines.size() + " lines, not what it says");
    }
    JsonNode header = parse(lines.getFirst());
    if (!header.path("format").asText().equals(NAME) || header.path("version").asInt() != VERSION) {
      throw new PositionFormatException(
          "not version " + VERSION + " of " + NAME + ": " + lines.getFirst());
    }
    List<PositionRecord> records = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      records.add(position(parse(line)));
    }
    return new State(header.path("generation").asLong(), records);
  }

  private static int lastLineStart(byte[] bytes) throws PositionFormatException {
    if (bytes.length < 2 || bytes[bytes.length - 1] != '\n') {
      throw new PositionFormatException("cut off after " + bytes.length + " bytes");
    }
    int at = bytes.length - 1;
    while (at > 0 && bytes[at - 1] != '\n') {
      at--;
    }
    if (at == 0) {
      throw new PositionFormatException("only one line");
    }
    return at;
  }

  private static PositionRecord position(JsonNode json) throws PositionFormatException {
    try {
      return new PositionRecord(
          json.path("id").asLong(),
          new FileId(json.path("dev").asLong(), json.path("ino").asLong()),
          json.path("path").asText(),
          mark(json, "head"),
          json.path("offset").asLong(),
          mark(json, "tail"),
          json.path("seen").asLong());
    } catch (NumberFormatException e) {
      throw new PositionFormatException("a hash is no number: " + json, e);
    }
  }

  private static Mark mark(JsonNode json, String name) {
    return new Mark(
        json.path(name + "_bytes").asInt(),
        Long.parseUnsignedLong(json.path(name + "_hash").asText("0"), 16));
  }

  private static JsonNode parse(String line) throws PositionFormatException {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new PositionFormatException("not JSON: " + line, e);
    }
  }

  private static int crc(byte[] bytes, int length) {
    return Crc32c.of(bytes, 0, length);
  }
}
