package io.millrace.querier.api;

import io.millrace.labels.Labels;
import io.millrace.logql.engine.Direction;
import io.millrace.logql.engine.Engine;
import io.millrace.logql.engine.QueryContext;
import io.millrace.logql.engine.QueryException;
import io.millrace.logql.engine.QueryLimits;
import io.millrace.logql.engine.QueryRequest;
import io.millrace.logql.engine.QueryResult;
import io.millrace.logql.engine.QueryResult.Point;
import io.millrace.logql.engine.QueryResult.Sample;
import io.millrace.logql.engine.QueryResult.Series;
import io.millrace.logql.stage.LabelSet;
import io.millrace.logql.syntax.BinaryOperator;
import io.millrace.logql.syntax.Grouping;
import io.millrace.logql.syntax.LogQuery;
import io.millrace.logql.syntax.LogRange;
import io.millrace.logql.syntax.MetricQuery;
import io.millrace.logql.syntax.RangeOperation;
import io.millrace.logql.syntax.VectorMatching;
import io.millrace.logql.syntax.VectorOperation;
import io.millrace.service.http.HttpException;
import io.millrace.service.http.HttpRequest;
import io.millrace.service.http.HttpResponse;
import io.millrace.service.http.Route;
import io.millrace.store.LabelMatcher;
import io.millrace.store.LogReader;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** The endpoints that say how many bytes of lines streams hold. */
public final class VolumeRoutes {
  private static final long SECOND = 1_000_000_000;
  private static final long MILLI = 1_000_000;

  private final Engine engine;
  private final LogReader reader;
  private final Function<HttpRequest, String> tenant;
  private final Function<String, QueryLimits> limits;
  private final InstantSource clock;

  /**
   * Endpoints over an engine and the store that it reads.
   *
   * @param tenant finds the request's tenant, or refuses it with an HttpException
   * @param limits the limits of a tenant
   * @param clock what "now" is when a request names no time
   */
  public VolumeRoutes(
      Engine engine,
      LogReader reader,
      Function<HttpRequest, String> tenant,
      Function<String, QueryLimits> limits,
      InstantSource clock) {
    this.engine = engine;
    this.reader = reader;
    this.tenant = tenant;
    this.limits = limits;
    this.clock = clock;
  }

  public List<Route> routes() {
    return List.of(
        Route.getOrPost("/loki/api/v1/index/volume", request -> answer(request, false)),
        Route.getOrPost("/loki/api/v1/index/volume_range", request -> answer(request, true)));
  }

  /** What is asked for. */
  private record Request(
      String tenant,
      List<LabelMatcher> matchers,
      TimeParameters.Range range,
      long step,
      int limit,
      List<String> targets,
      boolean byLabelNames) {}

  private Request parse(HttpRequest request) {
    String tenantId = tenant.apply(request);
    TimeParameters.Range range =
        TimeParameters.range(request, TimeParameters.nanos(clock.instant()));
    if (range.endNanos() < range.startNanos()) {
      throw new HttpException(400, "end timestamp must not be before or equal to start time");
    }
    String limitText = TimeParameters.text(request.param("limit"));
    int limit = limitText.equals("0") ? 100 : QueryParameters.limit(request, 100);
    long step = QueryParameters.step(request, range.endNanos() - range.startNanos());
    List<LabelMatcher> matchers =
        new ArrayList<>(Selectors.parseOrAll(TimeParameters.text(request.param("query"))));
    List<String> targets =
        Stream.of(TimeParameters.text(request.param("targetLabels")).split(",", -1))
            .map(String::strip)
            .filter(label -> !label.isEmpty())
            .toList();
    for (String target : targets) {
      if (matchers.stream().noneMatch(matcher -> matcher.name().equals(target))) {
        matchers.add(new LabelMatcher(target, LabelMatcher.Type.REGEX, ".+"));
      }
    }
    boolean byLabelNames =
        switch (TimeParameters.text(request.param("aggregateBy"))) {
          case "", "series" -> false;
          case "labels" -> true;
          default -> throw new HttpException(400, "invalid aggregation option");
        };
    return new Request(tenantId, matchers, range, step, limit, targets, byLabelNames);
  }

