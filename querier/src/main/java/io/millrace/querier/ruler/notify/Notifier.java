package io.millrace.querier.ruler.notify;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.querier.ruler.alert.Alert;
import io.millrace.querier.ruler.alert.AlertState;
import io.millrace.querier.ruler.http.Endpoint;
import io.millrace.querier.ruler.http.SendQueue;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Tells all Alertmanagers, each from a queue of its own so that a dead one holds up no other. */
public final class Notifier implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<SendQueue<Notification>> queues = new ArrayList<>();

  /**
   * Begins.
   *
   * @param counts by the URL of an Alertmanager
   * @throws IOException when certificates can't be used
   */
  public Notifier(NotifierSettings settings, Function<String, SendQueue.Counts> counts)
      throws IOException {
    for (Endpoint.Settings each : settings.alertmanagers()) {
      Endpoint endpoint = new Endpoint(each);
      queues.add(
          new SendQueue<>(
              "ruler-notifier",
              settings.queue(),
              endpoint,
              (to, _, batch) -> to.post(encode(batch), Map.of("Content-Type", "application/json")),
              counts.apply(endpoint.url())));
    }
  }

  /** Takes notifications to be sent in the background. */
  public void send(String tenant, List<Notification> notifications) {
    queues.forEach(queue -> queue.add(tenant, notifications));
  }

  /** Notifications that wait. */
  public int waiting() {
    return queues.stream().mapToInt(SendQueue::size).sum();
  }

  static byte[] encode(List<Notification> batch) throws IOException {
    ArrayNode all = JSON.createArrayNode();
    for (Notification each : batch) {
      Alert alert = each.alert();
      boolean isResolved = alert.state() == AlertState.INACTIVE;
      ObjectNode node = all.addObject();
      each.labels().forEach(node.putObject("labels")::put);
      alert.annotations().forEach(node.putObject("annotations")::put);
      node.put("startsAt", time(alert.firedAt()))
          .put("endsAt", time(isResolved ? alert.resolvedAt() : alert.validUntil()))
          .put("generatorURL", each.generatorUrl());
    }
    return JSON.writeValueAsBytes(all);
  }

  private static String time(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }

  /** Sends what waits, for {@code grace} at most, and ends. */
  public void close(Duration grace) throws InterruptedException {
    for (SendQueue<Notification> queue : queues) {
      queue.close(grace);
    }
  }

  @Override
  public void close() {
    queues.forEach(SendQueue::close);
  }
}
