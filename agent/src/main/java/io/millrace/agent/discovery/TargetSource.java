package io.millrace.agent.discovery;

import io.millrace.labels.Labels;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells what there is to read: label sets with {@code __path__} and {@code __meta_*} labels. */
public interface TargetSource {
  /**
   * The targets now.
   *
   * @param directories told of each directory whose changes may change the answer
   */
  List<Labels> targets(Consumer<Path> directories);

  /**
   * Begins to watch what is no directory; does not wait for it.
   *
   * @param changed told, by any thread, when the answer may have changed
   */
  default void start(Runnable changed) {}

  /** Ends what {@link #start} began. */
  default void stop() {}

  /** Why the answer may lack something; null when nothing is known to be missing. */
  default @Nullable String problem() {
    return null;
  }
}
