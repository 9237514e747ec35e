package io.millrace.service.http;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

/** An open WebSocket, seen from the server. Safe for use by any thread. */
public interface WebSocketSession {
  /**
   * Queues a text message unless the reader is behind.
   *
   * @return false when the session is closed, or when as many frames wait for the reader as its
   *     {@link WebSocketOptions} allow: the message was not taken
   */
  boolean offer(String text);

  /** Whether {@link #offer} would take a message now, unless another thread is faster. */
  boolean hasRoom();

  /**
   * Sends a text message, waiting for room in the queue.
   *
   * @throws IOException when the session is closed, or the reader took nothing for the server's
   *     write timeout (the session is closed then)
   */
  void send(String text) throws IOException, InterruptedException;

  /** Queues a ping; does nothing when one is still waiting to be sent, or after the close. */
  void ping();

  /**
   * Starts the closing handshake; only the first call has an effect.
   *
   * @param code 1000 to 4999 (RFC 6455, section 7.4)
   * @param reason cut to 123 bytes of UTF-8
   */
  void close(int code, String reason);

  /** Whether messages can still be sent. */
  boolean isOpen();

  /**
   * Waits until the session is closed by either side.
   *
   * @return false when it is still open after {@code timeout}
   */
  boolean awaitClosed(Duration timeout) throws InterruptedException;

  /**
   * Sets who receives text messages. Messages that came before are lost.
   *
   * @param consumer runs on an event loop: it must not block
   */
  void onMessage(Consumer<String> consumer);

  /**
   * Runs {@code callback} once when the session closes, or at once when it already is.
   *
   * @param callback may run on an event loop: it must not block
   */
  void onClose(Runnable callback);
}
