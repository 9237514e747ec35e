package io.millrace.bench.endtoend;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * The questions that a stored corpus is asked.
 *
 * @param startNanos of the corpus
 * @param endNanos of the corpus
 * @param needle a word that one line has
 */
record Queries(long startNanos, long endNanos, String needle) {
  private static final String FILE = "queries.txt";

  /** What {@link #write} left in a directory. */
  static Queries read(Path directory) throws IOException {
    List<String> lines = Files.readAllLines(directory.resolve(FILE));
    return new Queries(Long.parseLong(lines.get(0)), Long.parseLong(lines.get(1)), lines.get(2));
  }

  void write(Path directory) throws IOException {
    Files.write(
        directory.resolve(FILE),
        List.of(Long.toString(startNanos), Long.toString(endNanos), needle));
  }

  /** Path and parameters of the request for one question. */
  String named(String name) {
    String query = byName().get(name);
    if (query == null) {
      throw new IllegalArgumentException(
          "no question is called " + name + "; there are " + byName().keySet());
    }
    return query;
  }

  /** Paths and parameters of requests, by the names of the questions. */
  Map<String, String> byName() {
    Map<String, String> queries = new LinkedHashMap<>();
    queries.put("unique word", range("{namespace=~\".+\"} |= \"" + needle + "\"", "limit", "100"));
    queries.put("newest 100 of an app", range("{app=\"api-1\"}", "limit", "100"));
    queries.put(
        "oldest 5000 of a namespace",
        range("{namespace=\"jobs-1\"}", "limit", "5000", "direction", "forward"));
    queries.put(
        "regex, any case, half",
        range(
            "{namespace=~\"real-.*\"} |~ \"(?i)failed password for (invalid )?user\"",
            "limit",
            "1000"));
    queries.put(
        "count by app, 1m",
        range("sum by (app) (count_over_time({namespace=~\".+\"}[1m]))", "step", "60"));
    queries.put(
        "bytes by cluster, 5m",
        range("sum by (cluster) (bytes_over_time({cluster=~\".+\"}[5m]))", "step", "60"));
    queries.put(
        "rate of a line filter",
        range(
            "sum by (app) (rate({namespace=~\"shop-.*\"} |= \"\\\"level\\\":\\\"error\\\"\" [5m]))",
            "step",
            "60"));
    queries.put(
        "json, filter, count",
        range(
            "sum by (status) (count_over_time({namespace=~\"shop-.*\"} | json | level=\"error\""
                + " [5m]))",
            "step",
            "60"));
    queries.put(
        "json, unwrap, quantile",
        range(
            "quantile_over_time(0.99, {namespace=~\"shop-.*\"} | json | unwrap duration_ms [5m]) by"
                + " (app)",
            "step",
            "60"));
    queries.put(
        "logfmt, two filters",
        range(
            "{namespace=~\"jobs-.*\"} | logfmt | status>=500 | duration > 100ms", "limit", "1000"));
    queries.put(
        "volume by app",
        "/loki/api/v1/index/volume?" + query("{namespace=~\".+\"}", "targetLabels", "app"));
    return queries;
  }

  private String range(String query, String... params) {
    return "/loki/api/v1/query_range?" + query(query, params);
  }

  private String query(String query, String... params) {
    StringJoiner text = new StringJoiner("&");
    text.add("query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
    text.add("start=" + startNanos).add("end=" + endNanos);
    for (int i = 0; i < params.length; i += 2) {
      text.add(params[i] + "=" + params[i + 1]);
    }
    return text.toString();
  }
}
