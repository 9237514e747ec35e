package io.millrace.push;

import io.millrace.bytes.ByteWriter;
import io.millrace.labels.Labels;
import java.nio.charset.StandardCharsets;

/**
 * Writes a push request as protobuf. The same calls give the same bytes. Not safe for concurrent
 * use.
 */
public final class PushEncoder {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final int FIELD_1_VARINT = 1 << 3;
  private static final int FIELD_2_VARINT = 2 << 3;
  private static final int FIELD_1_BYTES = (1 << 3) | 2;
  private static final int FIELD_2_BYTES = (2 << 3) | 2;
  private static final int FIELD_3_BYTES = (3 << 3) | 2;

  /** Room before a stream for its tag and its length, which is known only when it has ended. */
  private static final int STREAM_HEADER = 6;

  private final ByteWriter request;
  private final ByteWriter time = new ByteWriter(16);
  private final ByteWriter pairs = new ByteWriter();
  private Labels encodedPairs = Labels.empty();
  private boolean open;
  private int streamStart;

  public PushEncoder() {
    this(1 << 16);
  }

  /** An encoder that expects requests of about {@code capacity} bytes. */
  public PushEncoder(int capacity) {
    request = new ByteWriter(capacity);
  }

  /** Begins a stream; {@code labels} is text such as {@code {app="web"}}. */
  public void beginStream(String labels) {
    if (open) {
      throw new IllegalStateException("a stream is open already");
    }
    open = true;
    streamStart = request.size();
    request.room(STREAM_HEADER);
    request.advance(STREAM_HEADER);
    request.u8(FIELD_1_BYTES).utf8(labels);
  }

  /** An entry of the open stream; the line is {@code line[offset .. offset + length)}. */
  public void entry(long timestampNanos, byte[] line, int offset, int length, Labels metadata) {
    requireOpen();
    time.clear();
    timestamp(timestampNanos);
    encode(metadata);
    int lineField = length == 0 ? 0 : 1 + ByteWriter.uvarintSize(length) + length;
    request.u8(FIELD_2_BYTES).uvarint(2L + time.size() + lineField + pairs.size());
    request.u8(FIELD_1_BYTES).uvarint(time.size()).bytes(time);
    if (length > 0) {
      request.u8(FIELD_2_BYTES).uvarint(length).bytes(line, offset, length);
    }
    request.bytes(pairs);
  }

  public void endStream() {
    requireOpen();
    open = false;
    int from = streamStart + STREAM_HEADER;
    int length = request.size() - from;
    request.truncate(streamStart);
    request.u8(FIELD_1_BYTES).uvarint(length);
    System.arraycopy(request.array(), from, request.array(), request.size(), length);
    request.advance(length);
  }

  /** Bytes of the request so far, the open stream included. */
  public int size() {
    if (!open) {
      return request.size();
    }
    int length = request.size() - streamStart - STREAM_HEADER;
    return streamStart + 1 + ByteWriter.uvarintSize(length) + length;
  }

  /** The request; every stream must have ended. */
  public byte[] toByteArray() {
    requireClosed();
    return request.toByteArray();
  }

  /** The request without a copy, until the next call; every stream must have ended. */
  public ByteWriter request() {
    requireClosed();
    return request;
  }

  private void requireClosed() {
    if (open) {
      throw new IllegalStateException("a stream is still open");
    }
  }

  /** Forgets everything and keeps the memory for the next request. */
  public void reset() {
    request.clear();
    open = false;
  }

  private void requireOpen() {
    if (!open) {
      throw new IllegalStateException("no stream is open");
    }
  }

  private void timestamp(long nanosSinceEpoch) {
    long seconds = Math.floorDiv(nanosSinceEpoch, NANOS_PER_SECOND);
    long nanos = Math.floorMod(nanosSinceEpoch, NANOS_PER_SECOND);
    if (seconds != 0) {
      time.u8(FIELD_1_VARINT).uvarint(seconds);
    }
    if (nanos != 0) {
      time.u8(FIELD_2_VARINT).uvarint(nanos);
    }
  }

  private void encode(Labels metadata) {
    // Neighbouring entries mostly share their metadata, so the last encoding is kept.
    if (metadata.equals(encodedPairs)) {
      return;
    }
    encodedPairs = metadata;
    pairs.clear();
    for (int i = 0; i < metadata.size(); i++) {
      byte[] name = metadata.name(i).getBytes(StandardCharsets.UTF_8);
      byte[] value = metadata.value(i).getBytes(StandardCharsets.UTF_8);
      int length =
          2
              + ByteWriter.uvarintSize(name.length)
              + name.length
              + ByteWriter.uvarintSize(value.length)
              + value.length;
      pairs.u8(FIELD_3_BYTES).uvarint(length);
      pairs.u8(FIELD_1_BYTES).uvarint(name.length).bytes(name);
      pairs.u8(FIELD_2_BYTES).uvarint(value.length).bytes(value);
    }
  }
}
