package io.millrace.querier.ruler;

import io.millrace.logql.engine.Direction;
import io.millrace.logql.engine.Engine;
import io.millrace.logql.engine.QueryContext;
import io.millrace.logql.engine.QueryException;
import io.millrace.logql.engine.QueryRequest;
import io.millrace.logql.engine.QueryResult;
import io.millrace.logql.stage.LabelSet;
import io.millrace.querier.limits.QuerierLimits;
import io.millrace.querier.limits.QueryGuard;
import io.millrace.querier.ruler.group.RuleFailedException;
import io.millrace.querier.ruler.group.RuleQuery;
import io.millrace.querier.ruler.rule.Rule;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Runs rules' queries under the limits of their tenants. */
public final class EngineRuleQuery implements RuleQuery {
  private final Engine engine;
  private final Function<String, QuerierLimits> limits;

  public EngineRuleQuery(Engine engine, Function<String, QuerierLimits> limits) {
    this.engine = engine;
    this.limits = limits;
  }

  @Override
  public List<Sample> evaluate(String tenant, Rule rule, long atMillis) throws IOException {
    long at = TimeUnit.MILLISECONDS.toNanos(atMillis);
    QuerierLimits ofTenant = limits.apply(tenant);
    QueryRequest request =
        new QueryRequest(tenant, rule.query(), at, at, 1, 0, Direction.BACKWARD, 0, true);
    try {
      QueryRequest admitted = QueryGuard.admit(request, rule.expression(), ofTenant, at);
      return samples(engine.execute(admitted, new QueryContext(ofTenant.query())));
    } catch (QueryException e) {
      throw new RuleFailedException(String.valueOf(e.getMessage()));
    }
  }

  private static List<Sample> samples(QueryResult result) throws RuleFailedException {
    return switch (result) {
      case QueryResult.Vector vector ->
          vector.samples().stream()
              .map(sample -> new Sample(labels(sample.labels()), sample.value()))
              .toList();
      case QueryResult.Scalar scalar -> List.of(new Sample(Map.of(), scalar.value()));
      case QueryResult.Lines _, QueryResult.Matrix _ ->
          throw new RuleFailedException("rule result is not a vector or scalar");
    };
  }

  private static Map<String, String> labels(LabelSet set) {
    Map<String, String> labels = new TreeMap<>();
    set.forEach(labels::put);
    return labels;
  }
}
