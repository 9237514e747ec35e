package io.millrace.logql.engine;

import io.millrace.logql.engine.QueryResult.LogLine;
import io.millrace.logql.engine.QueryResult.Point;
import io.millrace.logql.engine.QueryResult.Sample;
import io.millrace.logql.engine.QueryResult.Series;
import io.millrace.logql.stage.LabelSet;
import io.millrace.logql.stage.Pipeline;
import io.millrace.logql.stage.Wanted;
import io.millrace.logql.syntax.LogQuery;
import io.millrace.logql.syntax.MetricQuery;
import io.millrace.logql.syntax.VariantsQuery;
import io.millrace.store.LogReader;
import io.millrace.store.StreamBlocks;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Runs queries. Thread-safe. */
public final class Engine {
  private final LogReader reader;
  private final ScanPool pool;

  public Engine(LogReader reader, ScanPool pool) {
    this.reader = reader;
    this.pool = pool;
  }

  /**
   * Runs a query and waits for its result.
   *
   * @throws QueryException when the query fails, for a reason that its author should know
   * @throws IOException when the store can't be read
   */
  public QueryResult execute(QueryRequest request, QueryContext context) throws IOException {
    context.check();
    context.drawOn(pool.budget());
    try {
      return answer(request, context);
    } finally {
      context.releaseAll();
    }
  }

  private QueryResult answer(QueryRequest request, QueryContext context) throws IOException {
    return switch (request.query()) {
      case LogQuery log -> lines(log, request, context);
      case MetricQuery.NumberLiteral number when request.instant() ->
          new QueryResult.Scalar(request.endNanos(), number.value());
      case MetricQuery metric -> metric(metric, request, context);
      case VariantsQuery _ ->
          throw QueryException.badRequest("multi variant queries are disabled for this instance");
    };
  }

  private QueryResult lines(LogQuery log, QueryRequest request, QueryContext context)
      throws IOException {
    Pipeline pipeline = Pipeline.compile(log.stages(), null, Wanted.ALL);
    if (request.startNanos() >= request.endNanos()) {
      return new QueryResult.Lines(List.of());
    }
    List<StreamBlocks> streams =
        reader.select(
            request.tenant(), log.matchers(), request.startNanos(), request.endNanos(), context);
    context.foundStreams(streams.size());
    List<LogLine> lines = new LogScan(context, pool, pipeline, request, streams).run();
    return new QueryResult.Lines(lines);
  }

  private QueryResult metric(MetricQuery query, QueryRequest request, QueryContext context) {
    Steps steps = Steps.of(request);
    MetricEvaluator evaluator = new MetricEvaluator(reader, pool, context, request.tenant(), steps);
    List<StepSeries> series = new ArrayList<>(evaluator.evaluate(query));
    series.removeIf(StepSeries::isEmpty);
    SortOrder.of(query, request.instant()).sort(series);
    int limit = context.limits().maxSeries();
    if (limit > 0 && series.size() > limit) {
      series = tooMany(series, limit, context);
    }
    return request.instant() ? vector(series, request.endNanos()) : matrix(series, steps);
  }

  private static List<StepSeries> tooMany(
      List<StepSeries> series, int limit, QueryContext context) {
    String start = "maximum number of series (" + limit + ") reached for a single query; ";
    if (!context.partialSeries()) {
      throw QueryException.badRequest(
          start
              + "consider reducing query cardinality by adding more specific stream selectors,"
              + " reducing the time range, or aggregating results with functions like sum(),"
              + " count() or topk()");
    }
    context.warn(start + "returning partial results");
    return series.subList(0, limit);
  }

  private static QueryResult vector(List<StepSeries> series, long time) {
    List<Sample> samples = new ArrayList<>(series.size());
    for (StepSeries each : series) {
      samples.add(new Sample(each.labels(), time, each.value(0)));
    }
    return new QueryResult.Vector(samples);
  }

  private static QueryResult matrix(List<StepSeries> series, Steps steps) {
    List<Series> result = new ArrayList<>(series.size());
    for (StepSeries each : series) {
      List<Point> points = new ArrayList<>();
      for (int i = each.nextPresent(0); i >= 0; i = each.nextPresent(i + 1)) {
        points.add(new Point(steps.time(i), each.value(i)));
      }
      result.add(new Series(each.labels(), points));
    }
    return new QueryResult.Matrix(result);
  }

  /** How the series of a result are ordered. */
  private enum SortOrder {
    BY_LABELS,
    ASCENDING,
    DESCENDING;

    private static SortOrder of(MetricQuery query, boolean instant) {
      if (instant && query instanceof MetricQuery.VectorAggregation vector) {
        return switch (vector.operation()) {
          case SORT -> ASCENDING;
          case SORT_DESC -> DESCENDING;
          case SUM, AVG, MIN, MAX, COUNT, STDDEV, STDVAR, TOPK, BOTTOMK, APPROX_TOPK -> BY_LABELS;
        };
      }
      return BY_LABELS;
    }

    private void sort(List<StepSeries> series) {
      Comparator<StepSeries> byLabels =
          Comparator.comparing(StepSeries::labels, LabelSet::compareTo);
      series.sort(byLabels);
      switch (this) {
        case BY_LABELS -> {}
        case ASCENDING ->
            series.sort((a, b) -> VectorFunctions.order(a.value(0), b.value(0), false));
        case DESCENDING ->
            series.sort((a, b) -> VectorFunctions.order(a.value(0), b.value(0), true));
      }
    }
  }
}
