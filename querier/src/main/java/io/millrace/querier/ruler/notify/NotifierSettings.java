package io.millrace.querier.ruler.notify;

import io.millrace.querier.ruler.http.Credentials;
import io.millrace.querier.ruler.http.Endpoint;
import io.millrace.querier.ruler.http.SendQueue;
import io.millrace.querier.ruler.http.TlsSettings;
import io.millrace.service.config.ConfigMap;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which Alertmanagers are told, and how.
 *
 * @param alertmanagers all of them are told
 */
public record NotifierSettings(List<Endpoint.Settings> alertmanagers, SendQueue.Options queue) {
  private static final String API = "/api/v2/alerts";
  private static final int BATCH = 256;

  /** Then the next notification of the same alert is on its way. */
  private static final int MAX_TRIES = 8;

  public NotifierSettings {
    alertmanagers = List.copyOf(alertmanagers);
  }

  /** Reads them from Loki's {@code ruler} section. */
  public static NotifierSettings from(ConfigMap ruler) {
    ConfigMap client = ruler.section("alertmanager_client");
    Optional<Credentials> credentials = Credentials.fromLoki(client);
    TlsSettings tls = client.read(TlsSettings::fromLoki);
    Duration timeout = ruler.duration("notification_timeout", Duration.ofSeconds(10));
    int capacity = ruler.integer("notification_queue_capacity", 10_000, 1, 1_000_000);
    List<Endpoint.Settings> alertmanagers = new ArrayList<>();
    for (String text : ruler.stringList("alertmanager_url", List.of())) {
      try {
        alertmanagers.add(new Endpoint.Settings(url(text), timeout, Map.of(), credentials, tls));
      } catch (IllegalArgumentException e) {
        ruler.problem("alertmanager_url", "is no URL: " + e.getMessage());
      }
    }
    return new NotifierSettings(
        alertmanagers,
        new SendQueue.Options(
            capacity, BATCH, Duration.ofMillis(500), Duration.ofSeconds(30), MAX_TRIES));
  }

  private static URI url(String text) {
    URI url = URI.create(text.replaceFirst("/+$", "") + API);
    if (url.getScheme() == null || url.getHost() == null || !url.getScheme().startsWith("http")) {
      throw new IllegalArgumentException("it needs http:// or https:// and a host");
    }
    return url;
  }
}
