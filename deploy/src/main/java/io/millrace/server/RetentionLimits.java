package io.millrace.server;

import io.millrace.logql.syntax.ParseException;
import io.millrace.logql.syntax.Parser;
import io.millrace.service.config.ConfigMap;
import io.millrace.store.LabelMatcher;
import io.millrace.store.retention.TenantRetention;
import java.time.Duration;
import java.util.List;

/** Reads {@code retention_period} and {@code retention_stream} of Loki's {@code limits_config}. */
final class RetentionLimits {
  private RetentionLimits() {}

  static TenantRetention from(ConfigMap limits, TenantRetention defaults) {
    return new TenantRetention(
        limits.duration("retention_period", defaults.period()),
        limits.has("retention_stream")
            ? limits.list("retention_stream", RetentionLimits::rule)
            : defaults.rules());
  }

  private static TenantRetention.Rule rule(ConfigMap map) {
    return new TenantRetention.Rule(
        matchers(map),
        map.integer("priority", 0),
        map.duration("period", Duration.ZERO, Duration.ofHours(24)));
  }

  private static List<LabelMatcher> matchers(ConfigMap map) {
    try {
      return Parser.parseMatchers(map.requiredString("selector"));
    } catch (ParseException e) {
      map.problem("selector", String.valueOf(e.getMessage()));
      return List.of();
    }
  }
}
