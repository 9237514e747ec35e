/**
 * {@code docker_sd_configs}: the containers of a Docker engine, and their logs as its API gives
 * them.
 *
 * <p>The engine is asked over a Unix socket or TCP, one request to a connection. Logs come in
 * frames of an 8-byte head (stream, three zeros, the length as 32 bits big-endian) and a piece of a
 * line with its time in front, or, of a container with a terminal, as lines without heads. A long
 * line comes in pieces of 16 KiB, each with the same time; they are joined.
 */
@NullMarked
package io.millrace.agent.docker;

import org.jspecify.annotations.NullMarked;
