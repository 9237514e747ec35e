package io.millrace.agent.kubernetes;

import io.millrace.agent.delivery.Credentials;
import io.millrace.agent.delivery.TlsSettings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How to reach an API server.
 *
 * @param url empty for the one of the cluster that the agent runs in
 * @param kubeconfig a file that says all of it instead
 */
public record ApiSettings(
    String url,
    @Nullable Path kubeconfig,
    @Nullable Credentials credentials,
    @Nullable TlsSettings tls) {
  /** The cluster that the agent runs in. */
  public static final ApiSettings IN_CLUSTER = new ApiSettings("", null, null, null);
}
