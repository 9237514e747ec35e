package io.millrace.agent.discovery;

import io.millrace.agent.glob.Glob;
import io.millrace.agent.glob.GlobWalker;
import io.millrace.agent.input.InputSource;
import io.millrace.agent.input.JobInputs;
import io.millrace.agent.pipeline.PipelineSpec;
import io.millrace.agent.relabel.VisibleLabels;
import io.millrace.agent.tail.TailTarget;
import io.millrace.agent.tail.TextEncoding;
import io.millrace.labels.Labels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One scrape job: what it finds and what is done with it.
 *
 * @param relabel makes the final labels of a target's; an empty set drops the target
 * @param encoding of its files
 * @param addsFilename whether entries get the label {@code filename}
 * @param inputs sources that are no files
 * @param definition a digest of what the config file says, to see whether another says the same
 */
public record Job(
    String name,
    List<TargetSource> sources,
    UnaryOperator<Labels> relabel,
    PipelineSpec pipeline,
    TextEncoding encoding,
    boolean addsFilename,
    List<InputSource> inputs,
    String definition) {
  public Job {
    sources = List.copyOf(sources);
    inputs = List.copyOf(inputs);
  }

  /** What it reads that is no file. */
  public JobInputs jobInputs() {
    return new JobInputs(name, inputs, relabel, pipeline);
  }

  /** Begins to watch what is no directory. */
  void start(Runnable changed) {
    sources.forEach(source -> source.start(changed));
  }

  void stop() {
    sources.forEach(TargetSource::stop);
  }

  /** What keeps it from knowing all of its targets; null for nothing. */
  @Nullable String problem() {
    return sources.stream()
        .map(TargetSource::problem)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /** A target that is not read, and why. */
  public record Dropped(String job, Labels discovered, String reason) {
    /** The reason without what is wrong with this very target. */
    String kind() {
      int colon = reason.indexOf(':');
      return colon < 0 ? reason : reason.substring(0, colon);
    }
  }

  /** A target that is read: what was found, and what rules have made of it. */
  public record Target(String job, Labels discovered, Labels labels, int files) {}

  /**
   * The files to read now.
   *
   * @param host this machine's name for {@code __host__}
   * @param directories told of each directory whose changes may change the answer
   * @param read told of each target that is read
   * @param dropped told of each target that is not read
   */
  List<TailTarget> find(
      String host, Consumer<Path> directories, Consumer<Target> read, Consumer<Dropped> dropped) {
    List<TailTarget> found = new ArrayList<>();
    Set<Labels> wanted = new HashSet<>();
    for (TargetSource source : sources) {
      for (Labels discovered : source.targets(directories)) {
        String reason = find(discovered, host, wanted, directories, read, found);
        if (reason != null) {
          dropped.accept(new Dropped(name, discovered, reason));
        }
      }
    }
    return found;
  }

  private @Nullable String find(
      Labels discovered,
      String host,
      Set<Labels> wanted,
      Consumer<Path> directories,
      Consumer<Target> read,
      List<TailTarget> found) {
    Labels labels = relabel.apply(discovered);
    if (labels.isEmpty()) {
      return "dropped";
    }
    String wantedHost = labels.getOrEmpty(TargetLabels.HOST);
    if (!wantedHost.isEmpty() && !wantedHost.equals(host)) {
      return "wrong_host";
    }
    String pattern = labels.getOrEmpty(TargetLabels.PATH);
    if (pattern.isEmpty()) {
      return "no_path";
    }
    try {
      Glob glob = Glob.of(pattern);
      String excluded = labels.getOrEmpty(TargetLabels.PATH_EXCLUDE);
      Glob exclude = excluded.isEmpty() ? null : Glob.of(excluded);
      Labels kept = VisibleLabels.of(labels);
      // The ports of a container make targets that differ in nothing else.
      Labels.Builder key = kept.toBuilder().set(TargetLabels.PATH, pattern);
      if (!wanted.add(key.set(TargetLabels.PATH_EXCLUDE, excluded).build())) {
        return "exists";
      }
      int before = found.size();
      for (Path path : new GlobWalker(glob).find(directories)) {
        if (exclude == null || !exclude.matches(path)) {
          found.add(target(path, kept));
        }
      }
      read.accept(new Target(name, discovered, kept, found.size() - before));
      return null;
    } catch (IllegalArgumentException e) {
      return "error: " + e.getMessage();
    }
  }

  private TailTarget target(Path path, Labels kept) {
    boolean isNameless = kept.toBuilder().remove(VisibleLabels.TENANT).build().isEmpty();
    if (isNameless && !addsFilename) {
      // The server refuses an entry without labels.
      return new TailTarget(
          name, path, kept.toBuilder().set("job", name).build(), encoding, pipeline);
    }
    Labels labels =
        addsFilename ? kept.toBuilder().set(TargetLabels.FILENAME, path.toString()).build() : kept;
    return new TailTarget(name, path, labels, encoding, pipeline);
  }
}
