package io.millrace.service.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** Reads a YAML file into a config record. */
public final class ConfigFile {
  /** A config is kilobytes; more is a mistake or an attack. */
  private static final long MAX_BYTES = 4L << 20;

  private ConfigFile() {}

  /**
   * How to read.
   *
   * @param expandEnv whether {@code ${NAME}} is replaced before parsing
   * @param environment where variables come from
   * @param known keys that are no problem; asked only when there is a key that nobody read
   */
  public record Options(
      boolean expandEnv, EnvExpander.NullableLookup environment, Supplier<KnownKeys> known) {
    /** No expansion, and every key that is not read is an error. */
    public static final Options STRICT = new Options(false, _ -> null, KnownKeys::none);

    /** As Loki reads its file: its own keys without meaning here are only listed. */
    public static Options loki(boolean expandEnv) {
      return new Options(expandEnv, System::getenv, KnownKeys::loki);
    }

    /** As Promtail reads its file: strict. */
    public static Options strict(boolean expandEnv) {
      return new Options(expandEnv, System::getenv, KnownKeys::none);
    }
  }

  /**
   * Reads {@code file}.
   *
   * @param reader makes the config of the top-level map; may throw {@link IllegalArgumentException}
   * @throws ConfigException with all problems found, among them a file that cannot be read
   */
  public static <T> LoadedConfig<T> load(Path file, Options options, Function<ConfigMap, T> reader)
      throws ConfigException {
    return parse(file.toString(), text(file), options, reader);
  }

  /**
   * The text of a config file.
   *
   * @throws ConfigException when it cannot be read or is too large
   */
  public static String text(Path file) throws ConfigException {
    String name = file.toString();
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw broken(name, 1, 1, "larger than " + MAX_BYTES + " bytes");
      }
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw broken(name, 1, 1, "there is no such file");
    } catch (CharacterCodingException e) {
      throw broken(name, 1, 1, "not UTF-8 text");
    } catch (IOException e) {
      throw broken(name, 1, 1, "cannot be read: " + e);
    }
  }

  /**
   * Reads a text.
   *
   * @param name what errors call it
   * @throws ConfigException with all problems found
   */
  public static <T> LoadedConfig<T> parse(
      String name, String text, Options options, Function<ConfigMap, T> reader)
      throws ConfigException {
    String expanded = options.expandEnv() ? EnvExpander.expand(text, options.environment()) : text;
    Reading reading = new Reading(name);
    ConfigMap root = YamlTree.parse(reading, expanded);
    T config;
    try {
      config = root.read(reader);
    } catch (Reading.Aborted aborted) {
      throw reading.failure();
    }
    root.checkUnread(options.known());
    if (reading.hasProblems()) {
      throw reading.failure();
    }
    return new LoadedConfig<>(config, reading.ignored(), root.effective());
  }

  static ConfigException broken(String name, int line, int column, String message) {
    return new ConfigException(List.of(new ConfigProblem(name, line, column, "", message)));
  }
}
