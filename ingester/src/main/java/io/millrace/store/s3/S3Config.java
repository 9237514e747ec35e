package io.millrace.store.s3;

import io.millrace.service.config.ConfigMap;
import io.millrace.service.config.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads Loki's {@code common.storage.s3} and {@code storage_config.aws}, which have the same keys.
 * {@code prefix} and {@code part_size} are Millrace's own; {@code secret_access_key_file} and
 * {@code session_token_file} name files that hold the secrets.
 */
public final class S3Config {
  private static final String DEFAULT_REGION = "us-east-1";

  private S3Config() {}

  /** Whether the section says where a bucket is. */
  public static boolean isConfigured(ConfigMap map) {
    return map.has("bucketnames") || map.has("s3");
  }

  /** Reads a section for which {@link #isConfigured} holds. */
  public static S3Settings from(ConfigMap map) {
    map.ignore("chunk_delimiter", "disable_dualstack", "signature_version", "storage_class");
    Url url = url(map);
    ConfigMap http = map.section("http_config");
    http.ignore("idle_conn_timeout");
    ConfigMap backoff = map.section("backoff_config");
    S3Settings.RetrySettings retries = S3Settings.RetrySettings.DEFAULTS;
    String region = map.string("region", url.region());
    String ca = http.string("ca_file", "");
    Duration timeout = http.duration("timeout", Duration.ZERO);
    Duration responseTimeout = http.duration("response_header_timeout", Duration.ZERO);
    return new S3Settings(
        endpoint(map, url, region),
        region,
        bucket(map, url),
        prefix(map),
        map.bool("s3forcepathstyle", url.pathStyle()),
        credentials(map, url),
        longest(timeout, responseTimeout, Duration.ofMinutes(2)),
        Duration.ofSeconds(10),
        new S3Settings.RetrySettings(
            backoff.integer("max_retries", retries.maxRetries(), 0, 100),
            backoff.duration("min_period", retries.minPause()),
            backoff.duration("max_period", retries.maxPause())),
        map.integer(
            "part_size",
            S3Settings.DEFAULT_PART_BYTES,
            S3Settings.MIN_PART_BYTES,
            Integer.MAX_VALUE),
        ca.isEmpty() ? null : Path.of(ca),
        !http.bool("insecure_skip_verify", false));
  }

  /**
   * A bucket by a URL alone: {@code s3://key:secret@host:port/bucket/prefix}, or with a region in
   * place of the host.
   *
   * @param insecure whether to speak HTTP without TLS
   * @throws IllegalArgumentException when the text is no such URL
   */
  public static S3Settings fromUrl(Secret text, boolean insecure) {
    Url url = Url.parse(text);
    int slash = url.bucket().indexOf('/');
    String bucket = slash < 0 ? url.bucket() : url.bucket().substring(0, slash);
    String prefix = slash < 0 ? "" : url.bucket().substring(slash + 1);
    if (bucket.isEmpty()) {
      throw new IllegalArgumentException("the URL names no bucket");
    }
    String host = url.host().isEmpty() ? "s3." + url.region() + ".amazonaws.com" : url.host();
    return new S3Settings(
        (insecure ? "http://" : "https://") + host,
        url.region(),
        bucket,
        prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/",
        url.pathStyle(),
        url.key().isEmpty() ? null : new S3Settings.Credentials(url.key(), url.secret(), null),
        Duration.ofMinutes(2),
        Duration.ofSeconds(10),
        S3Settings.RetrySettings.DEFAULTS,
        S3Settings.DEFAULT_PART_BYTES,
        null,
        true);
  }

  private static Duration longest(Duration one, Duration other, Duration otherwise) {
    Duration longer = one.compareTo(other) > 0 ? one : other;
    return longer.isZero() ? otherwise : longer;
  }

  /** What {@code s3: s3://key:secret@region-or-host/bucket} says; all empty without it. */
  private record Url(String host, String region, String bucket, String key, Secret secret) {
    static final Url NONE = new Url("", DEFAULT_REGION, "", "", new Secret(""));

    /** Loki speaks path style to a host that such a URL names. */
    boolean pathStyle() {
      return !host.isEmpty();
    }

    static Url parse(Secret text) {
      URI uri;
      try {
        uri = new URI(text.reveal());
      } catch (URISyntaxException _) {
        // The exception would tell the secret.
        throw new IllegalArgumentException("not a URL like s3://key:secret@host:port/bucket");
      }
      String host = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
      String key = "";
      String secret = "";
      int at = host.lastIndexOf('@');
      if (at >= 0) {
        String user = host.substring(0, at);
        int colon = user.indexOf(':');
        key = decode(colon < 0 ? user : user.substring(0, colon));
        secret = colon < 0 ? "" : decode(user.substring(colon + 1));
        host = host.substring(at + 1);
      }
      boolean isRegion = !host.contains(".") && !host.contains(":");
      String path = uri.getPath() == null ? "" : uri.getPath();
      return new Url(
          isRegion ? "" : host,
          isRegion && !host.isEmpty() ? host : DEFAULT_REGION,
          path.startsWith("/") ? path.substring(1) : path,
          key,
          new Secret(secret));
    }
  }

  private static Url url(ConfigMap map) {
    Secret text = map.secret("s3");
    if (text == null || text.isEmpty()) {
      return Url.NONE;
    }
    try {
      return Url.parse(text);
    } catch (IllegalArgumentException e) {
      map.problem("s3", String.valueOf(e.getMessage()));
      return Url.NONE;
    }
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private static String endpoint(ConfigMap map, Url url, String region) {
    boolean insecure = map.bool("insecure", false);
    String endpoint = map.string("endpoint", url.host());
    if (endpoint.isEmpty()) {
      endpoint = "s3." + region + ".amazonaws.com";
    }
    if (endpoint.startsWith("http://") || endpoint.startsWith("https://")) {
      return endpoint;
    }
    return (insecure ? "http://" : "https://") + endpoint;
  }

  private static String bucket(ConfigMap map, Url url) {
    List<String> names = map.stringList("bucketnames", List.of(url.bucket()));
    if (names.size() != 1 || names.getFirst().isEmpty()) {
      map.problem("bucketnames", "exactly one bucket is supported");
      return "unknown";
    }
    return names.getFirst();
  }

  private static String prefix(ConfigMap map) {
    String prefix = map.string("prefix", "");
    return prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/";
  }

  private static S3Settings.@Nullable Credentials credentials(ConfigMap map, Url url) {
    String key = map.string("access_key_id", url.key());
    Secret secret = map.secret("secret_access_key");
    Secret token = map.secret("session_token");
    if (secret == null) {
      secret = url.secret();
    }
    if (key.isEmpty() && secret.isEmpty()) {
      return null;
    }
    if (key.isEmpty() || secret.isEmpty()) {
      map.problem("access_key_id and secret_access_key have to be given together");
    }
    return new S3Settings.Credentials(key, secret, token == null || token.isEmpty() ? null : token);
  }
}
