package io.millrace.agent.gelf;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.agent.input.BadDatagramException;
import io.millrace.agent.input.Feed;
import io.millrace.agent.input.InputContext;
import io.millrace.agent.input.UdpReceiver;
import io.millrace.labels.Labels;
import io.prometheus.metrics.core.metrics.Counter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/** Makes entries of datagrams: the line is the message's JSON, as it came. */
final class GelfHandler implements UdpReceiver.Handler {
  private static final int MAX_MESSAGE_BYTES = 2 << 20;
  private static final int NANOS_DIGITS = 9;
  private static final BigDecimal MAX_SECONDS = BigDecimal.valueOf(Long.MAX_VALUE, NANOS_DIGITS);
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
  private static final List<String> LEVELS =
      List.of(
          "emergency", "alert", "critical", "error", "warning", "notice", "informational", "debug");

  private final GelfSource source;
  private final InputContext context;
  private final Counter entries;
  private final Counter errors;
  private final Chunks chunks;

  GelfHandler(GelfSource source, InputContext context) {
    this.source = source;
    this.context = context;
    this.entries =
        context
            .counters()
            .counter("promtail_gelf_target_entries_total", "GELF messages that were taken.");
    this.errors =
        context
            .counters()
            .counter(
                "promtail_gelf_target_parsing_errors_total",
                "Datagrams that are no GELF, and messages that never became whole.");
    this.chunks = new Chunks(errors::inc);
  }

  @Override
  public void take(InetAddress peer, byte[] bytes, int offset, int length, Feed feed)
      throws BadDatagramException {
    try {
      if (!Chunks.isChunk(bytes, offset, length)) {
        message(Arrays.copyOfRange(bytes, offset, offset + length), feed);
        return;
      }
      byte[] whole = chunks.add(bytes, offset, length, context.clock().nanoTime());
      if (whole != null) {
        message(whole, feed);
      }
    } catch (BadDatagramException e) {
      errors.inc();
      throw e;
    }
  }

  private void message(byte[] packed, Feed feed) throws BadDatagramException {
    byte[] line = unpack(packed);
    JsonNode message = tree(line);
    Labels labels = context.labels(labels(message));
    if (labels != null) {
      feed.accept(source.keepsTime() ? time(message) : Feed.NOW, labels, line, 0, line.length);
      entries.inc();
    }
  }

  /** By the first bytes: gzip's are 1f 8b, zlib's 78 and a check, JSON's a bracket. */
  private static byte[] unpack(byte[] packed) throws BadDatagramException {
    boolean isZipped = packed.length > 2 && packed[0] == 0x1f && packed[1] == (byte) 0x8b;
    boolean isDeflated =
        packed.length > 2
            && packed[0] == 0x78
            && ((packed[0] & 0xff) << 8 | (packed[1] & 0xff)) % 31 == 0;
    if (!isZipped && !isDeflated) {
      return packed;
    }
    ByteArrayInputStream raw = new ByteArrayInputStream(packed);
    try (InputStream in = isZipped ? new GZIPInputStream(raw) : new InflaterInputStream(raw)) {
      byte[] bytes = in.readNBytes(MAX_MESSAGE_BYTES + 1);
      if (bytes.length > MAX_MESSAGE_BYTES) {
        throw new BadDatagramException("a message of more than " + MAX_MESSAGE_BYTES + " bytes");
      }
      return bytes;
    } catch (IOException e) {
      throw new BadDatagramException("cannot be decompressed: " + e.getMessage());
    }
  }

  private static JsonNode tree(byte[] line) throws BadDatagramException {
    try {
      JsonNode message = JSON.readTree(line);
      if (message != null && message.isObject()) {
        return message;
      }
      throw new BadDatagramException("no JSON object");
    } catch (JsonProcessingException e) {
      throw new BadDatagramException("no JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory are always read", e);
    }
  }

  private Labels labels(JsonNode message) {
    Labels.Builder labels = source.labels().toBuilder();
    JsonNode level = message.path("level");
    if (level.isInt() && level.intValue() >= 0 && level.intValue() < LEVELS.size()) {
      labels.set("__gelf_message_level", LEVELS.get(level.intValue()));
    }
    labels.set("__gelf_message_host", message.path("host").asText());
    labels.set("__gelf_message_version", message.path("version").asText());
    labels.set("__gelf_message_facility", message.path("facility").asText());
    return labels.build();
  }

  /** {@code timestamp}: seconds since 1970 with decimals. */
  private static long time(JsonNode message) {
    JsonNode seconds = message.path("timestamp");
    if (!seconds.isNumber()) {
      return Feed.NOW;
    }
    BigDecimal value = seconds.decimalValue();
    boolean isTime = value.signum() > 0 && value.compareTo(MAX_SECONDS) < 0;
    return isTime ? value.movePointRight(NANOS_DIGITS).longValue() : Feed.NOW;
  }
}
