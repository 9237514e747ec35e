package io.millrace.ingester.bulk;

import io.millrace.entry.EntryBatch;
import io.millrace.ingester.limits.EntryLimits;
import io.millrace.ingester.limits.TenantLimits;
import io.millrace.ingester.push.IncomingStream;
import io.millrace.ingester.push.PushOutcome;
import io.millrace.ingester.push.PushRefusedException;
import io.millrace.ingester.push.PushService;
import io.millrace.ingester.wal.WalUnavailableException;
import io.millrace.labels.Labels;
import io.millrace.labels.ParsedLabels;
import io.millrace.service.http.HttpHandler;
import io.millrace.service.http.HttpRequest;
import io.millrace.service.http.HttpResponse;
import io.millrace.service.http.Method;
import io.millrace.service.http.Route;
import io.millrace.service.http.RouteOptions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/** Elasticsearch's {@code _bulk}, at the root and below {@code /elasticsearch}. */
public final class BulkRoutes {
  private static final String PREFIX = "/elasticsearch";
  private static final String RETRY_AFTER_SECONDS = "5";
  private static final String OVERLOADED = "es_rejected_execution_exception";
  private static final String INVALID = "illegal_argument_exception";

  private final Supplier<PushService> service;
  private final Function<HttpRequest, String> tenant;
  private final TenantLimits limits;
  private final BulkFields fields;
  private final RouteOptions options;
  private final InstantSource clock;

  /** As the push endpoints have it; the clock gives documents without a time their time. */
  public BulkRoutes(
      Supplier<PushService> service,
      Function<HttpRequest, String> tenant,
      TenantLimits limits,
      BulkFields fields,
      int maxBodyBytes,
      int maxDecompressedBytes,
      InstantSource clock) {
    this.service = service;
    this.tenant = tenant;
    this.limits = limits;
    this.fields = fields;
    this.options =
        RouteOptions.DEFAULT
            .withMaxBodyBytes(maxBodyBytes)
            .withMaxDecompressedBytes(maxDecompressedBytes);
    this.clock = clock;
  }

  public List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    HttpHandler unnamed = request -> bulk(request, "");
    HttpHandler named = request -> bulk(request, request.pathParam("index"));
    for (String prefix : List.of("", PREFIX)) {
      routes.add(write(prefix + "/_bulk", unnamed));
      routes.add(write(prefix + "/{index}/_bulk", named));
    }
    routes.addAll(new BulkProbes(PREFIX, tenant).routes());
    return routes;
  }

  private Route write(String path, HttpHandler handler) {
    return new Route(Set.of(Method.POST, Method.PUT), path, handler, options);
  }

  private HttpResponse bulk(HttpRequest request, String index) throws InterruptedException {
    String tenantId = tenant.apply(request);
    long started = System.nanoTime();
    try {
      List<BulkAnswer.Result> results = store(tenantId, BulkRequest.read(request.body(), index));
      return BulkAnswer.of(results, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started));
    } catch (PushRefusedException e) {
      return e.status() == 429 || e.status() == 503
          ? retryLater(e.status(), e.reason())
          : BulkAnswer.error(e.status(), INVALID, e.reason());
    } catch (WalUnavailableException e) {
      return retryLater(503, String.valueOf(e.getMessage()));
    }
  }

  private static HttpResponse retryLater(int status, String reason) {
    return BulkAnswer.error(status, OVERLOADED, reason)
        .withHeader("Retry-After", RETRY_AFTER_SECONDS);
  }

  private List<BulkAnswer.Result> store(String tenantId, List<BulkItem> items)
      throws PushRefusedException, WalUnavailableException, InterruptedException {
    EntryLimits entryLimits = limits.of(tenantId).entries();
    Instant now = clock.instant();
    long nowNanos = now.getEpochSecond() * 1_000_000_000L + now.getNano();
    Map<Labels, EntryBatch.Builder> streams = new LinkedHashMap<>();
    List<BulkAnswer.Result> results = new ArrayList<>(items.size());
    for (BulkItem item : items) {
      results.add(
          switch (item) {
            case BulkItem.Refused refused ->
                BulkAnswer.Result.failed(refused, 400, refused.type(), refused.reason());
            case BulkItem.Document document -> add(document, entryLimits, nowNanos, streams);
          });
    }
    if (streams.isEmpty()) {
      return results;
    }
    List<IncomingStream> incoming = new ArrayList<>(streams.size());
    streams.forEach(
        (labels, entries) ->
            incoming.add(new IncomingStream(new ParsedLabels(labels, null), entries.build())));
    PushOutcome outcome = service.get().push(tenantId, incoming);
    return switch (outcome.status()) {
      case 204 -> results;
      case 429, 503 -> throw new PushRefusedException(outcome.status(), outcome.message());
      default -> refused(results, outcome);
    };
  }

  private BulkAnswer.Result add(
      BulkItem.Document document,
      EntryLimits entryLimits,
      long nowNanos,
      Map<Labels, EntryBatch.Builder> streams) {
    try {
      BulkDocument entry =
          BulkDocument.of(document.source(), document.index(), fields, entryLimits, nowNanos);
      streams
          .computeIfAbsent(entry.labels(), _ -> new EntryBatch.Builder())
          .add(entry.timestampNanos(), entry.line(), entry.metadata());
      return BulkAnswer.Result.stored(document);
    } catch (IllegalArgumentException e) {
      return BulkAnswer.Result.failed(
          document, 400, "mapper_parsing_exception", String.valueOf(e.getMessage()));
    }
  }

  /** The limits have refused some; which they are is not known. */
  private static List<BulkAnswer.Result> refused(
      List<BulkAnswer.Result> results, PushOutcome outcome) {
    return results.stream()
        .map(
            result ->
                result.type() == null
                    ? BulkAnswer.Result.failed(
                        result.item(), outcome.status(), INVALID, outcome.message())
                    : result)
        .toList();
  }
}
