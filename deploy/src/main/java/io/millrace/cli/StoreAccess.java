package io.millrace.cli;

import io.millrace.server.ServerSettings;
import io.millrace.store.object.ObjectStore;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The store that a server's config file names, for commands that work on it without a server. */
final class StoreAccess {
  @Option(names = "--config.file", description = "Loki's YAML; without it the defaults and ./data.")
  private @Nullable Path configFile;

  @Option(names = "--config.expand-env", description = "Replace $${NAME} in the config file.")
  private boolean expandEnv;

  ServerSettings settings() {
    ServerSettings settings = ServerCommand.load(configFile, expandEnv).config();
    ServerCommand.configureLogging(settings.server());
    return settings;
  }

  static ObjectStore objects(ServerSettings settings) throws IOException {
    return settings.objects().open(new PrometheusRegistry());
  }
}
