package io.millrace.querier.ruler.group;

import io.millrace.querier.ruler.notify.Notification;
import io.millrace.querier.ruler.remotewrite.WriteSample;
import java.util.List;

/** Where the outcome of evaluations goes. None of the calls waits. */
public interface Sinks {
  void notify(String tenant, List<Notification> notifications);

  void write(String tenant, List<WriteSample> samples);
}
