package io.millrace.querier.limits;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.millrace.logql.syntax.LogQuery;
import io.millrace.logql.syntax.Query;
import io.millrace.service.config.ConfigMap;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One item of Loki's {@code blocked_queries}: queries that are refused. A hash goes before a text;
 * without either all queries of the types are meant.
 *
 * @param text of the query, compared whole but for blanks around it; empty for any
 * @param regex found somewhere in the query; null for none
 * @param types of query that are meant; empty for all
 * @param hash the query's 32-bit FNV-1 hash; 0 for none
 */
public record BlockedQuery(String text, @Nullable Pattern regex, Set<Type> types, long hash) {
  private static final int FNV_OFFSET = 0x811C9DC5;
  private static final int FNV_PRIME = 0x01000193;

  /** Kinds of queries as Loki tells them apart for blocking. */
  public enum Type {
    METRIC,
    /** A log query with stages. */
    FILTER,
    /** A log query that is a selector only. */
    LIMITED;

    static Type of(Query query) {
      if (!(query instanceof LogQuery log)) {
        return METRIC;
      }
      return log.stages().isEmpty() ? LIMITED : FILTER;
    }
  }

  public BlockedQuery {
    types = Set.copyOf(types);
  }

  static BlockedQuery from(ConfigMap map) {
    String pattern = map.string("pattern", "");
    boolean isRegex = map.bool("regex", false);
    long hash = map.longValue("hash", 0, 0, 0xFFFF_FFFFL);
    List<String> names = map.stringList("types", List.of());
    return new BlockedQuery(
        isRegex ? "" : pattern.strip(),
        isRegex ? compile(map, pattern) : null,
        names.stream().map(name -> type(map, name)).collect(Collectors.toSet()),
        hash);
  }

  private static @Nullable Pattern compile(ConfigMap map, String pattern) {
    try {
      return Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      map.problem("pattern", "is no regular expression: " + e.getMessage());
      return null;
    }
  }

  private static Type type(ConfigMap map, String name) {
    try {
      return Type.valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException _) {
      map.problem("types", "\"" + name + "\" is none of metric, filter and limited");
      return Type.LIMITED;
    }
  }

  /** Whether a query, as text and parsed, is one of those. */
  public boolean matches(String queryText, Query query) {
    if (!types.isEmpty() && !types.contains(Type.of(query))) {
      return false;
    }
    if (hash != 0) {
      return hash == hash(queryText);
    }
    if (regex != null) {
      return regex.matcher(queryText).find();
    }
    return text.isEmpty() || text.equals(queryText.strip());
  }

  /** The hash that Loki prints with a query: 32-bit FNV-1. */
  static long hash(String queryText) {
    int hash = FNV_OFFSET;
    for (byte b : queryText.getBytes(StandardCharsets.UTF_8)) {
      hash = hash * FNV_PRIME ^ (b & 0xFF);
    }
    return hash & 0xFFFF_FFFFL;
  }
}
