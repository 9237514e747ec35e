package io.millrace.service.config;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Key paths that another program's config may have and that mean nothing here.
 *
 * <p>One dotted path each: {@code memberlist.bind_port}; {@code []} stands for any element of a
 * list and {@code .*} for anything below. Immutable.
 */
public final class KnownKeys {
  private static final KnownKeys NONE = new KnownKeys(List.of());

  private final Set<String> leaves = new HashSet<>();
  private final Set<String> open = new HashSet<>();
  private final Set<String> sections = new HashSet<>();

  private KnownKeys(List<String> paths) {
    for (String path : paths) {
      if (path.endsWith(".*")) {
        open.add(path.substring(0, path.length() - 2));
      } else {
        leaves.add(path);
      }
      for (int dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', dot + 1)) {
        sections.add(path.substring(0, dot).replace("[]", ""));
      }
    }
  }

  /** No keys: whatever is not read is unknown. */
  public static KnownKeys none() {
    return NONE;
  }

  public static KnownKeys of(List<String> paths) {
    return new KnownKeys(paths);
  }

  /** All keys of Loki 3.7. */
  public static KnownKeys loki() {
    try (InputStream in = KnownKeys.class.getResourceAsStream("loki-config-keys.txt")) {
      if (in == null) {
        throw new IllegalStateException("loki-config-keys.txt is missing from the jar");
      }
      BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      return new KnownKeys(lines.lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is known about a path. */
  enum Kind {
    UNKNOWN,
    /** Known, and so is everything below it. */
    KNOWN,
    /** Known keys are below it; whether others are is for them to say. */
    SECTION
  }

  /** Looks up a path with list elements as {@code []}. */
  Kind kind(String path) {
    if (leaves.contains(path) || open.contains(path)) {
      return Kind.KNOWN;
    }
    return sections.contains(path.replace("[]", "")) ? Kind.SECTION : Kind.UNKNOWN;
  }

  /** The names of the keys right below a section, empty for the top. */
  public Set<String> children(String section) {
    String prefix = section.isEmpty() ? "" : section + ".";
    Set<String> names = new TreeSet<>();
    for (Set<String> paths : List.of(leaves, open)) {
      for (String path : paths) {
        if (path.startsWith(prefix)) {
          String rest = path.substring(prefix.length());
          int end = rest.indexOf('.');
          names.add((end < 0 ? rest : rest.substring(0, end)).replace("[]", ""));
        }
      }
    }
    return names;
  }
}
