package io.millrace.querier.api;

import io.millrace.logql.engine.QueryContext;
import io.millrace.logql.engine.QueryResult;
import io.millrace.querier.limits.QuerierLimits;
import io.millrace.service.http.HttpException;
import io.millrace.service.http.HttpRequest;
import io.millrace.service.http.HttpResponse;
import io.millrace.service.http.Route;
import io.millrace.store.LabelMatcher;
import io.millrace.store.StreamBlocks;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The endpoints that say how many bytes of lines and metadata streams hold. */
public final class VolumeRoutes {
  private static final int DEFAULT_LIMIT = 100;
  private static final long SECOND = 1_000_000_000;

  private final ApiContext api;

  public VolumeRoutes(ApiContext api) {
    this.api = api;
  }

  public List<Route> routes() {
    return List.of(
        Route.getOrPost(
            "/loki/api/v1/index/volume",
            request -> QueryRunner.refusing(() -> answer(request, false))),
        Route.getOrPost(
            "/loki/api/v1/index/volume_range",
            request -> QueryRunner.refusing(() -> answer(request, true))));
  }

  private HttpResponse answer(HttpRequest request, boolean overTime) throws IOException {
    String tenant = api.tenant(request);
    QuerierLimits limits = api.limits(tenant);
    if (!limits.volumeEnabled()) {
      throw new HttpException(404, "not found");
    }
    TimeParameters.Range range = MetadataRange.of(request, limits, api.now());
    String limitText = TimeParameters.text(request.param("limit"));
    int limit =
        limitText.equals("0") ? DEFAULT_LIMIT : QueryParameters.limit(request, DEFAULT_LIMIT);
    long step = QueryParameters.step(request, range.endNanos() - range.startNanos());
    List<LabelMatcher> matchers =
        new ArrayList<>(Selectors.parseOrAll(TimeParameters.text(request.param("query"))));
    VolumeGroups groups = groups(request, matchers);
    QueryContext context = api.context(request, limits);
    VolumeBuckets volumes = new VolumeBuckets(range, overTime ? step : 0, limits.volumeMaxSeries());
    for (StreamBlocks stream :
        api.reader().select(tenant, matchers, range.startNanos(), range.endNanos(), context)) {
      context.check();
      volumes.add(stream.blocks(), groups.of(stream.labels()));
    }
    QueryResult result =
        overTime
            ? volumes.matrix(limit)
            : volumes.vector(limit, range.endNanos() / SECOND * SECOND);
    return HttpResponse.json(
        200, ResultJson.encode(result, List.of(), context.warnings(), context.stats()));
  }

  /** Reads what is grouped by, and adds the matchers that it implies. */
  private static VolumeGroups groups(HttpRequest request, List<LabelMatcher> matchers) {
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
    List<String> labels =
        targets.isEmpty() ? matchers.stream().map(LabelMatcher::name).distinct().toList() : targets;
    return new VolumeGroups(
        labels, labels.isEmpty() || (byLabelNames && targets.isEmpty()), byLabelNames);
  }
}
