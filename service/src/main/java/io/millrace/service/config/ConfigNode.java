package io.millrace.service.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A value in a config file, for settings whose shape the reader has to look at: a text or a list, a
 * list of maps with one key each. Plain settings are read through {@link ConfigMap}.
 */
public final class ConfigNode {
  private static final Pattern INTEGER = Pattern.compile("[-+]?[0-9]{1,19}");

  private final Reading reading;
  private final Node yaml;
  private final String path;

  ConfigNode(Reading reading, Node yaml, String path) {
    this.reading = reading;
    this.yaml = yaml;
    this.path = path;
  }

  /** Where it stands: dotted, with list indexes. */
  public String path() {
    return path;
  }

  public boolean isNull() {
    return YamlTree.isNull(yaml);
  }

  /** Whether it is a text, number or boolean. */
  public boolean isScalar() {
    return yaml instanceof ScalarNode && !isNull();
  }

  public boolean isList() {
    return yaml instanceof SequenceNode;
  }

  public boolean isMap() {
    return yaml instanceof MappingNode;
  }

  /** The scalar as text, whatever its type; null after a problem was noted when it is no scalar. */
  public @Nullable String text() {
    if (isScalar() && yaml instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    expected("a text");
    return null;
  }

  /** The elements; empty after a problem was noted when it is no list. */
  public List<ConfigNode> elements() {
    List<ConfigNode> elements = new ArrayList<>();
    if (yaml instanceof SequenceNode sequence) {
      for (Node element : sequence.getValue()) {
        elements.add(new ConfigNode(reading, element, path + "[" + elements.size() + "]"));
      }
    } else if (!isNull()) {
      expected("a list");
    }
    return elements;
  }

  /**
   * The map; empty after a problem was noted when it is none. Keys that are not read from it are
   * unknown only if {@link ConfigMap#finish()} is called on it.
   */
  public ConfigMap map() {
    if (yaml instanceof MappingNode mapping) {
      return ConfigMap.detached(reading, mapping, path);
    }
    if (!isNull()) {
      expected("a map");
    }
    return ConfigMap.detached(reading, null, path);
  }

  /** Notes that this value is wrong. */
  public void problem(String message) {
    reading.problem(Position.of(yaml), path, message);
  }

  /** Notes that something else was expected here. */
  public void expected(String what) {
    problem("found " + YamlTree.describe(yaml) + ", expected " + what);
  }

  /** The whole value as maps, lists, texts, numbers and booleans; null for nothing. */
  public @Nullable Object tree() {
    return tree(yaml);
  }

  private static @Nullable Object tree(Node node) {
    return switch (node) {
      case MappingNode mapping -> {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (NodeTuple entry : mapping.getValue()) {
          if (entry.getKeyNode() instanceof ScalarNode key) {
            map.put(key.getValue(), tree(entry.getValueNode()));
          }
        }
        yield map;
      }
      case SequenceNode sequence -> {
        List<@Nullable Object> list = new ArrayList<>();
        for (Node element : sequence.getValue()) {
          list.add(tree(element));
        }
        yield list;
      }
      case ScalarNode scalar -> scalarTree(scalar);
      default -> throw new IllegalStateException("unresolved node " + node.getNodeId());
    };
  }

  private static @Nullable Object scalarTree(ScalarNode scalar) {
    String text = scalar.getValue();
    Tag tag = scalar.getTag();
    if (tag.equals(Tag.NULL)) {
      return null;
    }
    if (tag.equals(Tag.BOOL)) {
      return bool(text);
    }
    if (tag.equals(Tag.INT) && INTEGER.matcher(text).matches()) {
      return integer(text);
    }
    return text;
  }

  // Readers of scalar text; each throws IllegalArgumentException.

  static long integer(String text) {
    String digits = text.replace("_", "");
    if (digits.startsWith("0x")) {
      return Long.parseLong(digits.substring(2), 16);
    }
    return Long.parseLong(digits.startsWith("+") ? digits.substring(1) : digits);
  }

  /** YAML 1.1's words, which Go's library takes too. */
  static boolean bool(String text) {
    return switch (text) {
      case "true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON", "y", "Y" -> true;
      case "false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF", "n", "N" -> false;
      default -> throw new IllegalArgumentException("not a boolean");
    };
  }

  static double decimal(String text) {
    double value = Double.parseDouble(text);
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("not finite");
    }
    return value;
  }

  static Duration duration(String text) {
    return Durations.parse(text);
  }
}
