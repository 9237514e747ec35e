package io.millrace.store.live;

import io.millrace.store.LabelMatcher;
import java.util.List;

/** Where new entries come from. Implementations are safe for use by any number of threads. */
@FunctionalInterface
public interface LiveSource {
  /** Ends when it is closed; closing again has no effect. */
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Shows a tenant's entries to {@code listener} from now on.
   *
   * @param matchers of the streams that are wanted; others may be shown too
   */
  Subscription subscribe(String tenant, List<LabelMatcher> matchers, LiveListener listener);
}
