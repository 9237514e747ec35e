package io.millrace.agent.gelf;

import io.millrace.agent.input.InputContext;
import io.millrace.agent.input.InputSource;
import io.millrace.agent.input.ListenAddress;
import io.millrace.agent.input.RunningInput;
import io.millrace.agent.input.UdpReceiver;
import io.millrace.labels.Labels;
import java.io.IOException;

/**
 * A {@code gelf} section.
 *
 * @param labels of every entry
 * @param keepsTime whether entries have the message's time, else that of reading
 */
public record GelfSource(ListenAddress address, Labels labels, boolean keepsTime)
    implements InputSource {
  @Override
  public String kind() {
    return "gelf";
  }

  @Override
  public RunningInput open(InputContext context) throws IOException {
    return UdpReceiver.open(kind(), address, context, new GelfHandler(this, context));
  }
}
