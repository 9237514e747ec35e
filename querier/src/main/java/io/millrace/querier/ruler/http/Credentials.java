package io.millrace.querier.ruler.http;

import io.millrace.service.config.ConfigMap;
import io.millrace.service.config.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** What goes into the Authorization header. */
public sealed interface Credentials {
  /** The header's value. */
  String header();

  /** A user's name and password. */
  record Basic(String user, Secret password) implements Credentials {
    @Override
    public String header() {
      String pair = user + ":" + password.reveal();
      return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** A token of some type, mostly {@code Bearer}. */
  record Token(String type, Secret token) implements Credentials {
    @Override
    public String header() {
      return type + " " + token.reveal();
    }
  }

  /** Reads Loki's keys of its client for Alertmanagers. */
  static Optional<Credentials> fromLoki(ConfigMap map) {
    String user = map.string("basic_auth_username", "");
    Secret password = map.secret("basic_auth_password");
    String type = map.string("type", "Bearer");
    Secret token = map.secret("credentials");
    if (token != null && !token.isEmpty()) {
      return Optional.of(new Token(type, token));
    }
    return user.isEmpty()
        ? Optional.empty()
        : Optional.of(new Basic(user, password == null ? new Secret("") : password));
  }

  /** Reads Prometheus' {@code basic_auth}, {@code authorization} or {@code bearer_token}. */
  static Optional<Credentials> fromPrometheus(ConfigMap map) {
    Optional<Credentials> found = Optional.empty();
    if (map.has("basic_auth")) {
      ConfigMap basic = map.section("basic_auth");
      Secret password = basic.secret("password");
      found =
          Optional.of(
              new Basic(
                  basic.requiredString("username"), password == null ? new Secret("") : password));
    }
    if (map.has("authorization")) {
      ConfigMap authorization = map.section("authorization");
      Secret token = authorization.secret("credentials");
      String type = authorization.string("type", "Bearer");
      found = Optional.of(new Token(type, token == null ? new Secret("") : token));
    }
    Secret bearer = map.secret("bearer_token");
    return bearer == null ? found : Optional.of(new Token("Bearer", bearer));
  }

  /** Those that stand in a URL, as {@code http://user:password@host}. */
  static Optional<Credentials> fromUrl(URI url) {
    String info = url.getUserInfo();
    if (info == null) {
      return Optional.empty();
    }
    int colon = info.indexOf(':');
    return Optional.of(
        colon < 0
            ? new Basic(info, new Secret(""))
            : new Basic(info.substring(0, colon), new Secret(info.substring(colon + 1))));
  }
}
