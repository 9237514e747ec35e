package io.millrace.agent.config;

import io.millrace.agent.delivery.Backoff;
import io.millrace.agent.delivery.ClientSettings;
import io.millrace.agent.delivery.Credentials;
import io.millrace.agent.delivery.HeaderRules;
import io.millrace.agent.delivery.TlsSettings;
import io.millrace.labels.Labels;
import io.millrace.service.config.ConfigMap;
import io.millrace.service.config.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads an element of {@code clients}. */
final class ClientReader {
  private static final int BATCH_BYTES = 1 << 20;
  private static final int MAX_BATCH_BYTES = 64 << 20;
  private static final Duration MIN_PERIOD = Duration.ofMillis(500);

  /** Promtail's cap is 5 minutes: too slow to come back when an outage has ended. */
  private static final Duration MAX_PERIOD = Duration.ofSeconds(30);

  private static final String PROXY = "pushes go straight to the URL; put the proxy's URL there";
  private static final Map<String, String> UNSUPPORTED =
      Map.of(
          "oauth2", "tokens are not fetched; use bearer_token_file with a token kept fresh",
          "proxy_url", PROXY,
          "no_proxy", PROXY,
          "proxy_from_environment", PROXY,
          "proxy_connect_header", PROXY);

  private ClientReader() {}

  static ClientSettings read(ConfigMap map) {
    Unsupported.check(map, UNSUPPORTED);
    map.bool("follow_redirects", true);
    // Promtail reads it too and pushes over HTTP/1.1 all the same.
    map.bool("enable_http2", true);
    ClientUrl url = ClientUrl.read(map);
    String tenant = map.string("tenant_id", "");
    if (!HeaderRules.isValue(tenant)) {
      map.problem("tenant_id", "cannot be sent in a header");
    }
    Labels external = LabelReader.read(map, "external_labels");
    return new ClientSettings(
        map.string("name", defaultName(url.identity() + "\n" + tenant + "\n" + external)),
        url.location(),
        tenant,
        batchBytes(map),
        map.duration(either(map, "batchwait", "batch_wait"), Duration.ofSeconds(1), MILLISECOND),
        map.duration("timeout", Duration.ofSeconds(10), MILLISECOND),
        backoff(map.section(either(map, "backoff_config", "backoff"))),
        map.bool("drop_rate_limited_batches", false),
        external,
        headers(map),
        credentials(map, url.credentials()),
        map.optionalSection("tls_config", ClientReader::tls));
  }

  private static final Duration MILLISECOND = Duration.ofMillis(1);

  private static int batchBytes(ConfigMap map) {
    String key = either(map, "batchsize", "batch_size");
    long bytes = map.byteSize(key, BATCH_BYTES);
    if (bytes < 1 || bytes > MAX_BATCH_BYTES) {
      map.problem(key, "must be from 1 to " + MAX_BATCH_BYTES + " bytes");
      return BATCH_BYTES;
    }
    return (int) bytes;
  }

  /** The spelling that the file uses; both are a mistake. */
  private static String either(ConfigMap map, String name, String other) {
    if (!map.has(other)) {
      return name;
    }
    if (map.has(name)) {
      map.problem(other, "given together with " + name + ": only one of them can be");
    }
    return other;
  }

  private static Backoff backoff(ConfigMap map) {
    return new Backoff(
        map.duration("min_period", MIN_PERIOD, MILLISECOND),
        map.duration("max_period", MAX_PERIOD, MILLISECOND),
        map.integer("max_retries", 0, 0, Integer.MAX_VALUE));
  }

  static @Nullable TlsSettings tls(ConfigMap map) {
    Unsupported.check(
        map,
        Map.of(
            "cert", "give the certificate in a file, as cert_file",
            "key", "give the key in a file, as key_file",
            "ca", "give the certificates in a file, as ca_file",
            "server_name", "the certificate must name the URL's host",
            "min_version", "the platform's newest common version is used",
            "max_version", "the platform's newest common version is used"));
    String ca = map.string("ca_file", "");
    String certificate = map.string("cert_file", "");
    String key = map.string("key_file", "");
    if (certificate.isEmpty() != key.isEmpty()) {
      map.problem("cert_file and key_file belong together: one of them is missing");
    }
    return new TlsSettings(
        path(ca), map.bool("insecure_skip_verify", false), path(certificate), path(key));
  }

  private static @Nullable Path path(String name) {
    return name.isEmpty() ? null : Path.of(name);
  }

  /** What is wrong with them would fail each push. */
  private static Map<String, String> headers(ConfigMap map) {
    Map<String, String> headers = map.stringMap("headers");
    headers.forEach(
        (name, value) -> {
          if (!HeaderRules.mayBeSet(name)) {
            map.section("headers").problem(name, "\"" + name + "\" cannot be set");
          } else if (!HeaderRules.isValue(value)) {
            map.section("headers").problem(name, "cannot be sent in a header");
          }
        });
    return headers;
  }

  private static @Nullable Credentials credentials(ConfigMap map, @Nullable Credentials inUrl) {
    Credentials others = credentials(map);
    if (inUrl != null && others != null) {
      map.problem("url", "names a user, so that no other credentials can be given");
    }
    return inUrl == null ? others : inUrl;
  }

  static @Nullable Credentials credentials(ConfigMap map) {
    Credentials basic = map.optionalSection("basic_auth", ClientReader::basic);
    Credentials typed = map.optionalSection("authorization", ClientReader::typed);
    Credentials.Source bearer = source(map, "bearer_token");
    int given = (basic == null ? 0 : 1) + (typed == null ? 0 : 1) + (bearer == null ? 0 : 1);
    if (given > 1) {
      map.problem("only one of basic_auth, authorization and bearer_token can be given");
    }
    if (bearer != null) {
      return new Credentials.Token("Bearer", bearer);
    }
    return basic == null ? typed : basic;
  }

  private static @Nullable Credentials basic(ConfigMap map) {
    Credentials.Source user = source(map, "username");
    Credentials.Source password = source(map, "password");
    Credentials.Source none = new Credentials.Source.Fixed(new Secret(""));
    return new Credentials.Basic(user == null ? none : user, password == null ? none : password);
  }

  private static @Nullable Credentials typed(ConfigMap map) {
    String type = map.string("type", "Bearer").strip();
    if (type.equalsIgnoreCase("basic")) {
      map.problem("type", "a user and a password belong into basic_auth");
    }
    Credentials.Source token = source(map, "credentials");
    if (token == null) {
      map.problem("needs credentials or credentials_file");
      return null;
    }
    return new Credentials.Token(type, token);
  }

  private static Credentials.@Nullable Source source(ConfigMap map, String key) {
    String file = map.string(key + "_file", "");
    if (!file.isEmpty() && !map.has(key)) {
      return new Credentials.Source.InFile(Path.of(file));
    }
    Secret secret = map.secret(key);
    return secret == null ? null : new Credentials.Source.Fixed(secret);
  }

  /** Six hex digits of a hash over what tells clients apart. */
  private static String defaultName(String identity) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(identity.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 3);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
