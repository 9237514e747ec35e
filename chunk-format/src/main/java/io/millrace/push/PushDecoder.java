package io.millrace.push;

import io.millrace.bytes.ByteCursor;
import io.millrace.bytes.FormatException;
import java.util.Arrays;

/**
 * Reads a push request from its protobuf bytes.
 *
 * <p>The bytes are walked twice, first without a visitor: what is malformed anywhere is known
 * before the visitor sees anything, so a request is taken as a whole or not at all. The first walk
 * touches tags and lengths only, and finds the labels of each stream, which may stand behind its
 * entries.
 */
public final class PushDecoder {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH_DELIMITED = 2;
  private static final int START_GROUP = 3;
  private static final int END_GROUP = 4;
  private static final int FIXED32 = 5;

  /** Groups are long deprecated; none of Loki's clients sends one. */
  private static final int MAX_GROUP_DEPTH = 16;

  /** 0001-01-01 and 10000-01-01, the ends of what protobuf's Timestamp may hold. */
  private static final long MIN_SECONDS = -62_135_596_800L;

  private static final long END_SECONDS = 253_402_300_800L;

  /** An empty pair takes two bytes of the wire and sixteen of memory. */
  private static final int MAX_PAIRS = 1 << 18;

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private static final PushVisitor NOBODY =
      new PushVisitor() {
        @Override
        public void stream(byte[] buffer, int labelsOffset, int labelsLength) {}

        @Override
        public void entry(
            long timestampNanos,
            byte[] buffer,
            int lineOffset,
            int lineLength,
            MetadataPairs metadata) {}
      };

  private final byte[] body;
  private final ByteCursor in;
  private final MetadataPairs metadata;

  /** Offset and length of the labels of each stream, in order; the first walk writes it. */
  private int[] labels = new int[64];

  private int streams;

  private PushDecoder(byte[] body, int offset, int length) {
    this.body = body;
    this.in = new ByteCursor(body, offset, length);
    this.metadata = new MetadataPairs(body);
  }

  /**
   * Shows the request in {@code body[offset .. offset + length)} to the visitor.
   *
   * @throws FormatException when the bytes are not a push request; the visitor has seen nothing
   *     then
   */
  public static void decode(byte[] body, int offset, int length, PushVisitor visitor)
      throws FormatException {
    PushDecoder decoder = new PushDecoder(body, offset, length);
    decoder.request(NOBODY);
    decoder.in.position(offset);
    decoder.streams = 0;
    decoder.request(visitor);
  }

  private void request(PushVisitor visitor) throws FormatException {
    while (in.hasRemaining()) {
      int tag = tag();
      if (tag >>> 3 == 1) {
        int length = messageLength(tag, "streams");
        int outer = in.narrow(length, "stream");
        stream(visitor);
        in.restoreLimit(outer);
      } else {
        skipField(tag, 0);
      }
    }
  }

  private void stream(PushVisitor visitor) throws FormatException {
    int at = 2 * streams++;
    if (at == labels.length) {
      labels = Arrays.copyOf(labels, 2 * at);
    }
    visitor.stream(body, labels[at], labels[at + 1]);
    while (in.hasRemaining()) {
      int tag = tag();
      switch (tag >>> 3) {
        case 1 -> {
          int length = messageLength(tag, "labels");
          labels[at] = in.skip(length, "labels");
          labels[at + 1] = length;
        }
        case 2 -> {
          int length = messageLength(tag, "entries");
          int outer = in.narrow(length, "entry");
          entry(visitor);
          in.restoreLimit(outer);
        }
        default -> skipField(tag, 0);
      }
    }
    visitor.endStream();
  }

  private void entry(PushVisitor visitor) throws FormatException {
    long timestamp = Long.MIN_VALUE;
    int lineOffset = in.position();
    int lineLength = 0;
    metadata.clear();
    while (in.hasRemaining()) {
      int tag = tag();
      switch (tag >>> 3) {
        case 1 -> {
          int outer = in.narrow(messageLength(tag, "timestamp"), "timestamp");
          timestamp = timestamp();
          in.restoreLimit(outer);
        }
        case 2 -> {
          lineLength = messageLength(tag, "line");
          lineOffset = in.skip(lineLength, "line");
        }
        case 3 -> {
          int outer = in.narrow(messageLength(tag, "structured metadata"), "structured metadata");
          labelPair();
          in.restoreLimit(outer);
        }
        default -> skipField(tag, 0);
      }
    }
    visitor.entry(timestamp, body, lineOffset, lineLength, metadata);
  }

