package io.millrace.agent.discovery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.millrace.agent.entry.LabelNames;
import io.millrace.agent.glob.Glob;
import io.millrace.agent.glob.GlobWalker;
import io.millrace.labels.Labels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code file_sd_configs}: label sets from JSON or YAML files, lists of {@code {targets, labels}}.
 * A file that cannot be read keeps the targets that it had. Used by one thread.
 */
public final class FileTargets implements TargetSource {
  private static final Logger log = LoggerFactory.getLogger(FileTargets.class);
  private static final long MAX_BYTES = 16L << 20;

  /** JSON is YAML too. */
  private static final YAMLMapper YAML = new YAMLMapper();

  private final List<GlobWalker> patterns;
  private final Map<Path, List<Labels>> known = new HashMap<>();
  private final Map<Path, String> problems = new HashMap<>();

  /** A source that reads the files matching any of the patterns. */
  public FileTargets(List<Glob> patterns) {
    this.patterns = patterns.stream().map(GlobWalker::new).toList();
  }

  @Override
  public List<Labels> targets(Consumer<Path> directories) {
    List<Labels> targets = new ArrayList<>();
    for (GlobWalker pattern : patterns) {
      for (Path file : pattern.find(directories)) {
        targets.addAll(read(file));
      }
    }
    return targets;
  }

  private List<Labels> read(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new IOException("larger than " + MAX_BYTES + " bytes");
      }
      List<Labels> targets = groups(file, YAML.readTree(Files.readAllBytes(file)));
      known.put(file, targets);
      problems.remove(file);
      return targets;
    } catch (IOException e) {
      String problem = String.valueOf(e.getMessage());
      if (!problem.equals(problems.put(file, problem))) {
        log.atWarn().addKeyValue("file", file).log("targets not read, the last ones stay: " + e);
      }
      return known.getOrDefault(file, List.of());
    }
  }

  private static List<Labels> groups(Path file, JsonNode root) throws IOException {
    if (root.isMissingNode() || root.isNull()) {
      return List.of();
    }
    if (!root.isArray()) {
      throw new IOException("expected a list of targets and labels");
    }
    List<Labels> groups = new ArrayList<>();
    for (JsonNode group : root) {
      Labels.Builder labels = Labels.empty().toBuilder();
      for (Map.Entry<String, JsonNode> each : group.path("labels").properties()) {
        if (!LabelNames.isValid(each.getKey())) {
          throw new IOException("\"" + each.getKey() + "\" cannot be a label's name");
        }
        labels.set(each.getKey(), each.getValue().asText());
      }
      labels.set("__meta_filepath", file.toString());
      // Without targets a group has nothing, as in Prometheus; the host's name itself is not used.
      for (JsonNode target : group.path("targets")) {
        groups.add(labels.set("__address__", target.asText()).build());
      }
    }
    return groups;
  }
}
