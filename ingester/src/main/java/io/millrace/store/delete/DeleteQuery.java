package io.millrace.store.delete;

import io.millrace.entry.EntryBatch;
import io.millrace.labels.Labels;
import io.millrace.store.LabelMatcher;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a delete request selects.
 *
 * @param filter null when it selects all entries of the streams
 */
public record DeleteQuery(List<LabelMatcher> matchers, @Nullable EntryFilter filter) {
  public DeleteQuery {
    matchers = List.copyOf(matchers);
  }

  /** Reads queries. */
  @FunctionalInterface
  public interface Parser {
    /**
     * Reads one.
     *
     * @throws IllegalArgumentException when the text is not a query for entries
     */
    DeleteQuery parse(String query);
  }

  /** Selects entries of a stream. Safe for use by any number of threads. */
  @FunctionalInterface
  public interface EntryFilter {
    Run start(Labels stream);
  }

  /** Looks at one entry after the other. Used by one thread. */
  @FunctionalInterface
  public interface Run {
    boolean selects(EntryBatch batch, int index);
  }

  boolean matches(Labels stream) {
    return matchers.stream()
        .allMatch(matcher -> matcher.matches(stream.getOrEmpty(matcher.name())));
  }
}
