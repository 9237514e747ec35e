package io.millrace.querier.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.logql.engine.Direction;
import io.millrace.logql.engine.QueryException;
import io.millrace.logql.engine.QueryRequest;
import io.millrace.logql.syntax.Parser;
import io.millrace.service.config.ConfigException;
import io.millrace.service.config.ConfigFile;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryGuardTest {
  private static final long NOW =
      Instant.parse("2026-11-05T12:00:00Z").getEpochSecond() * 1_000_000_000;

  private static QuerierLimits limits(String yaml) throws ConfigException {
    return ConfigFile.parse(
            "limits",
            yaml,
            ConfigFile.Options.STRICT,
            map -> QuerierLimits.from(map, QuerierLimits.DEFAULT))
        .config();
  }

  private static QueryRequest query(String text, Duration length) {
    return new QueryRequest(
        "t",
        Parser.parse(text),
        NOW - length.toNanos(),
        NOW,
        1_000_000_000,
        100,
        Direction.BACKWARD,
        0,
        length.isZero());
  }

  private static QueryRequest admit(String yaml, String text, Duration length)
      throws ConfigException {
    return QueryGuard.admit(query(text, length), text, limits(yaml), NOW);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      value = {
        "max_streams_matchers_per_query: 1 # {a=\"b\", c=\"d\"} # max streams matchers per query"
            + " exceeded, matchers-count > limit (2 > 1)",
        "max_streams_matchers_per_query: 1 # sum(rate({a=\"b\", c=\"d\"}[1m])) # max streams"
            + " matchers per query exceeded, matchers-count > limit (2 > 1)",
        "max_query_range: 1h # 2 * sum(rate({a=\"b\"}[2h])) # [interval] value exceeds limit: [2h]"
            + " > [1h]",
        "required_labels: [app, env] # {app=\"x\", b=\"y\"} # stream selector is missing required"
            + " matchers [env], labels present in the query were [app, b]",
        "minimum_labels_number: 2 # count_over_time({app=\"x\"}[1m]) # stream selector has less"
            + " label matchers than required: (present: [app], number_present: 1,"
            + " required_number_label_matchers: 2)",
        "max_query_length: 1h # {a=\"b\"} # the query time range exceeds the limit (query length:"
            + " 2h0m0s, limit: 1h)",
        "max_query_parallelism: 0 # {a=\"b\"} # querying is disabled, please contact your Loki"
            + " operator",
        "blocked_queries: [{pattern: '{a=\"b\"}'}] # {a=\"b\"} # query blocked by policy",
        "blocked_queries: [{pattern: 'a=.b', regex: true}] # {a=\"b\"} |= \"x\" # query blocked by"
            + " policy",
        "blocked_queries: [{types: filter}] # {a=\"b\"} |= \"x\" # query blocked by policy",
        "blocked_queries: [{pattern: '.*', regex: true, types: [metric]}] # rate({a=\"b\"}[1m]) #"
            + " query blocked by policy"
      })
  void refusesWithTheTextsOfLoki(String yaml, String text, String message) {
    assertThatThrownBy(() -> admit(yaml, text, Duration.ofHours(2)))
        .isInstanceOf(QueryException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      value = {
        "blocked_queries: [{pattern: '{a=\"b\"}'}] # {a=\"c\"}",
        "blocked_queries: [{types: filter}] # {a=\"c\"}",
        "blocked_queries: [{hash: 1}] # {a=\"c\"}",
        "blocked_queries: [{pattern: '.*', regex: true, types: [metric]}] # {a=\"b\"}",
        "required_labels: [app] # vector(1)",
        "max_query_length: 2h # {a=\"b\"}"
      })
  void letsOthersPass(String yaml, String text) throws Exception {
    QueryRequest asked = query(text, Duration.ofHours(2));
    assertThat(QueryGuard.admit(asked, text, limits(yaml), NOW)).isSameAs(asked);
  }

  @Test
  void blocksByHash() throws Exception {
    String text = "{a=\"b\"}";
    String yaml = "blocked_queries: [{hash: " + BlockedQuery.hash(text) + "}]";
    assertThatThrownBy(() -> admit(yaml, text, Duration.ofHours(1)))
        .hasMessage("query blocked by policy");
    // The published test vector of 32-bit FNV-1.
    assertThat(BlockedQuery.hash("foobar")).isEqualTo(0x31f0b262L);
  }

  @Test
  void cutsTheRangeToTheLookback() throws Exception {
    long hour = Duration.ofHours(1).toNanos();
    assertThat(admit("max_query_lookback: 1h", "{a=\"b\"}", Duration.ofHours(2)).startNanos())
        .isEqualTo(NOW - hour);
    QueryRequest old = query("{a=\"b\"}", Duration.ZERO);
    QueryRequest outside =
        QueryGuard.admit(old, "{a=\"b\"}", limits("max_query_lookback: 1h"), NOW + 2 * hour);
    assertThat(outside.startNanos()).isGreaterThan(outside.endNanos());
  }

  @Test
  void aRangeCutByTheLookbackIsNotTooLong() throws Exception {
    String yaml = "{max_query_lookback: 1h, max_query_length: 1h}";
    assertThat(admit(yaml, "{a=\"b\"}", Duration.ofHours(5)).startNanos())
        .isEqualTo(NOW - Duration.ofHours(1).toNanos());
  }

  @Test
  void readsNamesAndDefaultsOfLoki() throws Exception {
    QuerierLimits none = limits("{}");
    assertThat(none).isEqualTo(QuerierLimits.DEFAULT);
    QuerierLimits own = limits("{max_query_series: 5, volume_enabled: false, query_timeout: 3s}");
    assertThat(own.query().maxSeries()).isEqualTo(5);
    assertThat(own.volumeEnabled()).isFalse();
    assertThat(own.query().timeout()).isEqualTo(Duration.ofSeconds(3));
    assertThatThrownBy(() -> limits("blocked_queries: [{types: all}]"))
        .hasMessageContaining("none of metric, filter and limited");
  }
}
