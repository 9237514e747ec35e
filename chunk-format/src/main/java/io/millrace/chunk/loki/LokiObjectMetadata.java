package io.millrace.chunk.loki;

import io.millrace.bytes.ByteWriter;
import io.millrace.labels.Labels;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import net.jpountz.xxhash.XXHashFactory;

/**
 * What stands in front of the log chunk in Loki's object.
 *
 * @param fingerprint Loki's hash of the stream's labels
 * @param tenant {@code userID} in the JSON
 * @param fromMillis time of the oldest entry, rounded down, in milliseconds since 1970
 * @param throughMillis time of the newest entry, rounded up, in milliseconds since 1970
 * @param metric the stream's labels and Loki's {@code __name__="logs"}
 */
public record LokiObjectMetadata(
    long fingerprint, String tenant, long fromMillis, long throughMillis, Labels metric) {
  static final String METRIC_NAME = "__name__";
  private static final String LOGS = "logs";
  private static final long NANOS_PER_MILLI = 1_000_000L;

  static LokiObjectMetadata of(String tenant, Labels labels, long minNanos, long maxNanos) {
    return new LokiObjectMetadata(
        fingerprint(labels),
        tenant,
        Math.floorDiv(minNanos, NANOS_PER_MILLI),
        Math.ceilDiv(maxNanos, NANOS_PER_MILLI),
        labels.toBuilder().set(METRIC_NAME, LOGS).build());
  }

  /** The labels of the stream, without what Loki adds. */
  public Labels streamLabels() {
    return metric.toBuilder().remove(METRIC_NAME).build();
  }

  /**
   * The key that Loki's object store (schema v12 and later) has the object under.
   *
   * @param checksum CRC-32C of the whole object
   */
  public String objectKey(int checksum) {
    return tenant
        + "/"
        + Long.toHexString(fingerprint)
        + "/"
        + Long.toHexString(fromMillis)
        + ":"
        + Long.toHexString(throughMillis)
        + ":"
        + Integer.toHexString(checksum);
  }

  /** Prometheus's hash of labels: xxHash64 of names and values in order, each before a 0xFF. */
  static long fingerprint(Labels labels) {
    ByteWriter text = new ByteWriter();
    labels.forEach(
        (name, value) ->
            text.bytes(name.getBytes(StandardCharsets.UTF_8))
                .u8(0xFF)
                .bytes(value.getBytes(StandardCharsets.UTF_8))
                .u8(0xFF));
    return XXHashFactory.fastestInstance().hash64().hash(text.array(), 0, text.size(), 0);
  }

  /** The JSON that Loki reads, with a line feed at its end as Go's encoder leaves it. */
  String toJson() {
    StringBuilder out = new StringBuilder(256);
    out.append("{\"fingerprint\":").append(Long.toUnsignedString(fingerprint));
    out.append(",\"userID\":");
    appendString(out, tenant);
    out.append(",\"from\":");
    appendSeconds(out, fromMillis);
    out.append(",\"through\":");
    appendSeconds(out, throughMillis);
    out.append(",\"metric\":{");
    for (int i = 0; i < metric.size(); i++) {
      if (i > 0) {
        out.append(',');
      }
      appendString(out, metric.name(i));
      out.append(':');
      appendString(out, metric.value(i));
    }
    return out.append("},\"encoding\":").append(LokiObject.LOG_CHUNK).append("}\n").toString();
  }

  private static void appendSeconds(StringBuilder out, long millis) {
    if (millis < 0) {
      out.append('-');
    }
    long magnitude = Math.abs(millis);
    out.append(magnitude / 1000);
    if (magnitude % 1000 != 0) {
      out.append('.').append(Long.toString(1000 + magnitude % 1000), 1, 4);
    }
  }

  private static void appendString(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append("\\u").append(HexFormat.of().toHexDigits(c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
