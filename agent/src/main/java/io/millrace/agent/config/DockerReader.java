package io.millrace.agent.config;

import io.millrace.agent.delivery.TlsSettings;
import io.millrace.agent.docker.DockerSource;
import io.millrace.service.config.ConfigMap;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads an element of {@code docker_sd_configs}. */
final class DockerReader {
  private static final Duration REFRESH = Duration.ofMinutes(1);
  private static final int DEFAULT_PORT = 80;
  private static final URI NOWHERE = URI.create("unix:///var/run/docker.sock");
  private static final String BY_CERTIFICATE =
      "a Docker engine asks for certificates; use tls_config";
  private static final String NO_PROXY = "the engine is asked directly";

  private static final Map<String, String> UNSUPPORTED =
      Map.of(
          "basic_auth", BY_CERTIFICATE,
          "authorization", BY_CERTIFICATE,
          "bearer_token", BY_CERTIFICATE,
          "bearer_token_file", BY_CERTIFICATE,
          "oauth2", BY_CERTIFICATE,
          "proxy_url", NO_PROXY,
          "no_proxy", NO_PROXY,
          "proxy_from_environment", NO_PROXY,
          "proxy_connect_header", NO_PROXY);

  private DockerReader() {}

  static DockerSource read(ConfigMap map, int maxLineBytes) {
    Unsupported.check(map, UNSUPPORTED);
    map.ignore("follow_redirects", "enable_http2");
    if (!map.bool("match_first_network", true)) {
      map.problem("match_first_network", "not supported: a container's log is read once");
    }
    URI host = host(map);
    TlsSettings tls = map.optionalSection("tls_config", ClientReader::tls);
    if (tls != null && !"https".equals(host.getScheme())) {
      map.problem("tls_config", "needs a host that begins with https://");
    }
    return new DockerSource(
        host,
        tls,
        map.integer("port", DEFAULT_PORT, 0, 65_535),
        map.string("host_networking_host", "localhost"),
        filters(map),
        map.duration("refresh_interval", REFRESH, Duration.ofMillis(1)),
        maxLineBytes);
  }

  private static Map<String, List<String>> filters(ConfigMap map) {
    Map<String, List<String>> filters = new HashMap<>();
    for (Map.Entry<String, List<String>> each :
        map.list(
            "filters",
            filter ->
                Map.entry(filter.requiredString("name"), filter.stringList("values", List.of())))) {
      filters.computeIfAbsent(each.getKey(), _ -> new ArrayList<>()).addAll(each.getValue());
    }
    return filters;
  }

  private static URI host(ConfigMap map) {
    String text = map.requiredString("host");
    try {
      URI host = new URI(text);
      boolean isValid =
          switch (String.valueOf(host.getScheme())) {
            case "unix" -> host.getPath() != null && host.getPath().startsWith("/");
            case "tcp", "http", "https" -> host.getHost() != null;
            default -> false;
          };
      if (isValid) {
        return host;
      }
    } catch (URISyntaxException ignored) {
      // Told below, with what was expected.
    }
    if (!text.isEmpty()) {
      map.problem(
          "host",
          "expected unix:///var/run/docker.sock, tcp://, http:// or https://host:port, found \""
              + text
              + "\"");
    }
    return NOWHERE;
  }
}
