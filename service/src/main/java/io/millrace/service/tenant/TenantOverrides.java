package io.millrace.service.tenant;

import io.millrace.service.config.ConfigException;
import io.millrace.service.config.ConfigFile;
import io.millrace.service.config.ConfigMap;
import io.millrace.service.config.LoadedConfig;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settings of single tenants from a file that may change while the process runs. A file that cannot
 * be read changes nothing: the settings that were in force stay, the log and {@code
 * runtime_config_last_reload_successful} tell. Safe for use by any number of threads.
 *
 * @param <T> the settings of a tenant
 */
public final class TenantOverrides<T> {
  private static final Logger log = LoggerFactory.getLogger(TenantOverrides.class);

  private final Source source;
  private final OverridesFile<T> reader;
  private final T defaults;
  private final Gauge successful;
  private final Counter failures;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile LoadedConfig<Map<String, T>> current;
  private @Nullable String lastText;
  private @Nullable Thread watcher;

  /**
   * Where settings come from.
   *
   * @param file null for none: every tenant has the defaults
   * @param period how often the file is looked at
   */
  public record Source(@Nullable Path file, Duration period) {}

  /**
   * Settings as {@code source} has them now.
   *
   * @param tenantReader reads a tenant's section, with {@code defaults} for keys that are absent
   * @param prefix of the metrics
   * @throws ConfigException when the file cannot be used
   */
  public TenantOverrides(
      Source source,
      Function<ConfigMap, T> tenantReader,
      T defaults,
      PrometheusRegistry registry,
      String prefix)
      throws ConfigException {
    this.source = source;
    this.reader = new OverridesFile<>(tenantReader);
    this.defaults = defaults;
    this.current = reader.defaultsOf(Set.of());
    if (source.file() != null) {
      load(source.file());
    }
    this.successful =
        Gauge.builder()
            .name(prefix + "_runtime_config_last_reload_successful")
            .help("Whether the last look at the file of tenants' limits found it usable.")
            .register(registry);
    this.failures =
        Counter.builder()
            .name(prefix + "_runtime_config_reload_failures_total")
            .help("Looks at the file of tenants' limits that found it unusable.")
            .register(registry);
    successful.set(1);
  }

  /** The settings of a tenant. */
  public T of(String tenant) {
    return current.config().getOrDefault(tenant, defaults);
  }

  /** The tenants that the file names, with all their settings, as YAML. */
  public String toYaml() {
    return current.toYaml();
  }

  /** As {@link #toYaml}, of each tenant what is not the default. */
  public String diff() {
    LoadedConfig<Map<String, T>> now = current;
    return now.diffFrom(reader.defaultsOf(now.config().keySet()));
  }

  /** All settings of a tenant by the names that they have in the file. */
  public Map<?, ?> effective(String tenant) {
    LoadedConfig<Map<String, T>> now = current;
    LoadedConfig<Map<String, T>> of =
        now.config().containsKey(tenant) ? now : reader.defaultsOf(Set.of(tenant));
    Object tenants = of.effective().get("overrides");
    return tenants instanceof Map<?, ?> all && all.get(tenant) instanceof Map<?, ?> settings
        ? settings
        : Map.of();
  }

  /** Begins to look at the file from time to time; does nothing without one. */
  public synchronized void start() {
    if (source.file() != null && watcher == null) {
      watcher = Thread.ofVirtual().name("tenant-overrides").start(this::watch);
    }
  }

  /** Ends that. */
  public void stop() {
    stopped.countDown();
  }

  private void watch() {
    try {
      while (!stopped.await(source.period().toNanos(), TimeUnit.NANOSECONDS)) {
        reload();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Looks at the file now. */
  public synchronized void reload() {
    Path file = source.file();
    if (file == null) {
      return;
    }
    try {
      load(file);
      successful.set(1);
    } catch (ConfigException e) {
      failures.inc();
      if (successful.get() == 1) {
        log.atError()
            .addKeyValue("file", file)
            .addKeyValue("reason", e.getMessage())
            .log("the file of tenants' limits cannot be used, those in force stay");
      }
      successful.set(0);
    }
  }

  private synchronized void load(Path file) throws ConfigException {
    String text = ConfigFile.text(file);
    if (text.equals(lastText)) {
      return;
    }
    LoadedConfig<Map<String, T>> loaded = reader.parse(file.toString(), text);
    current = loaded;
    lastText = text;
    log.atInfo()
        .addKeyValue("file", file)
        .addKeyValue("tenants", loaded.config().size())
        .log("limits of tenants read");
  }
}
