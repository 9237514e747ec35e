/**
 * The {@code syslog} target: RFC 5424 and RFC 3164 over TCP, TLS and UDP.
 *
 * <p>A stream is framed by octet counts ({@code 23 <13>1 ...}, RFC 6587 section 3.4.1) or by line
 * feeds (section 3.4.2); its first byte tells which. In the second kind a line that does not begin
 * with {@code <} goes on with the message before it. Each connection has a thread and a pipeline of
 * its own, at most {@code max_message_length} bytes of memory for a message, and ends alone when it
 * sends what cannot be framed.
 */
@NullMarked
package io.millrace.agent.syslog;

import org.jspecify.annotations.NullMarked;
