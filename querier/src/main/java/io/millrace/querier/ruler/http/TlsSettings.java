package io.millrace.querier.ruler.http;

import io.millrace.service.config.ConfigMap;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How a server proves itself, and how we prove ourselves to it.
 *
 * @param caFile certificates in PEM that are trusted instead of the platform's
 * @param certFile our certificate in PEM
 * @param keyFile its key, PKCS #8 in PEM
 * @param isUnverified whether any certificate is taken
 */
public record TlsSettings(
    @Nullable Path caFile, @Nullable Path certFile, @Nullable Path keyFile, boolean isUnverified) {
  /** The platform's certificates and none of our own. */
  public static final TlsSettings DEFAULT = new TlsSettings(null, null, null, false);

  public TlsSettings {
    if ((certFile == null) != (keyFile == null)) {
      throw new IllegalArgumentException("a certificate and its key belong together");
    }
  }

  /** Reads Loki's {@code tls_*} keys of a client. */
  public static TlsSettings fromLoki(ConfigMap map) {
    return new TlsSettings(
        path(map, "tls_ca_path"),
        path(map, "tls_cert_path"),
        path(map, "tls_key_path"),
        map.bool("tls_insecure_skip_verify", false));
  }

  /** Reads Prometheus' {@code tls_config}. */
  public static TlsSettings fromPrometheus(ConfigMap map) {
    return new TlsSettings(
        path(map, "ca_file"),
        path(map, "cert_file"),
        path(map, "key_file"),
        map.bool("insecure_skip_verify", false));
  }

  private static @Nullable Path path(ConfigMap map, String key) {
    String text = map.string(key, "");
    return text.isEmpty() ? null : Path.of(text);
  }
}
