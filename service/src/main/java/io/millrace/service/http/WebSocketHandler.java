package io.millrace.service.http;

/** Runs one WebSocket, in blocking style, on the virtual thread of its request. */
@FunctionalInterface
public interface WebSocketHandler {
  /**
   * Serves the session until it ends.
   *
   * <p>When this returns, an open session is closed with 1000; when it throws, with 1011 and the
   * exception's message.
   */
  void run(WebSocketSession session) throws Exception;
}
