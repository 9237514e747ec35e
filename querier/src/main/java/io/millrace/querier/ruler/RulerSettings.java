package io.millrace.querier.ruler;

import io.millrace.querier.ruler.group.EvaluationSettings;
import io.millrace.querier.ruler.http.Unsupported;
import io.millrace.querier.ruler.notify.NotifierSettings;
import io.millrace.querier.ruler.remotewrite.RemoteWriteSettings;
import io.millrace.service.config.ConfigMap;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Loki's {@code ruler} section.
 *
 * @param directory of files with rules, by tenant
 * @param pollInterval between two looks at rules that others may have changed
 * @param leaseDuration after which another process evaluates when the one that did is dead
 * @param hasApi whether rules can be read and changed over HTTP
 * @param enabledTenants whose rules are evaluated; all when empty
 * @param disabledTenants whose are not
 */
public record RulerSettings(
    Path directory,
    Duration pollInterval,
    Duration leaseDuration,
    boolean hasApi,
    List<String> enabledTenants,
    List<String> disabledTenants,
    EvaluationSettings evaluation,
    NotifierSettings notifier,
    RemoteWriteSettings remoteWrite) {
  private static final Duration MIN_INTERVAL = Duration.ofSeconds(1);
  private static final Duration LEASE = Duration.ofSeconds(30);

  public RulerSettings {
    enabledTenants = List.copyOf(enabledTenants);
    disabledTenants = List.copyOf(disabledTenants);
  }

  /**
   * Reads a server's config.
   *
   * @param prefix below which files lie that have no directory of their own
   */
  public static RulerSettings from(ConfigMap root, Path prefix) {
    ConfigMap ruler = root.section("ruler");
    Unsupported.refuseOfRuler(ruler);
    String common =
        root.section("common")
            .section("storage")
            .section("filesystem")
            .string("rules_directory", "");
    String newer = root.section("ruler_storage").section("local").string("directory", common);
    String directory = ruler.section("storage").section("local").string("directory", newer);
    return new RulerSettings(
        directory.isEmpty() ? prefix.resolve("rules") : Path.of(directory),
        ruler.duration("poll_interval", Duration.ofMinutes(1), MIN_INTERVAL),
        ruler.duration("lease_duration", LEASE, MIN_INTERVAL),
        ruler.bool("enable_api", true),
        ruler.stringList("enabled_tenants", List.of()),
        ruler.stringList("disabled_tenants", List.of()),
        evaluation(ruler),
        NotifierSettings.from(ruler),
        ruler.section("remote_write", RemoteWriteSettings::from));
  }

  private static EvaluationSettings evaluation(ConfigMap ruler) {
    return new EvaluationSettings(
        ruler.duration("evaluation_interval", Duration.ofMinutes(1), MIN_INTERVAL),
        ruler.duration("resend_delay", Duration.ofMinutes(1)),
        ruler.duration("for_outage_tolerance", Duration.ofHours(1)),
        ruler.stringMap("external_labels"),
        ruler.string("external_url", "").replaceFirst("/+$", ""),
        ruler.string("datasource_uid", ""));
  }

  boolean isEnabled(String tenant) {
    return !disabledTenants.contains(tenant)
        && (enabledTenants.isEmpty() || enabledTenants.contains(tenant));
  }
}
