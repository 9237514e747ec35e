package io.millrace.logql.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.logql.syntax.Parser;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class SampleBudgetTest {
  private static final String ALL =
      "quantile_over_time(0.5, {app=\"a\"} | json | unwrap n | __error__=\"\" [1h])";

  private static QueryResult run(SampleBudget budget, String query) throws IOException {
    MemoryStore store = new RandomQueries(2).store();
    QueryRequest request =
        new QueryRequest(
            "t", Parser.parse(query), 0, 400_000_000_000L, 1, 0, Direction.FORWARD, 0, true);
    try (ScanPool pool = new ScanPool(2, budget)) {
      return new Engine(store, pool).execute(request, new QueryContext(QueryLimits.DEFAULT));
    }
  }

  @Test
  void aQueryGivesBackWhatItHeld() throws IOException {
    SampleBudget budget = new SampleBudget(100_000);

    assertThat(run(budget, ALL)).isNotNull();

    assertThat(budget.held()).isZero();
  }

  @Test
  void aQueryForWhichTooLittleIsLeftIsRefusedAndGivesBackAll() {
    SampleBudget budget = new SampleBudget(100_000);
    budget.take(99_990);

    assertThatThrownBy(() -> run(budget, ALL))
        .isInstanceOfSatisfying(QueryException.class, e -> assertThat(e.status()).isEqualTo(429))
        .hasMessageContaining("hold too many samples in memory");

    assertThat(budget.held()).isEqualTo(99_990);
  }
}
