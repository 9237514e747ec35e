package io.millrace.service.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Tells keys that are known but mean nothing here from mistakes. */
final class UnreadCheck {
  private final Reading reading;
  private final KnownKeys known;

  UnreadCheck(Reading reading, KnownKeys known) {
    this.reading = reading;
    this.known = known;
  }

  /**
   * Looks at a key that nobody asked for.
   *
   * @param mapPath path of the map that it stands in
   * @param asked the keys of that map that mean something
   */
  void check(String mapPath, String key, YamlTree.Entry entry, Set<String> asked) {
    List<String> ignored = new ArrayList<>();
    if (isIgnored(mapPath, key, entry, asked, ignored)) {
      reading.ignored(join(mapPath, key));
    } else {
      ignored.forEach(reading::ignored);
    }
  }

  /** Whether all of it is known; if not, the mistakes are noted and the known parts collected. */
  private boolean isIgnored(
      String mapPath, String key, YamlTree.Entry entry, Set<String> asked, List<String> ignored) {
    String path = join(mapPath, key);
    return switch (known.kind(general(path))) {
      case KNOWN -> true;
      case SECTION -> isIgnored(path, entry.value(), ignored);
      case UNKNOWN -> {
        reading.problem(Position.of(entry.key()), path, unknown(mapPath, key, asked));
        yield false;
      }
    };
  }

  private boolean isIgnored(String path, Node value, List<String> ignored) {
    boolean all = true;
    switch (value) {
      case MappingNode mapping -> {
        for (Map.Entry<String, YamlTree.Entry> entry :
            YamlTree.entries(reading, mapping, path).entrySet()) {
          if (isIgnored(path, entry.getKey(), entry.getValue(), Set.of(), ignored)) {
            ignored.add(join(path, entry.getKey()));
          } else {
            all = false;
          }
        }
      }
      case SequenceNode sequence -> {
        int index = 0;
        for (Node element : sequence.getValue()) {
          all &= isIgnored(path + "[" + index++ + "]", element, ignored);
        }
      }
      default -> {}
    }
    return all;
  }

  private String unknown(String mapPath, String key, Set<String> asked) {
    Set<String> candidates = new TreeSet<>(asked);
    candidates.addAll(known.children(general(mapPath)));
    String nearest = Spelling.nearest(key, candidates);
    return nearest == null ? "unknown key" : "unknown key, did you mean \"" + nearest + "\"?";
  }

  /** A path with list indexes as {@code []}. */
  private static String general(String path) {
    return path.replaceAll("\\[\\d+]", "[]");
  }

  private static String join(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
