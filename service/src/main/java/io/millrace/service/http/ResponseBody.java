package io.millrace.service.http;

/** What follows an answer's head. */
public sealed interface ResponseBody {
  /** A body in memory; the array is not copied and must not change any more. */
  final class Bytes implements ResponseBody {
    private final byte[] bytes;

    Bytes(byte[] bytes) {
      this.bytes = bytes;
    }

    /** The array itself. */
    public byte[] bytes() {
      return bytes;
    }
  }

  /** A body of unknown length, sent in chunks while it is written. */
  record Streamed(BodyWriter writer) implements ResponseBody {}

  /** The connection becomes a WebSocket that {@code handler} runs. */
  record WebSocket(WebSocketOptions options, WebSocketHandler handler) implements ResponseBody {}
}