  private long timestamp() throws FormatException {
    long at = in.offset();
    long seconds = 0;
    long nanos = 0;
    while (in.hasRemaining()) {
      int tag = tag();
      switch (tag >>> 3) {
        case 1 -> seconds = varintField(tag, "seconds");
        // An int32 travels as the 64 bits of its sign extension.
        case 2 -> nanos = (int) varintField(tag, "nanos");
        default -> skipField(tag, 0);
      }
    }
    if (seconds < MIN_SECONDS || seconds >= END_SECONDS) {
      throw FormatException.damaged(at, "timestamp: " + seconds + " seconds are out of range");
    }
    if (nanos < 0 || nanos >= NANOS_PER_SECOND) {
      throw FormatException.damaged(at, "timestamp: " + nanos + " nanoseconds are out of range");
    }
    return saturatedNanos(seconds, nanos);
  }

  private static long saturatedNanos(long seconds, long nanos) {
    long limit = Long.MAX_VALUE / NANOS_PER_SECOND;
    if (seconds > limit || (seconds == limit && nanos > Long.MAX_VALUE % NANOS_PER_SECOND)) {
      return Long.MAX_VALUE;
    }
    if (seconds < -limit) {
      return Long.MIN_VALUE;
    }
    return seconds * NANOS_PER_SECOND + nanos;
  }

  private void labelPair() throws FormatException {
    int nameOffset = in.position();
    int nameLength = 0;
    int valueOffset = in.position();
    int valueLength = 0;
    while (in.hasRemaining()) {
      int tag = tag();
      switch (tag >>> 3) {
        case 1 -> {
          nameLength = messageLength(tag, "name");
          nameOffset = in.skip(nameLength, "name");
        }
        case 2 -> {
          valueLength = messageLength(tag, "value");
          valueOffset = in.skip(valueLength, "value");
        }
        default -> skipField(tag, 0);
      }
    }
    if (metadata.count() == MAX_PAIRS) {
      throw FormatException.tooLarge(in.offset(), "structured metadata", MAX_PAIRS + 1L, MAX_PAIRS);
    }
    metadata.add(nameOffset, nameLength, valueOffset, valueLength);
  }

  /** Field number and wire type; the number is never zero. */
  private int tag() throws FormatException {
    long at = in.offset();
    long tag = in.uvarint("field tag");
    if (tag >>> 3 == 0 || tag >>> 32 != 0) {
      throw FormatException.damaged(at, "illegal field tag " + Long.toUnsignedString(tag));
    }
    return (int) tag;
  }

  private int messageLength(int tag, String field) throws FormatException {
    requireType(tag, LENGTH_DELIMITED, field);
    return in.length(field);
  }

  private long varintField(int tag, String field) throws FormatException {
    requireType(tag, VARINT, field);
    return in.uvarint(field);
  }

  private void requireType(int tag, int type, String field) throws FormatException {
    if ((tag & 7) != type) {
      throw FormatException.mismatch(in.offset(), "wire type of " + field, type, tag & 7);
    }
  }

  private void skipField(int tag, int depth) throws FormatException {
    switch (tag & 7) {
      case VARINT -> in.uvarint("unknown field");
      case FIXED64 -> in.skip(8, "unknown field");
      case LENGTH_DELIMITED -> in.skip(in.length("unknown field"), "unknown field");
      case START_GROUP -> skipGroup(tag >>> 3, depth + 1);
      case FIXED32 -> in.skip(4, "unknown field");
      default ->
          throw FormatException.damaged(in.offset(), "wire type " + (tag & 7) + " has no meaning");
    }
  }

  private void skipGroup(int number, int depth) throws FormatException {
    if (depth > MAX_GROUP_DEPTH) {
      throw FormatException.tooLarge(in.offset(), "nesting of groups", depth, MAX_GROUP_DEPTH);
    }
    while (true) {
      int tag = tag();
      if ((tag & 7) == END_GROUP) {
        if (tag >>> 3 != number) {
          throw FormatException.mismatch(in.offset(), "end of group", number, tag >>> 3);
        }
        return;
      }
      skipField(tag, depth);
    }
  }
}
