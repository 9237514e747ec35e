package io.millrace.querier.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.chunk.ChunkFormat;
import io.millrace.entry.EntryBatch;
import io.millrace.ingester.Ingester;
import io.millrace.ingester.IngesterOptions;
import io.millrace.ingester.NotReadyException;
import io.millrace.ingester.flush.FlushOptions;
import io.millrace.ingester.limits.IngestionLimits;
import io.millrace.ingester.limits.TenantLimits;
import io.millrace.ingester.push.IncomingStream;
import io.millrace.ingester.push.PushOutcome;
import io.millrace.ingester.serve.HeldRoutes;
import io.millrace.ingester.wal.WalOptions;
import io.millrace.labels.Labels;
import io.millrace.labels.ParsedLabels;
import io.millrace.service.http.HttpMetrics;
import io.millrace.service.http.HttpResponse;
import io.millrace.service.http.HttpServer;
import io.millrace.service.http.HttpServerOptions;
import io.millrace.service.http.Routes;
import io.millrace.store.object.ObjectStore;
import io.opentelemetry.api.OpenTelemetry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** An ingester without queries, which others ask over HTTP. It flushes on demand only. */
final class ServedIngester {
  static final String TENANT = "fake";
  static final Instant NOW = Instant.parse("2026-11-05T12:00:00Z");
  static final long BASE = NOW.getEpochSecond() * 1_000_000_000L;

  private final Ingester ingester;
  private final HttpServer server;

  ServedIngester(Path directory, ObjectStore objects, ChunkFormat format, int port)
      throws Exception {
    IngesterOptions options =
        new IngesterOptions(
            directory.resolve("wal"),
            directory.resolve("index"),
            new WalOptions(WalOptions.Sync.ALWAYS, Duration.ofSeconds(1), 1 << 16, 0),
            new FlushOptions(
                Duration.ofMillis(5),
                Duration.ofHours(1),
                Duration.ofHours(2),
                Duration.ZERO,
                1 << 20,
                1 << 30,
                1 << 30),
            Duration.ofHours(1),
            format,
            256,
            1 << 20);
    PrometheusRegistry registry = new PrometheusRegistry();
    ingester =
        new Ingester(
            options,
            Ingester.IndexUse.PROGRESS_ONLY,
            TenantLimits.same(IngestionLimits.DEFAULTS),
            objects,
            registry,
            InstantSource.fixed(NOW),
            OpenTelemetry.noop().getTracer(""));
    ingester.start();
    server =
        HttpServer.start(
            HttpServerOptions.listeningOn("127.0.0.1", port),
            Routes.builder()
                .addAll(new HeldRoutes(ingester::held, ingester.live()).routes())
                .onException(
                    (_, failure) ->
                        failure instanceof NotReadyException
                            ? Optional.of(HttpResponse.text(503, "not ready"))
                            : Optional.empty())
                .build(),
            new HttpMetrics(registry, "test"));
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + port());
  }

  int port() {
    return server.port();
  }

  void flush() throws InterruptedException {
    ingester.flushes().flushAll();
  }

  /** Pushes lines of one app, the first at {@link #BASE} and {@code offset}, one a nanosecond. */
  void push(String app, long offset, String... lines) throws Exception {
    EntryBatch.Builder entries = new EntryBatch.Builder();
    for (int i = 0; i < lines.length; i++) {
      entries.add(BASE + offset + i, lines[i], Labels.of("level", "info"));
    }
    IncomingStream stream =
        new IncomingStream(new ParsedLabels(Labels.of("app", app), null), entries.build());
    assertThat(ingester.pushes().push(TENANT, List.of(stream))).isEqualTo(new PushOutcome(204, ""));
  }

  void close() throws Exception {
    server.close(Duration.ofMillis(100));
    ingester.close();
  }
}
