package io.millrace.agent.config;

import io.millrace.agent.delivery.Credentials;
import io.millrace.service.config.ConfigMap;
import io.millrace.service.config.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A client's {@code url}.
 *
 * @param location without the user that it may name
 * @param identity what tells it from others: no secret, so that a new password changes nothing
 * @param credentials those of {@code https://user:password@host}; null for none
 */
record ClientUrl(URI location, String identity, @Nullable Credentials credentials) {
  private static final URI NONE = URI.create("http://localhost/");

  static ClientUrl read(ConfigMap map) {
    String text = map.requiredUrl("url");
    try {
      URI url = new URI(text);
      boolean isHttp = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      if (isHttp && url.getHost() != null) {
        return of(url);
      }
    } catch (URISyntaxException ignored) {
      // Told below, with what was expected.
    }
    if (!text.isEmpty()) {
      String shown = Secret.maskedUrl(text);
      map.problem("url", "expected http://host:port/loki/api/v1/push, found \"" + shown + "\"");
    }
    return new ClientUrl(NONE, "", null);
  }

  private static ClientUrl of(URI url) throws URISyntaxException {
    String user = url.getRawUserInfo();
    if (user == null) {
      return new ClientUrl(url, url.toString(), null);
    }
    int colon = user.indexOf(':');
    String name = decoded(colon < 0 ? user : user.substring(0, colon));
    String password = colon < 0 ? "" : decoded(user.substring(colon + 1));
    String bare = url.toString().replaceFirst("//[^/?#]*@", "//");
    return new ClientUrl(
        new URI(bare),
        name + "@" + bare,
        new Credentials.Basic(
            new Credentials.Source.Fixed(new Secret(name)),
            new Credentials.Source.Fixed(new Secret(password))));
  }

  private static String decoded(String text) {
    // A plus sign stands for itself here.
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
