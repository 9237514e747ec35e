package io.millrace.push;

/**
 * Receives a push request, stream by stream and entry by entry. The arrays belong to the caller and
 * may be reused when the decoding is over.
 */
public interface PushVisitor {
  /** A stream begins. Its labels are text such as {@code {app="web"}}; an absent field is empty. */
  void stream(byte[] buffer, int labelsOffset, int labelsLength);

  /**
   * An entry of the stream that began last.
   *
   * @param timestampNanos nanoseconds since 1970; times that do not fit are moved to the nearest
   *     that does, an absent timestamp (in Go the year 1) is {@link Long#MIN_VALUE}
   * @param metadata the structured metadata in the order of the wire; valid until this call returns
   */
  void entry(
      long timestampNanos, byte[] buffer, int lineOffset, int lineLength, MetadataPairs metadata);

  /** The stream that began last has no more entries. */
  default void endStream() {}
}
