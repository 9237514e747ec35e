package io.millrace.service.http;

import io.netty.handler.codec.http.HttpRequest;

/**
 * A request that has arrived whole and waits for its answer.
 *
 * @param body as on the wire
 * @param startNanos when its head had come, on {@link System#nanoTime()}'s scale
 * @param deadlineNanos {@link Long#MAX_VALUE} for none
 */
record Exchange(
    HttpConnection connection,
    HttpRequest head,
    Routes.Match.Found match,
    BodyBuffer body,
    Cancellation cancellation,
    long startNanos,
    long deadlineNanos) {}
