package io.millrace.agent.position;

/**
 * A piece of content remembered by its hash.
 *
 * @param length bytes; 0 when nothing is remembered
 */
public record Mark(int length, long hash) {
  /** Bytes of a content's head that are remembered at most. */
  public static final int MAX_HEAD = 1024;

  /** Fewer bytes than this are too likely to be the same in two contents. */
  public static final int MIN_HEAD = 16;

  /** Bytes before an offset that are remembered at most. */
  public static final int MAX_TAIL = 64;

  public static final Mark NONE = new Mark(0, 0);

  /** The mark of {@code bytes[offset .. offset + length)}. */
  public static Mark of(byte[] bytes, int offset, int length) {
    return length == 0 ? NONE : new Mark(length, Hash64.of(bytes, offset, length));
  }
}
