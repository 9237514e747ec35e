package io.millrace.querier.ruler.storage;

import io.millrace.querier.ruler.rule.GroupKey;
import io.millrace.querier.ruler.rule.RuleException;
import io.millrace.querier.ruler.rule.RuleGroup;
import io.millrace.querier.ruler.rule.RuleGroups;
import io.millrace.service.config.ConfigException;
import io.millrace.service.config.ConfigFile;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Groups of rules in files {@code <directory>/<tenant>/<file>}, as Loki's local rule store has
 * them; the namespace is the name of the file. A file that can't be used keeps the groups in force
 * that it had, and the log says why. Belongs to one thread.
 */
public final class RuleFiles {
  private static final Logger LOG = LoggerFactory.getLogger(RuleFiles.class);

  private final Path directory;
  private final Map<Path, Known> known = new HashMap<>();

  /** What a file held when it was last read, and what of it is in force. */
  private record Known(String text, List<RuleGroup> groups) {}

  public RuleFiles(Path directory) {
    this.directory = directory;
  }

  /** All groups of all tenants as the files have them now. */
  public Map<GroupKey, RuleGroup> read() throws IOException {
    Map<GroupKey, RuleGroup> groups = new TreeMap<>();
    if (!Files.isDirectory(directory)) {
      return groups;
    }
    List<Path> found = new ArrayList<>();
    for (Path tenant : visible(directory)) {
      if (Files.isDirectory(tenant)) {
        for (Path file : visible(tenant)) {
          // Kubernetes mounts files as links.
          if (Files.isRegularFile(file)) {
            found.add(file);
            String namespace = name(file);
            for (RuleGroup group : groups(file)) {
              groups.put(new GroupKey(name(tenant), namespace, group.name()), group);
            }
          }
        }
      }
    }
    known.keySet().retainAll(found);
    return groups;
  }

  private static List<Path> visible(Path parent) throws IOException {
    List<Path> paths = new ArrayList<>();
    try (DirectoryStream<Path> children = Files.newDirectoryStream(parent)) {
      for (Path child : children) {
        if (!name(child).startsWith(".")) {
          paths.add(child);
        }
      }
    }
    paths.sort(null);
    return paths;
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }

  private List<RuleGroup> groups(Path file) {
    Known before = known.getOrDefault(file, new Known("", List.of()));
    String text = before.text();
    try {
      text = ConfigFile.text(file);
      if (!text.equals(before.text())) {
        known.put(file, new Known(text, RuleGroups.parseFile(file.toString(), text)));
      }
    } catch (ConfigException | RuleException e) {
      known.put(file, new Known(text, before.groups()));
      LOG.atError()
          .addKeyValue("file", file)
          .addKeyValue("reason", e.getMessage())
          .log("a file of rules can't be used; the rules that it had stay in force");
    }
    Known now = known.get(file);
    return now == null ? List.of() : now.groups();
  }
}
