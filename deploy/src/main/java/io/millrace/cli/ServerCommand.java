package io.millrace.cli;

import io.millrace.server.MillraceServer;
import io.millrace.server.ServerSettings;
import io.millrace.server.Target;
import io.millrace.service.config.ConfigException;
import io.millrace.service.config.ConfigFile;
import io.millrace.service.config.LoadedConfig;
import io.millrace.service.config.ServerConfig;
import io.millrace.service.lifecycle.Lifecycle;
import io.millrace.service.logging.Logging;
import io.millrace.service.trace.Tracing;
import java.nio.file.Path;
import java.security.Security;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs ingester and querier, or one of them, until SIGTERM. */
@Command(
    name = "server",
    mixinStandardHelpOptions = true,
    description = "Run ingester and querier, configured by a Loki config file.")
final class ServerCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(ServerCommand.class);

  private static final String CONFIG_FILE = "--config.file";
  private static final String EXPAND_ENV = "--config.expand-env";
  private static final String TARGET = "--target";

  @Option(names = CONFIG_FILE, description = "Loki's YAML; without it the defaults and ./data.")
  private @Nullable Path configFile;

  @Option(names = EXPAND_ENV, description = "Replace $${NAME} in the config file.")
  private boolean expandEnv;

  @Option(
      names = TARGET,
      description = "Which parts to run: all, ingester (write), querier (read).")
  private @Nullable String target;

  /** The command with these arguments, unless they are for picocli to read. */
  static Optional<Callable<Integer>> of(List<String> arguments) {
    return PlainOptions.read(arguments, Set.of(CONFIG_FILE, TARGET), Set.of(EXPAND_ENV))
        .map(
            options -> {
              ServerCommand command = new ServerCommand();
              String file = options.value(CONFIG_FILE);
              command.configFile = file == null ? null : Path.of(file);
              command.expandEnv = options.has(EXPAND_ENV);
              command.target = options.value(TARGET);
              return command;
            });
  }

  @Override
  public Integer call() throws Exception {
    LoadedConfig<ServerSettings> loaded = load(configFile, expandEnv);
    Target parts = target(loaded.config());
    // Addresses of ingesters change: they are looked up again after this many seconds.
    Security.setProperty("networkaddress.cache.ttl", "5");
    configureLogging(loaded.config().server());
    if (!loaded.ignoredKeys().isEmpty()) {
      LOG.atWarn()
          .addKeyValue("keys", String.join(" ", loaded.ignoredKeys()))
          .log("config keys of Loki that have no meaning here are ignored");
    }
    AtomicReference<Lifecycle> lifecycle = new AtomicReference<>();
    MillraceServer server =
        new MillraceServer(loaded, parts, Tracing.of(System.getenv(), "millrace"));
    lifecycle.set(
        new Lifecycle(
            server.components(lifecycle), loaded.config().server().gracefulShutdownTimeout()));
    lifecycle.get().run();
    return 0;
  }

  /** The flag wins over the file, as in Loki. */
  private Target target(ServerSettings settings) {
    String name = target;
    if (name == null) {
      return settings.target();
    }
    return Target.named(name)
        .orElseThrow(
            () ->
                new UsageException(
                    "-target="
                        + name
                        + " is not known; it can be: "
                        + String.join(", ", Target.allNames())));
  }

  /** Reads a config file, or gives the defaults without one: a single tenant on port 3100. */
  static LoadedConfig<ServerSettings> load(@Nullable Path file, boolean expandEnv) {
    ConfigFile.Options options = ConfigFile.Options.loki(expandEnv);
    try {
      return file == null
          ? ConfigFile.parse(
              "the built-in config", "auth_enabled: false\n", options, ServerSettings::from)
          : ConfigFile.load(file, options, ServerSettings::from);
    } catch (ConfigException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  static void configureLogging(ServerConfig server) {
    Logging.configure(
        Logging.Format.valueOf(server.logFormat().toUpperCase(Locale.ROOT)), server.logLevel());
  }
}
