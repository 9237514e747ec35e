package io.millrace.agent.config;

import io.millrace.agent.delivery.ClientSettings;
import io.millrace.agent.delivery.LineLimit;
import io.millrace.agent.discovery.Job;
import io.millrace.agent.entry.ReadRate;
import io.millrace.agent.pipeline.StageInspector;
import io.millrace.agent.pipeline.StageParser;
import io.millrace.agent.spool.SpoolSettings;
import io.millrace.agent.tail.TailOptions;
import io.millrace.service.config.ConfigMap;
import io.millrace.service.config.ConfigNode;
import io.millrace.service.config.ServerConfig;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an agent's config file says: Promtail's, with its names and its meaning.
 *
 * @param isServerDisabled whether there is no HTTP port
 * @param isReloadable whether {@code POST /reload} reads the config again
 * @param isTraced whether pushes have spans, which go where {@code OTEL_*} variables say
 * @param readRate of all jobs; null for no limit
 * @param inflightBytes what all batches together may hold
 * @param spool null for none
 * @param scanPeriod how often patterns are looked at without a change
 */
public record AgentSettings(
    ServerConfig server,
    boolean isServerDisabled,
    boolean isReloadable,
    boolean isTraced,
    List<ClientSettings> clients,
    PositionsSettings positions,
    List<Job> jobs,
    TailOptions tail,
    LineLimit lineLimit,
    @Nullable ReadRate readRate,
    long inflightBytes,
    @Nullable SpoolSettings spool,
    Duration scanPeriod) {
  private static final int DEFAULT_PORT = 80;

  /**
   * Batches may take a sixth of the heap: as much again is garbage, the rest is everything else.
   */
  private static final long INFLIGHT_BYTES =
      Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 6);

  private static final long MAX_LINE_BYTES = 64L << 20;

  public AgentSettings {
    clients = List.copyOf(clients);
    jobs = List.copyOf(jobs);
  }

  /** The same with the HTTP server's settings of another. */
  public AgentSettings withServerOf(AgentSettings other) {
    return new AgentSettings(
        other.server,
        other.isServerDisabled,
        other.isReloadable,
        other.isTraced,
        clients,
        positions,
        jobs,
        tail,
        lineLimit,
        readRate,
        inflightBytes,
        spool,
        scanPeriod);
  }

  /** The same with other jobs. */
  public AgentSettings withJobs(List<Job> others) {
    return new AgentSettings(
        server,
        isServerDisabled,
        isReloadable,
        isTraced,
        clients,
        positions,
        others,
        tail,
        lineLimit,
        readRate,
        inflightBytes,
        spool,
        scanPeriod);
  }

  /** Reads the whole file. */
  public static AgentSettings from(ConfigMap root) {
    return from(root, null);
  }

  /**
   * Reads the whole file.
   *
   * @param inspector told of what each stage does, or null for nobody
   */
  public static AgentSettings from(ConfigMap root, @Nullable StageInspector inspector) {
    root.ignore("options", "wal");
    boolean isTraced = root.section("tracing").bool("enabled", false);
    ConfigMap server = root.section("server");
    server.ignore("profiling_enabled", "external_url", "health_check_target");
    boolean isReloadable = server.bool("enable_runtime_reload", false);
    ConfigMap limits = root.section("limits_config");
    PositionsSettings positions = PositionsSettings.from(root.section("positions"));
    SpoolSettings spool =
        root.optionalSection("spool", map -> SpoolReader.read(map, positions.file()));
    int riskyFiles = spool == null ? 0 : spool.rotatedFiles();
    TailOptions tail = tail(root.section("global"), limits).withRiskyFiles(riskyFiles);
    int lineBytes = tail.lines().maxBytes();
    ScrapeReader scrape = new ScrapeReader(new StageParser(lineBytes, inspector), lineBytes);
    return new AgentSettings(
        ServerConfig.from(server, DEFAULT_PORT),
        server.bool("disable", false),
        isReloadable,
        isTraced,
        clients(root),
        positions,
        jobs(root, scrape),
        tail,
        lineLimit(limits),
        readRate(limits),
        limits.byteSize("max_inflight_bytes", INFLIGHT_BYTES),
        spool,
        scanPeriod(root.section("target_config")));
  }

  private static Duration scanPeriod(ConfigMap map) {
    if (map.bool("stdin", false)) {
      map.problem("stdin", "not supported: pipe the text into the push command");
    }
    return map.duration("sync_period", Duration.ofSeconds(10), Duration.ofMillis(1));
  }

  private static TailOptions tail(ConfigMap global, ConfigMap limits) {
    TailOptions defaults = TailOptions.DEFAULTS;
    long lineBytes = limits.byteSize("max_line_bytes", defaults.lines().maxBytes());
    if (lineBytes < 1 || lineBytes > MAX_LINE_BYTES) {
      limits.problem("max_line_bytes", "must be from 1 to " + MAX_LINE_BYTES);
      return defaults;
    }
    TailOptions.Open open = defaults.open();
    int openFiles = limits.integer("max_open_files", open.maxFiles(), 1, Integer.MAX_VALUE);
    return global.section(
        "file_watch_config",
        watch -> {
          Duration min = watch.duration("min_poll_frequency", defaults.polling().min());
          Duration max = defaults.polling().max();
          Duration longest = min.compareTo(max) > 0 ? min : max;
          return defaults
              .withPolling(min, watch.duration("max_poll_frequency", longest))
              .withMaxLineBytes((int) lineBytes)
              .withOpenFiles(openFiles, open.closeAfter());
        });
  }

  private static LineLimit lineLimit(ConfigMap limits) {
    if (limits.integer("max_streams", 0, 0, Integer.MAX_VALUE) > 0) {
      limits.problem("max_streams", "not supported: the server limits streams");
    }
    long bytes = limits.byteSize("max_line_size", 0);
    return new LineLimit(
        (int) Math.min(bytes, MAX_LINE_BYTES), limits.bool("max_line_size_truncate", false));
  }

  private static @Nullable ReadRate readRate(ConfigMap limits) {
    double rate = limits.decimal("readline_rate", 10_000);
    int burst = limits.integer("readline_burst", 10_000);
    boolean drops = limits.bool("readline_rate_drop", true);
    if (!limits.bool("readline_rate_enabled", false)) {
      return null;
    }
    if (rate <= 0 || burst <= 0) {
      limits.problem("readline_rate", "needs a rate and a readline_burst above 0");
      return null;
    }
    return new ReadRate(rate, burst, drops);
  }

  private static List<ClientSettings> clients(ConfigMap root) {
    List<ClientSettings> clients = new ArrayList<>();
    ClientSettings single = root.optionalSection("client", ClientReader::read);
    if (single != null) {
      clients.add(single);
    }
    clients.addAll(root.list("clients", ClientReader::read));
    if (clients.isEmpty()) {
      root.problem("clients", "missing, expected a list with at least one url");
    }
    Set<String> names = new HashSet<>();
    for (ClientSettings each : clients) {
      if (!names.add(each.name())) {
        root.problem("clients", "two clients named " + each.name());
      }
    }
    return clients;
  }

  /** Not the text itself: it may hold secrets. */
  private static String digest(@Nullable Object tree) {
    try {
      byte[] text = String.valueOf(tree).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static List<ConfigNode> elements(@Nullable ConfigNode list) {
    return list == null ? List.of() : list.elements();
  }

  private static List<Job> jobs(ConfigMap root, ScrapeReader scrape) {
    Iterator<ConfigNode> definitions = elements(root.node("scrape_configs")).iterator();
    List<Job> jobs =
        root.list("scrape_configs", map -> scrape.read(map, digest(definitions.next().tree())));
    Set<String> names = new HashSet<>();
    for (Job each : jobs) {
      if (!names.add(each.name())) {
        root.problem("scrape_configs", "two jobs named \"" + each.name() + "\"");
      }
    }
    return jobs;
  }
}
