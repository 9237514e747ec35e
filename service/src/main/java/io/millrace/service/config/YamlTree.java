package io.millrace.service.config;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * YAML text as a tree of nodes with positions, within caps.
 *
 * <p>No object is ever constructed from a tag. Aliases are followed by counting: a file may reach
 * 100 000 nodes with its aliases written out, so that a few lines cannot stand for billions.
 */
final class YamlTree {
  private static final int MAX_DEPTH = 64;
  private static final int MAX_NODES = 100_000;
  private static final int MAX_CODE_POINTS = 4 << 20;

  private YamlTree() {}

  /** An entry of a mapping, its key's node kept for the position. */
  record Entry(Node key, Node value) {
    boolean isNull() {
      return value instanceof ScalarNode && value.getTag().equals(Tag.NULL);
    }
  }

  /** The top-level map of {@code text}; an empty text is an empty map. */
  static ConfigMap parse(Reading reading, String text) throws ConfigException {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MAX_CODE_POINTS);
    options.setNestingDepthLimit(MAX_DEPTH);
    options.setMaxAliasesForCollections(MAX_NODES);
    Node root;
    try {
      ParserImpl parser = new ParserImpl(new StreamReader(text), options);
      root = new Composer(parser, new Resolver(), options).getSingleNode();
    } catch (MarkedYAMLException e) {
      Mark mark = e.getProblemMark();
      Position at = mark == null ? Position.START : Position.of(mark);
      String context = e.getContext() == null ? "" : e.getContext() + ": ";
      throw ConfigFile.broken(
          reading.file(), at.line(), at.column(), "not YAML: " + context + e.getProblem());
    } catch (YAMLException e) {
      throw ConfigFile.broken(reading.file(), 1, 1, "not YAML: " + e.getMessage());
    }
    if (root == null || isNull(root)) {
      return ConfigMap.root(reading, null);
    }
    if (!(root instanceof MappingNode mapping)) {
      Position at = Position.of(root);
      throw ConfigFile.broken(
          reading.file(),
          at.line(),
          at.column(),
          "found " + describe(root) + ", expected a map of settings");
    }
    if (count(root, 0, 0) > MAX_NODES) {
      throw ConfigFile.broken(
          reading.file(),
          1,
          1,
          "more than "
              + MAX_NODES
              + " nodes, or deeper than "
              + MAX_DEPTH
              + ", with aliases followed");
    }
    return ConfigMap.root(reading, mapping);
  }

  /** Nodes below and including {@code node}, or more than the cap as soon as it is passed. */
  private static int count(Node node, int sofar, int depth) {
    if (depth > MAX_DEPTH || sofar > MAX_NODES) {
      return MAX_NODES + 1;
    }
    int count = sofar + 1;
    switch (node) {
      case MappingNode mapping -> {
        for (NodeTuple entry : mapping.getValue()) {
          count = count(entry.getKeyNode(), count, depth + 1);
          count = count(entry.getValueNode(), count, depth + 1);
        }
      }
      case SequenceNode sequence -> {
        for (Node element : sequence.getValue()) {
          count = count(element, count, depth + 1);
        }
      }
      default -> {}
    }
    return count;
  }

  static boolean isNull(Node node) {
    return node instanceof ScalarNode && node.getTag().equals(Tag.NULL);
  }

  /** A node in words, for "found …". */
  static String describe(Node node) {
    return switch (node) {
      case MappingNode _ -> "a map";
      case SequenceNode _ -> "a list";
      case ScalarNode scalar when isNull(scalar) -> "nothing";
      case ScalarNode scalar -> "\"" + abbreviate(scalar.getValue()) + "\"";
      default -> "an unknown node";
    };
  }

  private static String abbreviate(String text) {
    return text.length() <= 100 ? text : text.substring(0, 100) + "…";
  }

  /**
   * The entries of a mapping, merge keys ({@code <<}) resolved, duplicates reported.
   *
   * @param path of the mapping
   */
  static Map<String, Entry> entries(Reading reading, @Nullable MappingNode mapping, String path) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    if (mapping == null) {
      return entries;
    }
    for (NodeTuple tuple : mapping.getValue()) {
      if (tuple.getKeyNode().getTag().equals(Tag.MERGE)) {
        continue;
      }
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        reading.problem(
            Position.of(tuple.getKeyNode()),
            path,
            "found " + describe(tuple.getKeyNode()) + " as a key, expected a text");
        continue;
      }
      Entry previous = entries.get(key.getValue());
      if (previous != null) {
        reading.problem(
            Position.of(key),
            path.isEmpty() ? key.getValue() : path + "." + key.getValue(),
            "given twice, first on line " + Position.of(previous.key()).line());
        continue;
      }
      entries.put(key.getValue(), new Entry(key, tuple.getValueNode()));
    }
    merge(reading, mapping, path, entries);
    return entries;
  }

  private static void merge(
      Reading reading, MappingNode mapping, String path, Map<String, Entry> entries) {
    for (NodeTuple tuple : mapping.getValue()) {
      if (tuple.getKeyNode().getTag().equals(Tag.MERGE)) {
        switch (tuple.getValueNode()) {
          case MappingNode one -> entries(reading, one, path).forEach(entries::putIfAbsent);
          case SequenceNode several -> {
            for (Node each : several.getValue()) {
              if (each instanceof MappingNode one) {
                entries(reading, one, path).forEach(entries::putIfAbsent);
              }
            }
          }
          default ->
              reading.problem(
                  Position.of(tuple.getValueNode()),
                  path,
                  "found " + describe(tuple.getValueNode()) + " after <<, expected a map");
        }
      }
    }
  }
}
