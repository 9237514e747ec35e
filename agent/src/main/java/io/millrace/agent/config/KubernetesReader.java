package io.millrace.agent.config;

import io.millrace.agent.delivery.Credentials;
import io.millrace.agent.delivery.TlsSettings;
import io.millrace.agent.discovery.HostName;
import io.millrace.agent.kubernetes.ApiSettings;
import io.millrace.agent.kubernetes.KubernetesSettings;
import io.millrace.agent.kubernetes.KubernetesSettings.Role;
import io.millrace.agent.kubernetes.KubernetesSettings.Selector;
import io.millrace.service.config.ConfigMap;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads an element of {@code kubernetes_sd_configs}. */
final class KubernetesReader {
  private static final String NO_FILES =
      "it has no log files; use role pod, whose labels rules can take from";

  private static final Map<String, String> UNSUPPORTED =
      Map.of(
          "oauth2", "use bearer_token_file or kubeconfig_file",
          "proxy_url", "put proxy-url into a kubeconfig_file",
          "no_proxy", "put proxy-url into a kubeconfig_file",
          "proxy_from_environment", "put proxy-url into a kubeconfig_file",
          "proxy_connect_header", "put proxy-url into a kubeconfig_file");

  private KubernetesReader() {}

  /**
   * Reads it.
   *
   * @param hasRules whether the job has rules that make {@code __path__}
   */
  static KubernetesSettings read(ConfigMap map, boolean hasRules) {
    Unsupported.check(map, UNSUPPORTED);
    map.bool("follow_redirects", true);
    map.bool("enable_http2", true);
    Role role = role(map, map.requiredString("role"));
    ConfigMap namespaces = map.section("namespaces");
    ConfigMap attached = map.section("attach_metadata");
    return new KubernetesSettings(
        role,
        api(map),
        namespaces.stringList("names", List.of()),
        namespaces.bool("own_namespace", false),
        selectors(map, role),
        attached.bool("node", false),
        attached.bool("namespace", false),
        HostName.get(),
        !hasRules);
  }

  private static Role role(ConfigMap map, String text) {
    return switch (text) {
      case "pod" -> Role.POD;
      case "node" -> Role.NODE;
      case "service", "endpoints", "endpointslice", "ingress" -> {
        map.problem("role", "\"" + text + "\" is not supported: " + NO_FILES);
        yield Role.POD;
      }
      case "" -> Role.POD;
      default -> {
        map.problem("role", "expected pod or node, found \"" + text + "\"");
        yield Role.POD;
      }
    };
  }

  private static List<Selector> selectors(ConfigMap map, Role role) {
    List<Selector> selectors = map.list("selectors", each -> selector(each, role));
    if (selectors.size() > 1) {
      map.problem("selectors", "one for each role, with its conditions separated by commas");
    }
    return selectors;
  }

  private static Selector selector(ConfigMap map, Role of) {
    Role role = role(map, map.requiredString("role"));
    if (role != of) {
      map.problem("role", "it restricts nothing here: the role of the targets is another");
    }
    String field = map.string("field", "");
    for (String each : field.split(",", -1)) {
      if (!field.isEmpty() && each.indexOf('=') < 1) {
        map.problem(
            "field",
            String.format(Locale.ROOT, "expected name=value or name!=value, found \"%s\"", each));
      }
    }
    return new Selector(role, map.string("label", ""), field);
  }

  private static ApiSettings api(ConfigMap map) {
    String url = map.string("api_server", "");
    String kubeconfig = map.string("kubeconfig_file", "");
    Credentials credentials = ClientReader.credentials(map);
    TlsSettings tls = map.optionalSection("tls_config", ClientReader::tls);
    if (!url.isEmpty() && !kubeconfig.isEmpty()) {
      map.problem("kubeconfig_file", "given together with api_server: only one of them can be");
    }
    if (url.isEmpty() && (credentials != null || tls != null)) {
      map.problem("api_server", "missing: credentials and tls_config are for a server named here");
    }
    return new ApiSettings(url, file(kubeconfig), credentials, tls);
  }

  private static @Nullable Path file(String name) {
    return name.isEmpty() ? null : Path.of(name);
  }
}
