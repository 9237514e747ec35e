package io.millrace.agent.delivery;

import io.millrace.labels.Labels;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One place to push to.
 *
 * @param name unique among the clients
 * @param tenant of entries that name none; empty for no header
 * @param batchBytes sum of lines and structured metadata that closes a batch
 * @param batchWait age that closes a batch
 * @param timeout of a request
 * @param dropsRateLimited whether a batch answered by 429 is dropped at once
 * @param externalLabels added to entries that do not have them
 * @param tls null for the platform's trust
 */
public record ClientSettings(
    String name,
    URI url,
    String tenant,
    int batchBytes,
    Duration batchWait,
    Duration timeout,
    Backoff backoff,
    boolean dropsRateLimited,
    Labels externalLabels,
    Map<String, String> headers,
    @Nullable Credentials credentials,
    @Nullable TlsSettings tls) {
  public ClientSettings {
    headers = Map.copyOf(headers);
  }

  /** The host as metrics show it. */
  public String host() {
    return url.getPort() < 0 ? url.getHost() : url.getHost() + ":" + url.getPort();
  }
}
