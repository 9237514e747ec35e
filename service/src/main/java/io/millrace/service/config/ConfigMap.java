package io.millrace.service.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A map in a config file, read key by key.
 *
 * <p>A key that is absent or null gives the default. A value of the wrong kind is noted as a
 * problem and gives the default too, so that reading goes on and finds the rest. Each key asked for
 * counts as known; the others are checked when the whole file has been read. The effective values
 * are remembered for printing.
 */
public final class ConfigMap {
  private final Reading reading;
  private final String path;
  private final Position position;
  private final Map<String, YamlTree.Entry> entries;
  private final Set<String> asked = new HashSet<>();
  private final Map<String, ConfigMap> sections = new HashMap<>();
  private final Map<String, List<ConfigMap>> lists = new HashMap<>();
  private final Map<String, Object> effective = new LinkedHashMap<>();

  private ConfigMap(
      Reading reading, @Nullable MappingNode mapping, String path, Position position) {
    this.reading = reading;
    this.path = path;
    this.position = position;
    this.entries = YamlTree.entries(reading, mapping, path);
  }

  static ConfigMap root(Reading reading, @Nullable MappingNode mapping) {
    return new ConfigMap(reading, mapping, "", Position.START);
  }

  static ConfigMap detached(Reading reading, @Nullable MappingNode mapping, String path) {
    Position at = mapping == null ? Position.START : Position.of(mapping);
    return new ConfigMap(reading, mapping, path, at);
  }

  /** Where it stands: dotted, with list indexes; empty for the whole file. */
  public String path() {
    return path;
  }

  /** The keys in the order of the file, asked for or not. */
  public Set<String> keys() {
    return entries.keySet();
  }

  /** Whether the file gives {@code key} a value, null not being one. */
  public boolean has(String key) {
    asked.add(key);
    YamlTree.Entry entry = entries.get(key);
    return entry != null && !entry.isNull();
  }

  // Structure.

  /** The map under {@code key}; empty when it is absent. The same one each time. */
  public ConfigMap section(String key) {
    asked.add(key);
    return sections.computeIfAbsent(
        key,
        _ -> {
          ConfigMap section = child(key, entries.get(key));
          effective.put(key, section.effective);
          return section;
        });
  }

  private ConfigMap child(String key, YamlTree.@Nullable Entry entry) {
    if (entry == null || entry.isNull()) {
      return new ConfigMap(reading, null, join(key), position);
    }
    if (entry.value() instanceof MappingNode mapping) {
      return new ConfigMap(reading, mapping, join(key), Position.of(entry.key()));
    }
    wrong(key, entry.value(), "a map");
    return new ConfigMap(reading, null, join(key), Position.of(entry.key()));
  }

  /** What {@code reader} makes of the map under {@code key}, which may be absent. */
  public <T extends @Nullable Object> T section(String key, Function<ConfigMap, T> reader) {
    return section(key).read(reader);
  }

  /** What {@code reader} makes of the map under {@code key}, or null when it is absent. */
  public <T extends @Nullable Object> @Nullable T optionalSection(
      String key, Function<ConfigMap, T> reader) {
    return has(key) ? section(key).read(reader) : null;
  }

  /**
   * What {@code reader} makes of this map. An {@link IllegalArgumentException} from it, as records
   * throw for values that do not fit together, becomes a problem of this map and ends the reading.
   */
  public <T extends @Nullable Object> T read(Function<ConfigMap, T> reader) {
    try {
      return reader.apply(this);
    } catch (IllegalArgumentException e) {
      if (!reading.hasProblemBelow(path)) {
        String message = e.getMessage();
        reading.problem(position, path, message == null ? e.toString() : message);
      }
      throw new Reading.Aborted(e);
    }
  }

  /** A list of maps, each read by {@code reader}; empty when absent. */
  public <T> List<T> list(String key, Function<ConfigMap, T> reader) {
    List<T> values = new ArrayList<>();
    for (ConfigMap element : maps(key)) {
      values.add(element.read(reader));
    }
    return List.copyOf(values);
  }

  private List<ConfigMap> maps(String key) {
    asked.add(key);
    return lists.computeIfAbsent(
        key,
        _ -> {
          List<ConfigMap> maps = new ArrayList<>();
          List<Object> printed = new ArrayList<>();
          for (Node element : sequence(key)) {
            String elementPath = join(key) + "[" + maps.size() + "]";
            Position at = Position.of(element);
            boolean isMap = element instanceof MappingNode;
            if (!isMap) {
              reading.problem(
                  at, elementPath, "found " + YamlTree.describe(element) + ", expected a map");
            }
            MappingNode mapping = element instanceof MappingNode node ? node : null;
            ConfigMap map = new ConfigMap(reading, mapping, elementPath, at);
            printed.add(map.effective);
            if (isMap) {
              maps.add(map);
            }
          }
          effective.put(key, printed);
          return maps;
        });
  }

