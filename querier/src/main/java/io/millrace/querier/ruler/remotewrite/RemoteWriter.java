package io.millrace.querier.ruler.remotewrite;

import io.millrace.querier.ruler.http.Endpoint;
import io.millrace.querier.ruler.http.SendQueue;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Writes samples to all receivers, each from a queue of its own. */
public final class RemoteWriter implements AutoCloseable {
  private final List<SendQueue<WriteSample>> queues = new ArrayList<>();

  /**
   * Begins.
   *
   * @param counts by the URL of a receiver
   * @throws IOException when certificates can't be used
   */
  public RemoteWriter(RemoteWriteSettings settings, Function<String, SendQueue.Counts> counts)
      throws IOException {
    for (RemoteWriteSettings.Client client : settings.clients()) {
      Endpoint endpoint = new Endpoint(client.endpoint());
      queues.add(
          new SendQueue<>(
              "ruler-remote-write",
              client.queue(),
              endpoint,
              (to, tenant, batch) -> to.post(WriteRequest.encode(batch), headers(settings, tenant)),
              counts.apply(endpoint.url())));
    }
  }

  private static Map<String, String> headers(RemoteWriteSettings settings, String tenant) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", "application/x-protobuf");
    headers.put("Content-Encoding", "snappy");
    headers.put("X-Prometheus-Remote-Write-Version", "0.1.0");
    if (settings.addsTenant()) {
      headers.put("X-Scope-OrgID", tenant);
    }
    return headers;
  }

  /** Whether there is a receiver. */
  public boolean isEnabled() {
    return !queues.isEmpty();
  }

  /** Takes samples to be sent in the background, oldest first. */
  public void write(String tenant, List<WriteSample> samples) {
    queues.forEach(queue -> queue.add(tenant, samples));
  }

  /** Samples that wait. */
  public int waiting() {
    return queues.stream().mapToInt(SendQueue::size).sum();
  }

  /** Sends what waits, for {@code grace} at most, and ends. */
  public void close(Duration grace) throws InterruptedException {
    for (SendQueue<WriteSample> queue : queues) {
      queue.close(grace);
    }
  }

  @Override
  public void close() {
    queues.forEach(SendQueue::close);
  }
}
