package io.millrace.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of every command that talks to a server; those of logcli where it has them. */
final class ApiOptions {
  @Option(
      names = "--addr",
      defaultValue = "${env:LOKI_ADDR:-http://127.0.0.1:3100}",
      description = "Server address (default: ${DEFAULT-VALUE}).")
  private String address = "";

  @Option(
      names = "--org-id",
      defaultValue = "${env:LOKI_ORG_ID}",
      description = "Tenant, sent as X-Scope-OrgID.")
  private @Nullable String tenant;

  LokiClient client() {
    return new LokiClient(address, tenant);
  }
}