  private List<Node> sequence(String key) {
    YamlTree.Entry entry = entries.get(key);
    if (entry == null || entry.isNull()) {
      return List.of();
    }
    if (entry.value() instanceof SequenceNode sequence) {
      return sequence.getValue();
    }
    wrong(key, entry.value(), "a list");
    return List.of();
  }

  /** A map whose keys are free and whose values are maps, each read by {@code reader}. */
  public <T> Map<String, T> mapOf(String key, Function<ConfigMap, T> reader) {
    ConfigMap map = section(key);
    Map<String, T> values = new LinkedHashMap<>();
    for (String name : map.keys()) {
      values.put(name, map.section(name, reader));
    }
    return Collections.unmodifiableMap(values);
  }

  /**
   * The value itself, or null when absent, for settings of several shapes. What is in it counts as
   * known, and prints as in the file: not for secrets.
   */
  public @Nullable ConfigNode node(String key) {
    asked.add(key);
    YamlTree.Entry entry = entries.get(key);
    if (entry == null || entry.isNull()) {
      return null;
    }
    ConfigNode node = new ConfigNode(reading, entry.value(), join(key));
    Object tree = node.tree();
    if (tree != null) {
      effective.put(key, tree);
    }
    return node;
  }

  // Scalars.

  public String string(String key, String fallback) {
    return scalar(key, fallback, ValueKind.TEXT);
  }

  /** A text, or null when absent. */
  public @Nullable String optionalString(String key) {
    return has(key) ? string(key, "") : null;
  }

  /** A text that must be there and not be empty; the empty text after a problem was noted. */
  public String requiredString(String key) {
    if (!has(key) || string(key, "").isEmpty()) {
      missing(key, "a text");
    }
    return string(key, "");
  }

  /** As {@link #requiredString}, for a URL: it prints without the password that may be in it. */
  public String requiredUrl(String key) {
    String url = scalar(key, "", ValueKind.URL);
    if (url.isEmpty()) {
      missing(key, "a URL");
    }
    return url;
  }

  /** One of {@code allowed}, compared exactly. */
  public String choice(String key, String fallback, List<String> allowed) {
    return scalar(key, fallback, ValueKind.oneOf(allowed));
  }

  public boolean bool(String key, boolean fallback) {
    return scalar(key, fallback, ValueKind.BOOL);
  }

