package io.millrace.querier.ruler.http;

import io.millrace.service.config.ConfigMap;
import java.util.Map;

/**
 * Keys of a config that say what alerts and samples are sent, to whom and as whom, and that this
 * ruler can't follow. They are refused: taken without effect, others would be told other things
 * than the config says.
 */
public final class Unsupported {
  private static final String RELABEL =
      "samples are not relabelled here; set the labels in the rules";
  private static final String SIGNED =
      "requests can't be signed so here; use basic_auth, authorization or headers";

  private static final Map<String, String> OF_PROMETHEUS_CLIENT =
      Map.of(
          "write_relabel_configs", RELABEL,
          "sigv4", SIGNED,
          "oauth2", SIGNED,
          "azuread", SIGNED,
          "google_iam", SIGNED,
          "proxy_url", "a proxy can't be used here");

  private static final Map<String, String> OF_RULER =
      Map.of(
          "alert_relabel_configs",
          "alerts are not relabelled here; set the labels in the rules, or route in Alertmanager");

  private static final Map<String, String> OF_LIMITS =
      Map.of(
          "ruler_alertmanager_config",
          "all tenants have the Alertmanagers of ruler.alertmanager_url",
          "ruler_remote_write_url",
          "all tenants have the receivers of ruler.remote_write",
          "ruler_remote_write_config",
          "all tenants have the receivers of ruler.remote_write",
          "ruler_remote_write_headers",
          "all tenants have the receivers of ruler.remote_write",
          "ruler_remote_write_relabel_configs",
          RELABEL,
          "ruler_remote_write_sigv4_config",
          SIGNED);

  private Unsupported() {}

  /** Refuses what stands in a client of {@code ruler.remote_write}. */
  public static void refuseOfRemoteWrite(ConfigMap client) {
    refuse(client, OF_PROMETHEUS_CLIENT);
    refuse(
        client.section("tls_config"),
        Map.of(
            "server_name",
            "a certificate that names another host than the URL can't be used here"));
  }

  /** Refuses what stands in {@code limits_config} or in a tenant's limits. */
  public static void refuseOfLimits(ConfigMap limits) {
    refuse(limits, OF_LIMITS);
  }

  /** Refuses what stands in {@code ruler}. */
  public static void refuseOfRuler(ConfigMap ruler) {
    refuse(ruler, OF_RULER);
    if (ruler.bool("enable_alertmanager_discovery", false)) {
      ruler.problem(
          "enable_alertmanager_discovery",
          "Alertmanagers are not looked up by DNS SRV here; name all of them in alertmanager_url");
    }
    if (!ruler.bool("enable_alertmanager_v2", true)) {
      ruler.problem("enable_alertmanager_v2", "Alertmanagers are told by their API v2 alone here");
    }
    ConfigMap evaluation = ruler.section("evaluation");
    if (evaluation.string("mode", "local").equals("remote")) {
      evaluation.problem("mode", "rules are evaluated here, by the process whose turn it is");
    }
    refuse(
        ruler.section("alertmanager_client"),
        Map.of(
            "tls_server_name",
            "a certificate that names another host than the URL can't be used here"));
  }

  private static void refuse(ConfigMap map, Map<String, String> reasons) {
    reasons.forEach(
        (key, reason) -> {
          if (map.has(key)) {
            map.problem(key, "is not supported: " + reason);
          }
        });
  }
}
