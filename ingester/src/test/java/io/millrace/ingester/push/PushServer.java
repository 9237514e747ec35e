package io.millrace.ingester.push;

import io.millrace.chunk.columnar.ColumnarChunkFormat;
import io.millrace.entry.EntryBatch;
import io.millrace.ingester.Ingester;
import io.millrace.ingester.IngesterOptions;
import io.millrace.ingester.flush.FlushOptions;
import io.millrace.ingester.limits.IngestionLimits;
import io.millrace.ingester.limits.TenantLimits;
import io.millrace.ingester.wal.WalOptions;
import io.millrace.labels.Labels;
import io.millrace.service.http.HttpMetrics;
import io.millrace.service.http.HttpServer;
import io.millrace.service.http.HttpServerOptions;
import io.millrace.service.http.Routes;
import io.millrace.store.StoredBlock;
import io.millrace.store.StreamBlocks;
import io.millrace.store.object.FilesystemObjectStore;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An ingester behind a real socket, whose clock stands still. */
final class PushServer implements AutoCloseable {
  static final Instant NOW = Instant.parse("2026-11-05T12:00:00Z");
  static final int MAX_BYTES = 1 << 20;

  private final HttpClient client = HttpClient.newHttpClient();
  private final Ingester ingester;
  private final HttpServer server;

  PushServer(Path directory, IngestionLimits limits) throws Exception {
    PrometheusRegistry registry = new PrometheusRegistry();
    ingester =
        new Ingester(
            new IngesterOptions(
                directory.resolve("wal"),
                directory.resolve("index"),
                WalOptions.DEFAULTS,
                FlushOptions.defaults(),
                Duration.ofHours(1),
                ColumnarChunkFormat.forPacks(),
                512,
                1 << 20),
            TenantLimits.same(limits),
            new FilesystemObjectStore(directory.resolve("chunks")),
            registry,
            InstantSource.fixed(NOW));
    ingester.start();
    Routes routes =
        Routes.of(new PushRoutes(ingester::pushes, _ -> "fake", MAX_BYTES, MAX_BYTES).routes());
    server =
        HttpServer.start(
            HttpServerOptions.listeningOn("127.0.0.1", 0),
            routes,
            new HttpMetrics(registry, "loki"));
  }

  /** Sends a body; headers are name, value, name, value, … */
  HttpResponse<String> push(byte[] body, String... headers)
      throws IOException, InterruptedException {
    return post("/loki/api/v1/push", body, headers);
  }

  /** Sends the JSON of the legacy endpoint. */
  HttpResponse<String> pushLegacy(String json) throws IOException, InterruptedException {
    return post(
        "/api/prom/push",
        json.getBytes(StandardCharsets.UTF_8),
        "Content-Type",
        "application/json");
  }

  private HttpResponse<String> post(String path, byte[] body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  void flush() throws InterruptedException {
    ingester.flushes().flushAll();
  }

  /** An entry as it came back. */
  record Entry(long nanos, String line, Labels metadata) {}

  /** All that is stored, by the text of the stream's labels. */
  Map<String, List<Entry>> stored() throws IOException {
    Map<String, List<Entry>> streams = new TreeMap<>();
    for (StreamBlocks stream : ingester.reader().select("fake", List.of(), 0, Long.MAX_VALUE)) {
      List<Entry> entries =
          streams.computeIfAbsent(stream.labels().toString(), _ -> new ArrayList<>());
      for (StoredBlock block : stream.blocks()) {
        EntryBatch batch = block.read();
        for (int i = 0; i < batch.size(); i++) {
          entries.add(new Entry(batch.timestamp(i), batch.line(i), batch.metadata(i)));
        }
      }
    }
    return streams;
  }

  @Override
  public void close() throws IOException {
    try {
      server.close(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    ingester.close();
  }
}
