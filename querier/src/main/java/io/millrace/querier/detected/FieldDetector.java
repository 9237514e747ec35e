package io.millrace.querier.detected;

import io.millrace.logql.engine.QueryResult.LogLine;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Collects the fields of lines. Not safe for concurrent use. */
public final class FieldDetector {
  private static final Set<String> HIDDEN =
      Set.of("__error__", "__error_details__", "__preserve_error__");

  private final int limit;
  private final LineParser parser = new LineParser();
  private final Map<String, Tally> tallies = new TreeMap<>();

  /** What is known of a field. */
  private static final class Tally {
    private FieldType type = FieldType.STRING;
    private final Set<String> values = new LinkedHashSet<>();
    private final Set<String> parsers = new TreeSet<>();
    private List<String> jsonPath = List.of();
  }

  /**
   * A detector that has seen nothing.
   *
   * @param limit distinct fields to collect; later ones are left out
   */
  public FieldDetector(int limit) {
    this.limit = limit;
  }

  /** Looks at a line that a query has returned. */
  public void add(LogLine line) {
    line.labels().metadata().forEach((name, value) -> note(name, value));
    LineParser.Fields found = parser.parse(line);
    // The type is that of the query's own value where both know the field, since it comes last.
    found.values().forEach((name, value) -> note(name, value, found));
    line.labels().parsed().forEach((name, value) -> note(name, value, found));
  }

  private void note(String name, String value, LineParser.Fields found) {
    Tally tally = note(name, value);
    if (tally == null) {
      return;
    }
    tally.parsers.add(found.parser());
    List<String> path = found.path(name);
    if (!path.isEmpty()) {
      tally.jsonPath = path;
    }
  }

  private @Nullable Tally note(String name, String value) {
    if (HIDDEN.contains(name)) {
      return null;
    }
    Tally tally = tallies.get(name);
    if (tally == null) {
      if (tallies.size() >= limit) {
        return null;
      }
      tally = new Tally();
      tallies.put(name, tally);
    }
    tally.type = FieldType.of(value);
    tally.values.add(value);
    return tally;
  }

  /** The fields seen, by name. */
  public List<DetectedField> fields() {
    List<DetectedField> fields = new ArrayList<>(tallies.size());
    tallies.forEach(
        (name, tally) ->
            fields.add(
                new DetectedField(
                    name, tally.type, tally.values, List.copyOf(tally.parsers), tally.jsonPath)));
    return fields;
  }
}
