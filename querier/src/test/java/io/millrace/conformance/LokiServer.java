package io.millrace.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.chunk.BlockLines;
import io.millrace.chunk.columnar.ColumnarChunkFormat;
import io.millrace.ingester.Ingester;
import io.millrace.ingester.IngesterOptions;
import io.millrace.ingester.flush.FlushOptions;
import io.millrace.ingester.limits.IngestionLimits;
import io.millrace.ingester.limits.TenantLimits;
import io.millrace.ingester.otlp.OtlpRoutes;
import io.millrace.ingester.push.PushRoutes;
import io.millrace.ingester.wal.WalOptions;
import io.millrace.logql.engine.Engine;
import io.millrace.logql.engine.ScanPool;
import io.millrace.querier.api.ApiContext;
import io.millrace.querier.api.DetectedFieldRoutes;
import io.millrace.querier.api.IndexRoutes;
import io.millrace.querier.api.LabelRoutes;
import io.millrace.querier.api.PatternRoutes;
import io.millrace.querier.api.QueryRoutes;
import io.millrace.querier.api.VolumeRoutes;
import io.millrace.querier.limits.QuerierLimits;
import io.millrace.querier.limits.QueryGate;
import io.millrace.service.http.HttpException;
import io.millrace.service.http.HttpRequest;
import io.millrace.service.http.HttpResponse;
import io.millrace.service.http.Method;
import io.millrace.service.http.Route;
import io.millrace.store.StoredBlock;
import io.millrace.store.StreamBlocks;
import io.millrace.store.object.FilesystemObjectStore;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** An ingester and the query API over it, without a network between them and the test. */
final class LokiServer implements AutoCloseable {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-20T00:00:00Z"));
  private static final String TENANT = "fake";

  private final Ingester ingester;
  private final ScanPool pool = new ScanPool(2);
  private final List<Route> routes = new ArrayList<>();

  LokiServer(Path directory, ColumnarChunkFormat format) throws IOException, InterruptedException {
    IngesterOptions options =
        new IngesterOptions(
            directory.resolve("wal"),
            directory.resolve("index"),
            new WalOptions(WalOptions.Sync.INTERVAL, Duration.ofSeconds(1), 16 << 20, 0),
            new FlushOptions(
                Duration.ofMillis(50),
                Duration.ofHours(1),
                Duration.ofHours(2),
                Duration.ZERO,
                1 << 20,
                1 << 30,
                1 << 30),
            Duration.ofHours(1),
            format,
            4096,
            1 << 20);
    ingester =
        new Ingester(
            options,
            TenantLimits.same(IngestionLimits.DEFAULTS),
            new FilesystemObjectStore(directory.resolve("chunks")),
            new PrometheusRegistry(),
            InstantSource.fixed(Instant.parse("2026-11-01T02:00:00Z")));
    ingester.start();
    routes.addAll(new PushRoutes(ingester::pushes, _ -> TENANT, 64 << 20, 256 << 20).routes());
    routes.addAll(
        new OtlpRoutes(
                ingester::pushes,
                _ -> TENANT,
                TenantLimits.same(IngestionLimits.DEFAULTS),
                64 << 20,
                256 << 20,
                CLOCK)
            .routes());
    ApiContext api =
        new ApiContext(
            new Engine(ingester.reader(), pool),
            ingester.reader(),
            _ -> TENANT,
            _ -> QuerierLimits.DEFAULT,
            QueryGate.open(),
            CLOCK);
    routes.addAll(new QueryRoutes(api).routes());
    routes.addAll(new DetectedFieldRoutes(api).routes());
    routes.addAll(new PatternRoutes(api).routes());
    routes.addAll(new IndexRoutes(api).routes());
    routes.addAll(new VolumeRoutes(api).routes());
    routes.addAll(new LabelRoutes(api).routes());
  }

  /** Pushes the data set. */
  void pushDataSet() throws Exception {
    JsonNode manifest = ConformanceCase.parse(ConformanceCase.resource("dataset/manifest.json"));
    for (JsonNode push : manifest.path("push")) {
      HttpRequest request =
          HttpRequest.builder(Method.POST, push.path("path").asText())
              .header("Content-Type", push.path("content_type").asText())
              .body(ConformanceCase.resource("dataset/" + push.path("file").asText()))
              .build();
      HttpResponse response = send(request);
      if (response.status() != 204 && response.status() != 200) {
        throw new IllegalStateException(push + ": " + response + " " + response.bodyText());
      }
    }
  }

  void flush() throws Exception {
    ingester.flushes().flushAll();
  }

  /** How many of the stored blocks there are, and how many of them hold templates. */
  int[] blocks() throws IOException {
    int all = 0;
    int templated = 0;
    for (StreamBlocks stream : ingester.reader().select(TENANT, List.of(), 0, Long.MAX_VALUE)) {
      for (StoredBlock block : stream.blocks()) {
        all++;
        templated += block.readLines() instanceof BlockLines.Templated ? 1 : 0;
      }
    }
    return new int[] {all, templated};
  }

  HttpResponse send(ConformanceCase item) throws Exception {
    JsonNode json = item.json();
    StringJoiner form = new StringJoiner("&");
    json.path("params")
        .properties()
        .forEach(
            param -> {
              if (param.getValue().isArray()) {
                param.getValue().forEach(value -> form.add(pair(param.getKey(), value.asText())));
              } else {
                form.add(pair(param.getKey(), param.getValue().asText()));
              }
            });
    boolean post = json.path("method").asText().equals("POST");
    String path = json.path("path").asText();
    HttpRequest.Builder builder =
        HttpRequest.builder(post ? Method.POST : Method.GET, post ? path : path + "?" + form);
    if (post) {
      builder.header("Content-Type", "application/x-www-form-urlencoded").body(form.toString());
    }
    json.path("headers")
        .properties()
        .forEach(header -> builder.header(header.getKey(), header.getValue().asText()));
    return send(builder.build());
  }

  private static String pair(String name, String value) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8)
        + "="
        + URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  private HttpResponse send(HttpRequest request) throws Exception {
    for (Route route : routes) {
      Map<String, String> params = match(route.pathTemplate(), request.path());
      if (params != null && route.methods().contains(request.method())) {
        HttpRequest.Builder builder =
            HttpRequest.builder(request.method(), request.rawPath() + "?" + request.rawQuery())
                .pathParams(params)
                .body(request.body());
        for (String name : List.of("Content-Type", "X-Loki-Response-Encoding-Flags")) {
          String value = request.header(name);
          if (value != null) {
            builder.header(name, value);
          }
        }
        try {
          return route.handler().handle(builder.build());
        } catch (HttpException e) {
          return e.toResponse();
        }
      }
    }
    return HttpResponse.text(404, "404 page not found\n");
  }

  private static @Nullable Map<String, String> match(String template, String path) {
    int brace = template.indexOf("{name}");
    if (brace < 0) {
      return template.equals(path) ? Map.of() : null;
    }
    String head = template.substring(0, brace);
    String tail = template.substring(brace + "{name}".length());
    boolean fits =
        path.startsWith(head)
            && path.endsWith(tail)
            && path.length() > head.length() + tail.length();
    return fits
        ? Map.of("name", path.substring(head.length(), path.length() - tail.length()))
        : null;
  }

  @Override
  public void close() throws IOException {
    pool.close();
    ingester.close();
  }
}
