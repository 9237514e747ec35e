package io.millrace.bytes;

import java.io.IOException;

/**
 * Bytes from outside are not what the format asks for.
 *
 * <p>The message says what was read, at which offset, and for a mismatch what was expected and what
 * was found.
 */
public final class FormatException extends IOException {
  private static final long serialVersionUID = 1L;

  /** What is wrong, as far as a caller would act on it. */
  public enum Kind {
    /** The bytes belong to some other format. */
    NOT_RECOGNISED,
    /** The bytes are of a version, encoding or section kind that this reader does not know. */
    TOO_NEW,
    /** The bytes contradict the format or their checksum. */
    DAMAGED,
    /** A declared size is above the cap that the caller has set. */
    TOO_LARGE
  }

  private final Kind kind;
  private final long offset;

  private FormatException(Kind kind, long offset, String reason) {
    super(reason + " at offset " + offset);
    this.kind = kind;
    this.offset = offset;
  }

  public static FormatException damaged(long offset, String reason) {
    return new FormatException(Kind.DAMAGED, offset, reason);
  }

  /** A value in the bytes, or computed from them, that is not the one it has to be. */
  public static FormatException mismatch(long offset, String what, long expected, long found) {
    return damaged(offset, what + ": expected " + expected + ", found " + found);
  }

  /** A checksum that does not match its bytes; both are printed in hexadecimal. */
  public static FormatException checksum(long offset, String what, int expected, int found) {
    return damaged(
        offset, String.format("%s: checksum expected %08x, found %08x", what, expected, found));
  }

  public static FormatException notRecognised(long offset, String reason) {
    return new FormatException(Kind.NOT_RECOGNISED, offset, reason);
  }

  public static FormatException tooNew(long offset, String reason) {
    return new FormatException(Kind.TOO_NEW, offset, reason);
  }

  public static FormatException tooLarge(long offset, String what, long size, long cap) {
    return new FormatException(
        Kind.TOO_LARGE,
        offset,
        what + " of " + Long.toUnsignedString(size) + " is above the cap of " + cap);
  }

  /**
   * The same failure as seen from outside: of the same kind, at an offset that the caller knows.
   *
   * @param where the part that could not be read, such as "block 3"
   */
  public static FormatException within(long offset, String where, FormatException cause) {
    FormatException outer =
        new FormatException(cause.kind, offset, where + " (" + cause.getMessage() + ")");
    outer.initCause(cause);
    return outer;
  }

  public Kind kind() {
    return kind;
  }

  /** Offset of the first offending byte, counted from the start of what the caller handed in. */
  public long offset() {
    return offset;
  }
}
