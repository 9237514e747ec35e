package io.millrace.store.retention;

import io.millrace.labels.Labels;
import io.millrace.store.LabelMatcher;
import java.time.Duration;
import java.util.List;

/**
 * How long the entries of one tenant are kept. Of several rules that match a stream the one with
 * the highest priority holds, of equal ones the shortest.
 *
 * @param period of streams that no rule matches; zero keeps them for ever
 */
public record TenantRetention(Duration period, List<Rule> rules) {
  /** Keeps everything. */
  public static final TenantRetention FOREVER = new TenantRetention(Duration.ZERO, List.of());

  public TenantRetention {
    rules = List.copyOf(rules);
  }

  /** For streams that satisfy every matcher; a period of zero keeps them for ever. */
  public record Rule(List<LabelMatcher> matchers, int priority, Duration period) {
    public Rule {
      matchers = List.copyOf(matchers);
    }

    private boolean matches(Labels labels) {
      return matchers.stream()
          .allMatch(matcher -> matcher.matches(labels.getOrEmpty(matcher.name())));
    }
  }

  /** How long the stream is kept; zero for ever. */
  public Duration of(Labels stream) {
    Rule best = null;
    for (Rule rule : rules) {
      if (rule.matches(stream)
          && (best == null
              || rule.priority() > best.priority()
              || (rule.priority() == best.priority()
                  && rule.period().compareTo(best.period()) < 0))) {
        best = rule;
      }
    }
    return best == null ? period : best.period();
  }

  /** Entries that are older are not kept, whatever their stream; zero when some are for ever. */
  Duration longest() {
    Duration longest = period;
    for (Rule rule : rules) {
      if (longest.isZero() || rule.period().isZero()) {
        return Duration.ZERO;
      }
      longest = rule.period().compareTo(longest) > 0 ? rule.period() : longest;
    }
    return longest;
  }
}
