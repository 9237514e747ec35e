package io.millrace.service.http;

/**
 * The limits of a WebSocket.
 *
 * @param maxPendingFrames frames that may wait for a slow reader before {@link
 *     WebSocketSession#offer} says no
 * @param maxMessageBytes cap for a message from the client; a longer one closes with 1009
 */
public record WebSocketOptions(int maxPendingFrames, int maxMessageBytes) {
  /** 10 frames, as many as Loki's tail holds back, and messages of 64 KiB. */
  public static final WebSocketOptions DEFAULT = new WebSocketOptions(10, 1 << 16);

  public WebSocketOptions {
    if (maxPendingFrames < 1 || maxMessageBytes < 125) {
      throw new IllegalArgumentException("a WebSocket needs 1 frame and 125 bytes at least");
    }
  }
}
