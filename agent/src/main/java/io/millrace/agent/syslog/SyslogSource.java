package io.millrace.agent.syslog;

import io.millrace.agent.delivery.TlsSettings;
import io.millrace.agent.input.InputContext;
import io.millrace.agent.input.InputSource;
import io.millrace.agent.input.ListenAddress;
import io.millrace.agent.input.RunningInput;
import io.millrace.labels.Labels;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A {@code syslog} section.
 *
 * @param isUdp else TCP
 * @param tls our certificate and whom we trust; null for plain text
 * @param idleTimeout of a connection that sends nothing
 * @param labelsData whether structured data becomes labels
 * @param labels of every entry
 * @param keepsTime whether entries have the message's time, else that of reading
 * @param keepsFrame whether the line is the whole message of RFC 5424, else its text
 * @param isBsd RFC 3164, else RFC 5424
 * @param maxMessageBytes what is longer is cut
 * @param maxConnections one more is closed at once
 */
public record SyslogSource(
    ListenAddress address,
    boolean isUdp,
    @Nullable TlsSettings tls,
    Duration idleTimeout,
    boolean labelsData,
    Labels labels,
    boolean keepsTime,
    boolean keepsFrame,
    boolean isBsd,
    int maxMessageBytes,
    int maxConnections)
    implements InputSource {
  @Override
  public String kind() {
    return "syslog";
  }

  @Override
  public RunningInput open(InputContext context) throws IOException {
    MessageHandler handler = new MessageHandler(this, context);
    return isUdp
        ? UdpListener.open(this, context, handler)
        : TcpListener.open(this, context, handler);
  }
}
