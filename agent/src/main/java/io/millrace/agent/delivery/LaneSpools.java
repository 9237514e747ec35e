package io.millrace.agent.delivery;

import io.millrace.agent.entry.LostBytes;
import io.millrace.agent.spool.Spool;
import io.millrace.agent.spool.SpoolMetrics;
import io.millrace.agent.spool.SpoolSettings;
import io.millrace.agent.spool.SpoolSpace;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The spools of one client: {@code <digest of its URL>-<n>/t-<tenant in Base64>}, where n counts
 * the clients with that URL. Other settings of the client may change. Safe for use by any thread.
 */
record LaneSpools(Path directory, SpoolSettings settings, SpoolSpace space, SpoolMetrics metrics) {
  private static final Logger log = LoggerFactory.getLogger(LaneSpools.class);
  private static final String TENANT = "t-";
  private static final int DIGEST_BYTES = 8;

  /** One for each client, in their order. */
  static List<LaneSpools> of(
      SpoolSettings settings,
      List<ClientSettings> clients,
      PrometheusRegistry registry,
      LostBytes lost)
      throws IOException {
    SpoolSpace space = new SpoolSpace(settings.maxBytes());
    SpoolMetrics metrics = new SpoolMetrics(registry, space, lost);
    Files.createDirectories(settings.directory());
    Set<Path> used = new HashSet<>();
    List<LaneSpools> spools = new ArrayList<>();
    for (ClientSettings each : clients) {
      String digest = digest(each.url().toString());
      int number = 0;
      while (!used.add(settings.directory().resolve(digest + "-" + number))) {
        number++;
      }
      Path directory = settings.directory().resolve(digest + "-" + number);
      spools.add(new LaneSpools(directory, settings, space, metrics));
    }
    try (Stream<Path> all = Files.list(settings.directory())) {
      all.filter(directory -> !used.contains(directory))
          .forEach(
              directory ->
                  log.atWarn()
                      .addKeyValue("directory", directory)
                      .log("spooled batches of a client whose URL is no longer configured stay"));
    }
    return spools;
  }

  private static String digest(String url) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(url.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, DIGEST_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** The tenants of which something may be left. */
  List<String> tenants() throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(directory)) {
      return all.map(each -> each.getFileName().toString())
          .filter(name -> name.startsWith(TENANT))
          .map(
              name ->
                  new String(
                      Base64.getUrlDecoder().decode(name.substring(TENANT.length())),
                      StandardCharsets.UTF_8))
          .toList();
    }
  }

  /** The spool of a tenant; null when it cannot be opened, so that its files are the buffer. */
  @Nullable Spool open(String tenant) {
    String name =
        TENANT
            + Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(tenant.getBytes(StandardCharsets.UTF_8));
    try {
      return Spool.open(directory.resolve(name), settings, space, metrics);
    } catch (IOException e) {
      metrics.failed();
      log.atError()
          .addKeyValue("tenant", tenant)
          .setCause(e)
          .log("spool not opened, going on without it");
      return null;
    }
  }
}
