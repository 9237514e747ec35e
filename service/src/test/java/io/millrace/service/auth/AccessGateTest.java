package io.millrace.service.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.service.config.ConfigException;
import io.millrace.service.http.HttpRequest;
import io.millrace.service.http.HttpResponse;
import io.millrace.service.http.Method;
import io.millrace.service.http.Route;
import io.millrace.service.tenant.Tenants;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessGateTest {
  /** PBKDF2 of "secret" over the salt "saltsalt", cheap for the test. */
  private static final String SECRET = "pbkdf2-sha256:1000:c2FsdHNhbHQ=:" + derived("secret");

  @TempDir private Path directory;
  private Path file;
  private Authenticator users;
  private Tenants tenants = new Tenants(true);

  private static String derived(String password) {
    try {
      byte[] key =
          javax.crypto.SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
              .generateSecret(
                  new javax.crypto.spec.PBEKeySpec(
                      password.toCharArray(),
                      "saltsalt".getBytes(StandardCharsets.UTF_8),
                      1000,
                      256))
              .getEncoded();
      return Base64.getEncoder().encodeToString(key);
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeEach
  void write() throws Exception {
    file = directory.resolve("users.yaml");
    Files.writeString(
        file,
        """
        users:
          - name: grafana
            password_hash: "%s"
            tenants: [a, b]
          - name: shipper
            token_hashes: ["%s"]
            tenants: [a]
          - name: root
            password_hash: "%s"
            tenants: ["*"]
            admin: true
        """
            .formatted(SECRET, PasswordHash.ofToken("t0ken").text(), SECRET));
    users = new Authenticator(file, Duration.ofHours(1));
  }

  private HttpResponse send(Access access, String authorization, String tenant) throws Exception {
    Route route =
        Route.get("/x", request -> HttpResponse.text(200, String.join("|", tenants.all(request))));
    HttpRequest.Builder request = HttpRequest.builder(Method.GET, "/x");
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    if (!tenant.isEmpty()) {
      request.header("X-Scope-OrgID", tenant);
    }
    AccessGate gate = new AccessGate(users, tenants, _ -> access);
    return gate.protect(route).handler().handle(request.build());
  }

  private static String basic(String pair) {
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(HttpResponse response) throws Exception {
    return response.status() + " " + response.bodyText();
  }

  @Test
  void letsAUserNameItsTenantsOnly() throws Exception {
    assertThat(text(send(Access.TENANT, basic("grafana:secret"), "a"))).isEqualTo("200 a");
    assertThat(text(send(Access.TENANT, basic("grafana:secret"), "a|b"))).isEqualTo("200 a|b");
    assertThat(send(Access.TENANT, basic("grafana:secret"), "c").status()).isEqualTo(403);
    assertThat(send(Access.TENANT, basic("grafana:secret"), "a|c").status()).isEqualTo(403);
    assertThat(text(send(Access.TENANT, basic("root:secret"), "any"))).isEqualTo("200 any");
  }

  @Test
  void givesAUserOfOneTenantThatTenant() throws Exception {
    assertThat(text(send(Access.TENANT, "Bearer t0ken", ""))).isEqualTo("200 a");
    assertThat(send(Access.TENANT, "Bearer t0ken", "b").status()).isEqualTo(403);
    assertThatThrownBy(() -> send(Access.TENANT, basic("grafana:secret"), ""))
        .hasMessage("no org id\n");
  }

  @Test
  void refusesWhoIsNoUser() throws Exception {
    for (String authorization :
        new String[] {
          "",
          "Basic",
          "Basic !!!",
          basic("grafana"),
          basic("grafana:wrong"),
          basic("grafana:"),
          basic("nobody:nobody"),
          basic("shipper:nobody"),
          "Bearer wrong",
          "Bearer ",
          "Digest x"
        }) {
      HttpResponse response = send(Access.TENANT, authorization, "a");
      assertThat(response.status()).as(authorization).isEqualTo(401);
      assertThat(response.headers().get("WWW-Authenticate")).startsWith("Basic realm=");
    }
  }

  @Test
  void keepsEndpointsOfOperationForAdministrators() throws Exception {
    assertThat(send(Access.ADMIN, basic("grafana:secret"), "a").status()).isEqualTo(403);
    assertThat(send(Access.ADMIN, basic("root:secret"), "a").status()).isEqualTo(200);
    assertThat(send(Access.USER, "Bearer t0ken", "a").status()).isEqualTo(200);
    assertThat(send(Access.OPEN, "", "a").status()).isEqualTo(200);
  }

  @Test
  void readsTheFileAgainAndKeepsItsUsersWhenItIsBad() throws Exception {
    assertThat(send(Access.TENANT, basic("grafana:secret"), "a").status()).isEqualTo(200);
    Files.writeString(file, "users: [{name: x, password_hash: md5}]");
    users.reload();
    assertThat(send(Access.TENANT, basic("grafana:secret"), "a").status()).isEqualTo(200);
    Files.writeString(file, "users: []");
    users.reload();
    assertThat(send(Access.TENANT, basic("grafana:secret"), "a").status()).isEqualTo(401);
  }

  @Test
  void refusesABadFileWithoutPrintingHashes() throws Exception {
    Files.writeString(
        file, "users:\n  - name: x\n    password_hash: pbkdf2-sha256:1:c2VjcmV0:c2VjcmV0\n");
    assertThatThrownBy(() -> new Authenticator(file, Duration.ofHours(1)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("users.yaml:3:")
        .hasMessageContaining("iterations")
        .hasMessageNotContaining("c2VjcmV0");
  }

  @Test
  void aHashIsReadAsItIsWritten() {
    PasswordHash hash = PasswordHash.ofPassword("päss wörd", new java.security.SecureRandom());
    PasswordHash read = PasswordHash.parse(hash.text());
    assertThat(read).isEqualTo(hash).hasToString("pbkdf2-sha256");
    assertThat(read.matches("päss wörd")).isTrue();
    assertThat(read.matches("pass word")).isFalse();
  }
}
