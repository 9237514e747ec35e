package io.millrace.querier.api;

import io.millrace.logql.engine.Direction;
import io.millrace.logql.engine.QueryRequest;
import io.millrace.logql.syntax.LogQuery;
import io.millrace.logql.syntax.Parser;
import io.millrace.logql.syntax.Query;
import io.millrace.querier.limits.QuerierLimits;
import io.millrace.querier.limits.QueryGuard;
import io.millrace.service.http.HttpException;
import io.millrace.service.http.HttpRequest;
import io.millrace.units.ValueException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the parameters of queries; errors are those of Loki, in the order that Loki checks. */
final class QueryParameters {
  private static final long NANOS_PER_SECOND = 1_000_000_000;
  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_POINTS = 11_000;
  private static final int DEFAULT_POINTS = 250;

  private QueryParameters() {}

  /** A query over a range of time. */
  static QueryRequest range(
      HttpRequest request, String tenant, String queryText, QuerierLimits limits, long now) {
    TimeParameters.Range range = TimeParameters.range(request, now);
    if (range.endNanos() < range.startNanos()) {
      throw bad("end timestamp must not be before or equal to start time");
    }
    long length = range.endNanos() - range.startNanos();
    int limit = limit(request, DEFAULT_LIMIT);
    Direction direction = direction(request);
    long step = step(request, length);
    long interval = interval(request);
    Query query = Parser.parseToRun(queryText);
    if (query instanceof LogQuery) {
      QueryGuard.checkEntries(limit, limits);
    }
    return new QueryRequest(
        tenant,
        query,
        range.startNanos(),
        range.endNanos(),
        step,
        limit,
        direction,
        interval,
        false);
  }

  /** A query at one time, which must be a metric query. */
  static QueryRequest instant(HttpRequest request, String tenant, String queryText, long now) {
    int limit = limit(request, DEFAULT_LIMIT);
    long time;
    try {
      time = TimeParameters.time(TimeParameters.text(request.param("time")), now);
    } catch (ValueException e) {
      throw bad(String.valueOf(e.getMessage()));
    }
    Direction direction = direction(request);
    Query query = Parser.parseToRun(queryText);
    if (query instanceof LogQuery) {
      throw bad(
          "log queries are not supported as an instant query type, please change your query to a"
              + " range query type");
    }
    return new QueryRequest(tenant, query, time, time, 1, limit, direction, 0, true);
  }

  static HttpException bad(String message) {
    return new HttpException(400, message);
  }

  static int limit(HttpRequest request, int missing) {
    return positive(request, "limit", missing);
  }

  /** A parameter that counts something. */
  static int positive(HttpRequest request, String name, int missing) {
    String text = TimeParameters.text(request.param(name));
    if (text.isEmpty()) {
      return missing;
    }
    try {
      long limit = TimeParameters.integer("Atoi", text);
      if (limit <= 0) {
        throw bad("limit must be a positive value");
      }
      return (int) Math.min(Integer.MAX_VALUE, limit);
    } catch (ValueException e) {
      throw bad(String.valueOf(e.getMessage()));
    }
  }

  private static Direction direction(HttpRequest request) {
    String text = TimeParameters.text(request.param("direction"));
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "", "backward" -> Direction.BACKWARD;
      case "forward" -> Direction.FORWARD;
      default -> throw bad("invalid direction '" + text + "'");
    };
  }

  static long step(HttpRequest request, long length) {
    @Nullable String text = request.param("step");
    long step =
        text == null || text.isEmpty()
            ? Math.max(length / NANOS_PER_SECOND / DEFAULT_POINTS, 1) * NANOS_PER_SECOND
            : TimeParameters.secondsOrDuration(text);
    if (step <= 0) {
      throw bad(
          "zero or negative query resolution step widths are not accepted. Try a positive integer");
    }
    if (length / step > MAX_POINTS) {
      throw bad(
          "exceeded maximum resolution of 11,000 points per time series. Try increasing the value"
              + " of the step parameter");
    }
    return step;
  }

  private static long interval(HttpRequest request) {
    String text = TimeParameters.text(request.param("interval"));
    long interval = text.isEmpty() ? 0 : TimeParameters.secondsOrDuration(text);
    if (interval < 0) {
      throw bad("interval must be >= 0");
    }
    return interval;
  }
}
