package io.millrace.agent.syslog;

import io.millrace.agent.input.Feed;
import io.millrace.agent.input.InputContext;
import io.millrace.labels.Labels;
import org.jspecify.annotations.Nullable;

/** Makes entries of frames. Safe for use by any thread. */
final class MessageHandler {
  private static final Labels CUT = Labels.of("truncated", "true");

  private final SyslogSource source;
  private final InputContext context;
  private final SyslogMetrics metrics;

  MessageHandler(SyslogSource source, InputContext context) {
    this.source = source;
    this.context = context;
    this.metrics = new SyslogMetrics(context.counters());
  }

  SyslogMetrics metrics() {
    return metrics;
  }

  /**
   * Hands a message on.
   *
   * @param peer the labels of the connection, with those of the source
   * @throws SyslogException when the frame is no message
   */
  void handle(FrameReader frame, Labels peer, Feed feed) throws SyslogException {
    byte[] bytes = frame.frame();
    int end = frame.length();
    SyslogMessage message =
        source.isBsd()
            ? Rfc3164.parse(bytes, end, context.clock().epochNanos())
            : Rfc5424.parse(bytes, end);
    if (message.textStart() >= end) {
      metrics.emptyMessages.inc();
      return;
    }
    if (frame.isCut()) {
      metrics.cutMessages.inc();
    }
    Labels labels = context.labels(labels(message, peer));
    if (labels == null) {
      return;
    }
    int start = source.keepsFrame() && !source.isBsd() ? 0 : message.textStart();
    feed.accept(
        source.keepsTime() ? message.timeNanos() : Feed.NOW,
        labels,
        frame.isCut() ? CUT : Labels.empty(),
        bytes,
        start,
        end - start);
    metrics.entries.inc();
  }

  private Labels labels(SyslogMessage message, Labels peer) {
    Labels.Builder labels = peer.toBuilder();
    labels.set("__syslog_message_severity", message.severity());
    labels.set("__syslog_message_facility", message.facility());
    set(labels, "__syslog_message_hostname", message.host());
    set(labels, "__syslog_message_app_name", message.app());
    set(labels, "__syslog_message_proc_id", message.process());
    set(labels, "__syslog_message_msg_id", message.id());
    if (source.labelsData()) {
      for (SyslogMessage.Param each : message.structuredData()) {
        String element = each.element().replace('@', '_');
        labels.set("__syslog_message_sd_" + element + "_" + each.name(), each.value());
      }
    }
    return labels.build();
  }

  private static void set(Labels.Builder labels, String name, @Nullable String value) {
    if (value != null) {
      labels.set(name, value);
    }
  }
}
