package io.millrace.agent.discovery;

import io.millrace.labels.Labels;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Tells what there is to read: label sets with {@code __path__} and {@code __meta_*} labels. */
public interface TargetSource {
  /**
   * The targets now.
   *
   * @param directories told of each directory whose changes may change the answer
   */
  List<Labels> targets(Consumer<Path> directories);
}
