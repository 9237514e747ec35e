package io.millrace.querier.ruler.remotewrite;

import io.millrace.querier.ruler.http.Credentials;
import io.millrace.querier.ruler.http.Endpoint;
import io.millrace.querier.ruler.http.SendQueue;
import io.millrace.querier.ruler.http.TlsSettings;
import io.millrace.querier.ruler.http.Unsupported;
import io.millrace.service.config.ConfigMap;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Where recorded series go: Loki's {@code ruler.remote_write}.
 *
 * @param clients all of them get all; none when remote write is not enabled
 * @param addsTenant whether requests name the tenant in {@code X-Scope-OrgID}
 */
public record RemoteWriteSettings(List<Client> clients, boolean addsTenant) {
  /** One receiver. */
  public record Client(String name, Endpoint.Settings endpoint, SendQueue.Options queue) {}

  public RemoteWriteSettings {
    clients = List.copyOf(clients);
  }

  /** Reads {@code ruler.remote_write}. */
  public static RemoteWriteSettings from(ConfigMap map) {
    boolean isEnabled = map.bool("enabled", false);
    List<Client> clients =
        new ArrayList<>(map.mapOf("clients", RemoteWriteSettings::client).values());
    if (map.has("client")) {
      clients.add(map.section("client", RemoteWriteSettings::client));
    }
    if (isEnabled && clients.isEmpty()) {
      map.problem("is enabled and names no clients");
    }
    return new RemoteWriteSettings(
        isEnabled ? clients : List.of(), map.bool("add_org_id_header", true));
  }

  private static Client client(ConfigMap map) {
    Unsupported.refuseOfRemoteWrite(map);
    Duration timeout = map.duration("remote_timeout", Duration.ofSeconds(30));
    URI url = URI.create(map.requiredString("url"));
    if (url.getScheme() == null || url.getHost() == null) {
      throw new IllegalArgumentException("url needs http:// or https:// and a host");
    }
    Endpoint.Settings endpoint =
        new Endpoint.Settings(
            url,
            timeout,
            map.stringMap("headers"),
            Credentials.fromPrometheus(map),
            map.section("tls_config", TlsSettings::fromPrometheus));
    return new Client(
        map.string("name", ""), endpoint, map.section("queue_config", RemoteWriteSettings::queue));
  }

  private static SendQueue.Options queue(ConfigMap map) {
    // One thread sends, in order; what Prometheus has shards for, a ruler does not write.
    map.ignore("min_shards", "max_shards", "batch_send_deadline", "retry_on_http_429");
    return new SendQueue.Options(
        map.integer("capacity", 10_000, 1, 10_000_000),
        map.integer("max_samples_per_send", 2000, 1, 100_000),
        map.duration("min_backoff", Duration.ofMillis(30), Duration.ofMillis(1)),
        map.duration("max_backoff", Duration.ofSeconds(5), Duration.ofMillis(1)),
        0);
  }
}
