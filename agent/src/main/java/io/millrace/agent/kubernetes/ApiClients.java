package io.millrace.agent.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.millrace.agent.delivery.Credentials;
import io.millrace.agent.delivery.TlsSettings;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Makes clients of settings. */
final class ApiClients {
  /** The first wait before a broken watch is begun again; it doubles up to 32 times this. */
  private static final int RECONNECT_MILLIS = 1000;

  private ApiClients() {}

  /** A client that has not connected yet. */
  static KubernetesClient of(ApiSettings settings) {
    Config config =
        new ConfigBuilder(base(settings))
            // A watch is one long answer then, which every proxy and server passes on.
            .withOnlyHttpWatches(true)
            .withWatchReconnectInterval(RECONNECT_MILLIS)
            // The informer tries again by itself and tells of each failure.
            .withRequestRetryBackoffLimit(0)
            .build();
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  private static Config base(ApiSettings settings) {
    Path kubeconfig = settings.kubeconfig();
    if (kubeconfig != null) {
      return Config.fromKubeconfig(kubeconfig.toFile());
    }
    if (settings.url().isEmpty()) {
      // The service account of the pod; its token is read again when it was rotated.
      return new ConfigBuilder().build();
    }
    ConfigBuilder config =
        new ConfigBuilder(Config.empty()).withMasterUrl(settings.url()).withAutoConfigure(false);
    TlsSettings tls = settings.tls();
    if (tls != null) {
      config
          .withTrustCerts(tls.isUnverified())
          .withDisableHostnameVerification(tls.isUnverified())
          .withCaCertFile(path(tls.caFile()))
          .withClientCertFile(path(tls.certFile()))
          .withClientKeyFile(path(tls.keyFile()));
    }
    return authorized(config, settings.credentials()).build();
  }

  private static @Nullable String path(@Nullable Path path) {
    return path == null ? null : new File(path.toString()).getAbsolutePath();
  }

  private static ConfigBuilder authorized(ConfigBuilder config, @Nullable Credentials credentials) {
    return switch (credentials) {
      case Credentials.Basic basic ->
          config.withUsername(text(basic.user())).withPassword(text(basic.password()));
      // Asked for with each request, so that a file's token can be rotated.
      case Credentials.Token token -> config.withOauthTokenProvider(() -> text(token.token()));
      case null -> config;
    };
  }

  private static String text(Credentials.Source source) {
    try {
      return source.read();
    } catch (IOException e) {
      throw new UncheckedIOException("credentials for the API server not read", e);
    }
  }
}