  private HttpResponse answer(HttpRequest http, boolean overTime) throws IOException {
    Request request = parse(http);
    QueryContext context = new QueryContext(limits.apply(request.tenant()));
    http.onCancel(context::cancel);
    try {
      QueryResult result = overTime ? overTime(request, context) : total(request);
      return HttpResponse.json(
          200, ResultJson.encode(result, List.of(), context.warnings(), context.stats()));
    } catch (QueryException e) {
      return HttpResponse.text(e.status(), String.valueOf(e.getMessage()));
    }
  }

  private static List<String> groupLabels(Request request) {
    if (!request.targets().isEmpty()) {
      return request.targets();
    }
    return request.matchers().stream().map(LabelMatcher::name).distinct().toList();
  }

  private QueryResult total(Request request) throws IOException {
    Map<LabelSet, Double> volumes = new TreeMap<>();
    for (BlockSums sum :
        BlockSums.of(reader, request.tenant(), request.matchers(), request.range())) {
      for (LabelSet group : groups(request, sum.stream())) {
        volumes.merge(group, sum.bytes(), Double::sum);
      }
    }
    long end = request.range().endNanos() / SECOND * SECOND;
    List<Sample> samples = new ArrayList<>();
    volumes.forEach((labels, bytes) -> samples.add(new Sample(labels, end, Math.rint(bytes))));
    samples.sort(Comparator.comparingDouble(Sample::value).reversed());
    return new QueryResult.Vector(samples.subList(0, Math.min(samples.size(), request.limit())));
  }

  /** The groups that a stream adds to. */
  private static List<LabelSet> groups(Request request, Labels stream) {
    List<String> labels = groupLabels(request);
    boolean all = labels.isEmpty() || (request.byLabelNames() && request.targets().isEmpty());
    LabelSet kept = LabelSet.of(stream).filter(name -> all || labels.contains(name));
    if (!request.byLabelNames()) {
      return List.of(kept);
    }
    List<LabelSet> names = new ArrayList<>();
    kept.forEach((name, _) -> names.add(LabelSet.of(name, "")));
    return names;
  }

  private static MetricQuery sum(Request request, RangeOperation operation, LogRange range) {
    return new MetricQuery.VectorAggregation(
        VectorOperation.SUM,
        0,
        new MetricQuery.RangeAggregation(operation, null, range, null),
        new Grouping(false, groupLabels(request)));
  }

  /** Bytes in buckets of the step, which begin at its multiples. */
  private QueryResult overTime(Request request, QueryContext context) throws IOException {
    // A bucket includes its start and excludes its end; windows are the other way round.
    LogRange range =
        new LogRange(new LogQuery(request.matchers(), List.of()), null, request.step(), 1);
    MetricQuery metadata =
        new MetricQuery.Binary(
            BinaryOperator.MULTIPLY,
            false,
            VectorMatching.DEFAULT,
            sum(request, RangeOperation.COUNT_OVER_TIME, range),
            new MetricQuery.NumberLiteral(BlockSums.METADATA_BYTES));
    MetricQuery query =
        new MetricQuery.Binary(
            BinaryOperator.ADD,
            false,
            VectorMatching.DEFAULT,
            sum(request, RangeOperation.BYTES_OVER_TIME, range),
            metadata);
    long first = Math.floorDiv(request.range().startNanos(), request.step()) * request.step();
    QueryRequest metric =
        new QueryRequest(
            request.tenant(),
            query,
            first + request.step(),
            request.range().endNanos(),
            request.step(),
            0,
            Direction.FORWARD,
            0,
            false);
    QueryResult result = engine.execute(metric, context);
    if (!(result instanceof QueryResult.Matrix matrix)) {
      throw new IllegalStateException("a query over time has a matrix for a result");
    }
    List<Series> series = new ArrayList<>();
    for (Series each : matrix.series()) {
      List<Point> points = new ArrayList<>();
      for (Point point : each.points()) {
        long end = request.range().endNanos();
        long time = point.timestampNanos() >= end ? end : point.timestampNanos() - MILLI;
        points.add(new Point(time, point.value()));
      }
      series.add(new Series(each.labels(), points));
    }
    return new QueryResult.Matrix(series.subList(0, Math.min(series.size(), request.limit())));
  }
}
