/**
 * The {@code gelf} target: Graylog's messages over UDP.
 *
 * <p>A message is JSON, as it is or compressed by gzip or zlib, in one datagram or in chunks: the
 * bytes 1e 0f, 8 bytes of the message's id, the chunk's number, the number of chunks (at most 128),
 * and a piece of the message. What is not whole after 5 s is dropped.
 */
@NullMarked
package io.millrace.agent.gelf;

import org.jspecify.annotations.NullMarked;
