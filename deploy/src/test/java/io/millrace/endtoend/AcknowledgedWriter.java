package io.millrace.endtoend;

import io.millrace.labels.Labels;
import io.millrace.push.PushEncoder;
import io.millrace.snappy.SnappyBlock;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;

/**
 * Pushes numbered lines to one stream, batch after batch, each again and again until the server
 * says 204. Knows which lines were acknowledged and which may or may not have arrived.
 */
final class AcknowledgedWriter implements Runnable {
  private static final int BATCH = 25;

  private final HttpClient client = HttpClient.newHttpClient();
  private final List<URI> targets;
  private final String labels;
  private final AtomicBoolean running;
  private final List<String> acknowledged = Collections.synchronizedList(new ArrayList<>());
  private int nextTarget;
  private long lastNanos;
  private int next;

  AcknowledgedWriter(int port, String labels, AtomicBoolean running) {
    this(List.of(port), labels, running);
  }

  /** A writer that goes from one server to the next with every attempt. */
  AcknowledgedWriter(List<Integer> ports, String labels, AtomicBoolean running) {
    this.targets =
        ports.stream()
            .map(port -> URI.create("http://127.0.0.1:" + port + "/loki/api/v1/push"))
            .toList();
    this.labels = labels;
    this.running = running;
  }

  String labels() {
    return labels;
  }

  /** Lines acknowledged up to now, in the order of their times. */
  List<String> acknowledged() {
    synchronized (acknowledged) {
      return List.copyOf(acknowledged);
    }
  }

  @Override
  public void run() {
    while (running.get()) {
      List<String> lines = new ArrayList<>(BATCH);
      PushEncoder encoder = new PushEncoder();
      encoder.beginStream(labels);
      for (int i = 0; i < BATCH; i++) {
        String line = "line " + next++ + " of " + labels;
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        encoder.entry(nextNanos(), bytes, 0, bytes.length, Labels.empty());
        lines.add(line);
      }
      encoder.endStream();
      byte[] message = encoder.toByteArray();
      pushUntilAcknowledged(SnappyBlock.compress(message, 0, message.length));
      acknowledged.addAll(lines);
    }
  }

  private long nextNanos() {
    Instant now = Instant.now();
    lastNanos = Math.max(lastNanos + 1, now.getEpochSecond() * 1_000_000_000L + now.getNano());
    return lastNanos;
  }

  private void pushUntilAcknowledged(byte[] body) {
    Awaitility.await("a push to be acknowledged")
        .atMost(Duration.ofMinutes(2))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> isAcknowledged(body));
  }

  private boolean isAcknowledged(byte[] body) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(targets.get(nextTarget++ % targets.size()))
            .header("Content-Type", "application/x-protobuf")
            .timeout(Duration.ofSeconds(10))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    try {
      int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      if (status == 400) {
        throw new IllegalStateException("a push was refused");
      }
      return status == 204;
    } catch (IOException _) {
      return false;
    }
  }
}
