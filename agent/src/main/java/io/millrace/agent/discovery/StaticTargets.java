package io.millrace.agent.discovery;

import io.millrace.labels.Labels;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** {@code static_configs}: label sets from the config file. */
public record StaticTargets(List<Labels> labels) implements TargetSource {
  public StaticTargets {
    labels = List.copyOf(labels);
  }

  @Override
  public List<Labels> targets(Consumer<Path> directories) {
    return labels;
  }
}
