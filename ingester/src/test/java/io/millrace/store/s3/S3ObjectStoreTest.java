package io.millrace.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.service.config.Secret;
import io.millrace.store.object.ObjectStore;
import io.millrace.store.object.ObjectStoreContract;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class S3ObjectStoreTest extends ObjectStoreContract {
  private static final S3Settings.RetrySettings QUICK =
      new S3Settings.RetrySettings(3, Duration.ofMillis(1), Duration.ofMillis(2));

  private static S3Server server;

  @BeforeAll
  static void startServer() throws Exception {
    server = S3Server.start();
  }

  @AfterAll
  static void stopServer() throws Exception {
    server.close();
  }

  @Override
  protected ObjectStore store() throws Exception {
    return new S3ObjectStore(
        server.settings().with(QUICK, S3Settings.MIN_PART_BYTES), new PrometheusRegistry());
  }

  @Test
  void keepsStoresWithDifferentPrefixesApart() throws Exception {
    ObjectStore one = store();
    ObjectStore other = store();
    one.put("a", new byte[1]);
    assertThat(other.list("")).isEmpty();
    assertThat(one.list("")).containsExactly("a");
  }

  @Test
  void listsMoreThanOnePage() throws Exception {
    ObjectStore store = store();
    for (int i = 0; i < 1100; i++) {
      store.put("n/%04d".formatted(i), new byte[0]);
    }
    assertThat(store.list("n/")).hasSize(1100).endsWith("n/1099").isSorted();
    assertThat(store.list("n/", "n/0004", 1050)).hasSize(1050).startsWith("n/0005");
  }

  @Test
  void saysThatTheSecretIsWrongWithoutTellingIt() throws Exception {
    S3Settings settings = server.settings();
    S3Settings wrong =
        S3Settings.of(
            settings.endpoint(),
            settings.bucket(),
            new S3Settings.Credentials(S3Server.ACCESS_KEY, new Secret("guessed"), null));
    assertThat(wrong.toString()).doesNotContain("guessed");
    try (S3ObjectStore store = new S3ObjectStore(wrong, new PrometheusRegistry())) {
      assertThatThrownBy(() -> store.put("a", new byte[1]))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("SignatureDoesNotMatch")
          .hasMessageContaining("put of a")
          .hasMessageNotContaining("guessed");
    }
  }

  @Test
  void repeatsRequestsThatFailForAWhileAndCountsThem() throws Exception {
    PrometheusRegistry registry = new PrometheusRegistry();
    try (Busy busy = new Busy(2);
        S3ObjectStore store =
            new S3ObjectStore(server.settings(busy.port()).with(QUICK, 5 << 20), registry)) {
      assertThat(store.list("")).isEmpty();
      assertThat(retries(registry)).isEqualTo(2);
    }
  }

  @Test
  void givesUpAfterTheLastRetry() throws Exception {
    try (Busy busy = new Busy(100);
        S3ObjectStore store =
            new S3ObjectStore(
                server.settings(busy.port()).with(QUICK, 5 << 20), new PrometheusRegistry())) {
      assertThatThrownBy(() -> store.size("a"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("size of a");
      assertThat(busy.refusals).hasValue(4);
    }
  }

  @Test
  void turnsADeadServerIntoAnIoException() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    try (S3ObjectStore store =
        new S3ObjectStore(server.settings(port).with(QUICK, 5 << 20), new PrometheusRegistry())) {
      assertThatThrownBy(() -> store.put("a", new byte[1]))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("put of a");
    }
  }

  private static double retries(PrometheusRegistry registry) {
    return registry.scrape(name -> name.equals("millrace_s3_request_retries")).stream()
        .flatMap(metric -> metric.getDataPoints().stream())
        .mapToDouble(point -> ((CounterSnapshot.CounterDataPointSnapshot) point).getValue())
        .sum();
  }

  /** Refuses some connections with 503, and relays the others to the server. */
  private static final class Busy implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final AtomicInteger refusals = new AtomicInteger();
    private final int wanted;

    Busy(int wanted) throws IOException {
      this.wanted = wanted;
      Thread.ofVirtual().start(this::accept);
    }

    int port() {
      return listener.getLocalPort();
    }

    private void accept() {
      while (!listener.isClosed()) {
        try {
          Socket client = listener.accept();
          if (refusals.get() < wanted) {
            refusals.incrementAndGet();
            Thread.ofVirtual().start(() -> refuse(client));
          } else {
            Socket target = new Socket(InetAddress.getLoopbackAddress(), server.port());
            Thread.ofVirtual().start(() -> relay(client, target));
            Thread.ofVirtual().start(() -> relay(target, client));
          }
        } catch (IOException _) {
          return;
        }
      }
    }

    private static void refuse(Socket client) {
      try (client) {
        byte[] request = new byte[64 << 10];
        if (client.getInputStream().read(request) > 0) {
          String answer = "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
          client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
        }
      } catch (IOException _) {
        // The client sees a broken connection, which it repeats as well.
      }
    }

    private static void relay(Socket from, Socket to) {
      try (from;
          to) {
        from.getInputStream().transferTo(to.getOutputStream());
      } catch (IOException _) {
        // The other direction has closed both.
      }
    }

    @Override
    public void close() throws IOException {
      listener.close();
    }
  }
}