  public int integer(String key, int fallback) {
    return integer(key, fallback, Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  /** An integer from {@code min} to {@code max}. */
  public int integer(String key, int fallback, int min, int max) {
    return (int) longValue(key, fallback, min, max);
  }

  public long longValue(String key, long fallback) {
    return longValue(key, fallback, Long.MIN_VALUE, Long.MAX_VALUE);
  }

  /** An integer from {@code min} to {@code max}. */
  public long longValue(String key, long fallback, long min, long max) {
    return scalar(key, fallback, ValueKind.integer(min, max));
  }

  public double decimal(String key, double fallback) {
    return decimal(key, fallback, -Double.MAX_VALUE, Double.MAX_VALUE);
  }

  /** A number from {@code min} to {@code max}. */
  public double decimal(String key, double fallback, double min, double max) {
    return scalar(key, fallback, ValueKind.decimal(min, max));
  }

  /** A duration as {@link Durations} reads it, not negative. */
  public Duration duration(String key, Duration fallback) {
    return duration(key, fallback, Duration.ZERO);
  }

  /** A duration of at least {@code min}. */
  public Duration duration(String key, Duration fallback, Duration min) {
    return scalar(key, fallback, ValueKind.duration(min));
  }

  /** A duration, or null when absent. */
  public @Nullable Duration optionalDuration(String key) {
    return has(key) ? duration(key, Duration.ZERO) : null;
  }

  /** Bytes as {@link ByteSizes} reads them. */
  public long byteSize(String key, long fallbackBytes) {
    return scalar(key, fallbackBytes, ValueKind.BYTES);
  }

  /**
   * Bytes given as a number of megabytes (1048576 bytes), as in {@code ingestion_rate_mb: 4}.
   *
   * @param fallbackMegabytes the default, in megabytes too
   * @return bytes
   */
  public long megabytes(String key, double fallbackMegabytes) {
    return (long) (decimal(key, fallbackMegabytes, 0, Long.MAX_VALUE >> 20) * (1 << 20));
  }

  /** A list of texts; one text is taken as a comma-separated list. */
  public List<String> stringList(String key, List<String> fallback) {
    asked.add(key);
    List<String> values = fallback;
    YamlTree.Entry entry = entries.get(key);
    if (entry != null && entry.value() instanceof SequenceNode sequence) {
      values = texts(key, sequence);
    } else if (entry != null && !entry.isNull()) {
      String text = string(key, "");
      values =
          text.isEmpty()
              ? List.of()
              : Arrays.stream(text.split(",", -1)).map(String::strip).toList();
    }
    effective.put(key, values);
    return List.copyOf(values);
  }

  private List<String> texts(String key, SequenceNode sequence) {
    List<String> texts = new ArrayList<>();
    for (Node element : sequence.getValue()) {
      String text = new ConfigNode(reading, element, join(key) + "[" + texts.size() + "]").text();
      texts.add(text == null ? "" : text);
    }
    return texts;
  }

  /** A map from free keys to texts, in the order of the file; empty when absent. */
  public Map<String, String> stringMap(String key) {
    ConfigMap map = section(key);
    Map<String, String> values = new LinkedHashMap<>();
    for (String name : map.keys()) {
      values.put(name, map.string(name, ""));
    }
    return Collections.unmodifiableMap(values);
  }

  /**
   * A secret, or null when absent: under {@code key}, or in the file that {@code key} + {@code
   * _file} names, without its last line end.
   */
  public @Nullable Secret secret(String key) {
    String fileKey = key + "_file";
    String file = optionalString(fileKey);
    if (!has(key)) {
      return file == null || file.isEmpty() ? null : secretFrom(fileKey, file);
    }
    if (file != null && !file.isEmpty()) {
      problem(fileKey, "given together with " + key + ": only one of them can be");
    }
    return new Secret(scalar(key, "", ValueKind.SECRET));
  }

  private @Nullable Secret secretFrom(String fileKey, String file) {
    try {
      return new Secret(Files.readString(Path.of(file)).stripTrailing());
    } catch (IOException | IllegalArgumentException e) {
      problem(fileKey, "cannot read \"" + file + "\": " + e);
      return null;
    }
  }

  // Problems.

  /** Notes that the value of {@code key} is wrong. */
  public void problem(String key, String message) {
    YamlTree.Entry entry = entries.get(key);
    Position at = entry == null ? position : Position.of(entry.value());
    reading.problem(at, join(key), message);
  }

  /** Notes that this map as a whole is wrong. */
  public void problem(String message) {
    reading.problem(position, path, message);
  }

  /** Takes keys that another program knows and that mean nothing here; listed as ignored. */
  public void ignore(String... keys) {
    for (String key : keys) {
      asked.add(key);
      if (entries.containsKey(key)) {
        reading.ignored(join(key));
      }
    }
  }

  /** As {@link #ignore}, for those of the keys that nobody has asked for. */
  public void ignoreUnread(Set<String> keys) {
    for (String key : keys) {
      if (!asked.contains(key)) {
        ignore(key);
      }
    }
  }

  /** Notes each key that has not been asked for, for a map that came from a {@link ConfigNode}. */
  public void finish() {
    checkUnread(KnownKeys::none);
  }

  /** Notes every key that nobody asked for, here and below, unless it is known. */
  void checkUnread(Supplier<KnownKeys> known) {
    for (Map.Entry<String, YamlTree.Entry> entry : entries.entrySet()) {
      if (!asked.contains(entry.getKey())) {
        new UnreadCheck(reading, known.get()).check(path, entry.getKey(), entry.getValue(), asked);
      }
    }
    sections.values().forEach(section -> section.checkUnread(known));
    lists.values().forEach(list -> list.forEach(element -> element.checkUnread(known)));
  }

  /** Every value read so far, with defaults, for printing. */
  Map<String, Object> effective() {
    return effective;
  }

  private <T> T scalar(String key, T fallback, ValueKind<T> kind) {
    asked.add(key);
    T value = fallback;
    YamlTree.Entry entry = entries.get(key);
    if (entry != null && !entry.isNull()) {
      value = parsed(key, entry.value(), fallback, kind);
    }
    effective.put(key, kind.printed().apply(value));
    return value;
  }

  private <T> T parsed(String key, Node node, T fallback, ValueKind<T> kind) {
    if (node instanceof ScalarNode scalar) {
      try {
        return kind.parsed().apply(scalar.getValue());
      } catch (IllegalArgumentException ignored) {
        // What was expected says more than why this did not parse.
      }
    }
    wrong(key, node, kind.expected());
    return fallback;
  }

  private void wrong(String key, Node found, String expected) {
    String message = "found " + YamlTree.describe(found) + ", expected " + expected;
    reading.problem(Position.of(found), join(key), message);
  }

  private void missing(String key, String expected) {
    reading.problem(position, join(key), "missing, expected " + expected);
  }

  private String join(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
