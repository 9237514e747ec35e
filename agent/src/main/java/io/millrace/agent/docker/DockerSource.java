package io.millrace.agent.docker;

import io.millrace.agent.delivery.TlsSettings;
import io.millrace.agent.input.InputContext;
import io.millrace.agent.input.InputSource;
import io.millrace.agent.input.RunningInput;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An element of {@code docker_sd_configs}.
 *
 * @param host of the engine: {@code unix:///path}, {@code tcp://}, {@code http://} or {@code
 *     https://host:port}
 * @param tls for https; null for the platform's certificates
 * @param port for {@code __address__} when a container has none
 * @param hostNetworkingHost {@code __address__} of a container in the host's network
 * @param filters of the list of containers, by name
 * @param refreshInterval from one list to the next
 * @param maxLineBytes what is longer is cut
 */
public record DockerSource(
    URI host,
    @Nullable TlsSettings tls,
    int port,
    String hostNetworkingHost,
    Map<String, List<String>> filters,
    Duration refreshInterval,
    int maxLineBytes)
    implements InputSource {
  public DockerSource {
    filters = Map.copyOf(filters);
  }

  @Override
  public String kind() {
    return "docker_sd_configs";
  }

  @Override
  public RunningInput open(InputContext context) {
    return DockerEngine.start(this, context);
  }
}
