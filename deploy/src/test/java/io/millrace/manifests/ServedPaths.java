package io.millrace.manifests;

import io.millrace.agent.AgentServer;
import io.millrace.agent.config.AgentSettings;
import io.millrace.server.RunningServer;
import io.millrace.service.config.ConfigFile;
import io.millrace.service.config.LoadedConfig;
import io.millrace.service.http.Route;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;

/** The paths that processes answer, asked of the processes. */
final class ServedPaths {
  static Set<String> ofServer(Path data) throws Exception {
    try (RunningServer running = new RunningServer(data, "auth_enabled: false\n")) {
      return running.routes().stream().map(Route::pathTemplate).collect(Collectors.toSet());
    }
  }

  static Set<String> ofAgent() throws Exception {
    LoadedConfig<AgentSettings> loaded =
        ConfigFile.parse(
            "agent",
            "clients: [{url: 'http://127.0.0.1:1/loki/api/v1/push'}]",
            ConfigFile.Options.strict(false),
            AgentSettings::from);
    return new AgentServer(loaded, () -> loaded, null)
        .routes().routes().stream().map(Route::pathTemplate).collect(Collectors.toSet());
  }
}
