package io.millrace.agent.entry;

import io.millrace.labels.Labels;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A line with its time, labels and structured metadata. Mutable and reused; not for concurrent use.
 *
 * <p>The line is bytes until a stage asks for text. The map of extracted values is made when it is
 * first asked for; it begins with the labels, as in Promtail.
 */
public final class LogEntry {
  private static final byte[] NO_BYTES = {};

  private long timestampNanos;
  private Labels labels = Labels.empty();
  private Labels metadata = Labels.empty();
  private byte[] buffer = NO_BYTES;
  private int offset;
  private int length;
  private @Nullable String text;
  private @Nullable Map<String, @Nullable Object> extracted;
  private @Nullable Progress progress;
  private long start;
  private boolean isJoined;
  private @Nullable Origin earlier;
  private @Nullable Gate gate;

  /** Begins a new line; the bytes stay with the caller and must not change while it is in use. */
  public LogEntry begin(long time, Labels initial, byte[] bytes, int from, int size) {
    timestampNanos = time;
    labels = initial;
    metadata = Labels.empty();
    extracted = null;
    earlier = null;
    gate = null;
    progress = null;
    isJoined = false;
    start = 0;
    return line(bytes, from, size);
  }

  /** Says where the line lies in its file. */
  public LogEntry from(Progress source, long startOffset) {
    progress = source;
    start = startOffset;
    isJoined = false;
    earlier = null;
    return this;
  }

  /** Says where the line lies, piece by piece. */
  public LogEntry from(Origin origin) {
    progress = origin.progress();
    start = origin.start();
    isJoined = true;
    earlier = origin.earlier();
    return this;
  }

  /** Where it lies; null for a line that is in no file. */
  public @Nullable Origin origin() {
    return progress == null ? null : new Origin(progress, start, earlier);
  }

  public @Nullable Progress progress() {
    return progress;
  }

  public @Nullable Origin earlier() {
    return earlier;
  }

  /** Where its reader waits before the next line, set by a stage that limits the rate. */
  public @Nullable Gate gate() {
    return gate;
  }

  public void gate(Gate wait) {
    gate = wait;
  }

  /** Whether it was made of several lines, so that it may start before the entry sent last. */
  public boolean isJoined() {
    return isJoined;
  }

  /** Offset of its first byte in its content. */
  public long start() {
    return start;
  }

  public long timestampNanos() {
    return timestampNanos;
  }

  /** Sets the time, in nanoseconds since 1970. */
  public void timestampNanos(long nanos) {
    timestampNanos = nanos;
  }

  public Labels labels() {
    return labels;
  }

  public void labels(Labels changed) {
    labels = changed;
  }

  /** Structured metadata. */
  public Labels metadata() {
    return metadata;
  }

  public void metadata(Labels changed) {
    metadata = changed;
  }

  /** The array that the line lies in. */
  public byte[] buffer() {
    return buffer;
  }

  public int offset() {
    return offset;
  }

  /** Bytes of the line. */
  public int length() {
    return length;
  }

  /** Replaces the line. */
  public LogEntry line(byte[] bytes, int from, int size) {
    Objects.checkFromIndexSize(from, size, bytes.length);
    buffer = bytes;
    offset = from;
    length = size;
    text = null;
    return this;
  }

  /** The line as text, invalid UTF-8 replaced. */
  public String text() {
    String known = text;
    if (known == null) {
      known = new String(buffer, offset, length, StandardCharsets.UTF_8);
      text = known;
    }
    return known;
  }

  /** Replaces the line by text. */
  public void text(String changed) {
    buffer = changed.getBytes(StandardCharsets.UTF_8);
    offset = 0;
    length = buffer.length;
    text = changed;
  }

  /** Values that stages have found, by name: String, Double, Boolean or null. */
  public Map<String, @Nullable Object> extracted() {
    Map<String, @Nullable Object> known = extracted;
    if (known == null) {
      known = new LinkedHashMap<>();
      extracted = known;
      copyLabelsToExtracted();
    }
    return known;
  }

  /** Copies every label into the extracted values, as each nested pipeline begins with. */
  public void copyLabelsToExtracted() {
    Map<String, @Nullable Object> values = extracted();
    for (int i = 0; i < labels.size(); i++) {
      values.put(labels.name(i), labels.value(i));
    }
  }

  /** A copy that owns its bytes. */
  public LogEntry copy() {
    LogEntry copy = new LogEntry();
    byte[] bytes = new byte[length];
    System.arraycopy(buffer, offset, bytes, 0, length);
    copy.begin(timestampNanos, labels, bytes, 0, length);
    copy.metadata = metadata;
    copy.progress = progress;
    copy.start = start;
    copy.isJoined = isJoined;
    copy.earlier = earlier;
    copy.gate = gate;
    copy.text = text;
    Map<String, @Nullable Object> values = extracted;
    copy.extracted = values == null ? null : new LinkedHashMap<>(values);
    return copy;
  }
}
