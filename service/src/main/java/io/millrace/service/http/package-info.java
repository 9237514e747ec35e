/**
 * An HTTP/1.1 server in blocking style: Netty moves the bytes, a virtual thread runs each request.
 *
 * <p>Routes are data: a {@link io.millrace.service.http.Route} names methods, a path template, a
 * {@link io.millrace.service.http.HttpHandler} and its limits; {@link
 * io.millrace.service.http.Routes} is an immutable set of them, and {@link
 * io.millrace.service.http.HttpServer} serves it.
 *
 * <p>Invariants. Event loops never run a handler and never wait. A connection runs one request at a
 * time, so pipelined requests are answered in order. A body is held in memory whole, under the
 * route's caps for the bytes on the wire and after decompression; no cap can be switched off. Every
 * wait for a client has a limit: idle, reading a request, taking an answer. A request whose client
 * went away is cancelled, never interrupted.
 *
 * <p>Threads: everything public here is safe for use by any thread, save where its page says that
 * it belongs to one request.
 */
@NullMarked
package io.millrace.service.http;

import org.jspecify.annotations.NullMarked;
