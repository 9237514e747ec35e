package io.millrace.service.http;

/**
 * Answers one request, in blocking style.
 *
 * <p>Each call runs on a virtual thread of its own, so it may wait for I/O, locks and other threads
 * as long as it likes; long CPU work belongs on a pool of platform threads. Calls run concurrently:
 * an implementation is safe for that.
 *
 * <p>When the client goes away, the route's timeout passes or the server stops, the request's
 * {@link HttpRequest#cancellation()} says so. Nothing is interrupted: a handler that takes long
 * looks at it, or registers a callback. A handler that need not stop early (a push that is half
 * durable) just goes on; its answer is sent if the client still reads.
 */
@FunctionalInterface
public interface HttpHandler {
  /**
   * Answers {@code request}.
   *
   * @return the answer; a streamed body is written after this call, on the same virtual thread
   * @throws HttpException to answer with its status and message
   * @throws Exception anything else goes through the {@link ExceptionMapper}s of the {@link
   *     Routes}, and if none knows it, is logged once with the request's id and answered by 500
   *     with its message as plain text
   */
  HttpResponse handle(HttpRequest request) throws Exception;
}
