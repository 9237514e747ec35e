package io.millrace.service.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.service.http.HttpException;
import io.millrace.service.http.HttpRequest;
import io.millrace.service.http.Method;
import java.util.List;
import org.junit.jupiter.api.Test;

class TenantsTest {
  private final Tenants tenants = new Tenants(true);

  private static HttpRequest request(String header) {
    return HttpRequest.builder(Method.GET, "/").header("x-scope-orgid", header).build();
  }

  private HttpException refusal(String header) {
    return catchThrowableOfType(HttpException.class, () -> tenants.single(request(header)));
  }

  @Test
  void givesEverythingToFakeWithoutAuthentication() {
    Tenants open = new Tenants(false);
    assertThat(open.single(request("a|b"))).isEqualTo("fake");
    assertThat(open.all(HttpRequest.builder(Method.GET, "/").build())).containsExactly("fake");
  }

  @Test
  void demandsAHeader() {
    HttpException missing =
        catchThrowableOfType(
            HttpException.class,
            () -> tenants.single(HttpRequest.builder(Method.GET, "/").build()));
    assertThat(missing.status()).isEqualTo(401);
    assertThat(missing).hasMessage("no org id\n");
    assertThat(refusal("").status()).isEqualTo(401);
  }

  @Test
  void acceptsWhatLokiAccepts() {
    for (String id : List.of("a", "team-1_x.y*'(z)!", "A".repeat(150), "...")) {
      assertThat(tenants.single(request(id))).isEqualTo(id);
    }
    assertThat(tenants.single(request("team:sub"))).isEqualTo("team");
    assertThat(tenants.single(request("a|a"))).isEqualTo("a");
    assertThat(tenants.all(request("b|a|b"))).containsExactly("a", "b");
  }

  @Test
  void saysWhatIsWrongWithAnId() {
    assertThat(refusal("A".repeat(151))).hasMessage("tenant ID is too long: max 150 characters");
    assertThat(refusal("a b")).hasMessage("tenant ID 'a b' contains unsupported character ' '");
    assertThat(refusal("a/b")).hasMessage("tenant ID 'a/b' contains unsupported character '/'");
    assertThat(refusal("..")).hasMessage("tenant ID is '.' or '..'");
    assertThat(refusal("a|b")).hasMessage("multiple org IDs present");
    assertThat(refusal("a|").status()).isEqualTo(400);
  }
}
