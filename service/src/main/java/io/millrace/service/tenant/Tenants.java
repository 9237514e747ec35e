package io.millrace.service.tenant;

import io.millrace.service.http.HttpException;
import io.millrace.service.http.HttpRequest;
import java.util.List;
import java.util.TreeSet;
import org.slf4j.MDC;

/** Reads tenants from requests. Immutable. */
public final class Tenants {
  /** The tenant of everything when authentication is off. */
  public static final String FAKE = "fake";

  public static final String HEADER = "X-Scope-OrgID";

  private static final int MAX_BYTES = 150;
  private static final String MARKS = "!-_.*'()";

  private final boolean authEnabled;

  /**
   * Rules for one process.
   *
   * @param authEnabled Loki's {@code auth_enabled}: whether requests must name their tenant
   */
  public Tenants(boolean authEnabled) {
    this.authEnabled = authEnabled;
  }

  /** Whether requests must name their tenant. */
  public boolean isAuthEnabled() {
    return authEnabled;
  }

  /**
   * The one tenant of a request.
   *
   * @throws HttpException 401 when it names none, 400 when it names several or an invalid one
   */
  public String single(HttpRequest request) {
    List<String> tenants = all(request);
    if (tenants.size() > 1) {
      throw new HttpException(400, "multiple org IDs present");
    }
    MDC.put("org_id", tenants.getFirst());
    return tenants.getFirst();
  }

  /**
   * The tenants of a request, {@code a|b} in the header, sorted and each once; one at least.
   *
   * @throws HttpException 401 when it names none, 400 when one is invalid
   */
  public List<String> all(HttpRequest request) {
    if (!authEnabled) {
      return List.of(FAKE);
    }
    String header = request.header(HEADER);
    if (header == null || header.isEmpty()) {
      throw new HttpException(401, "no org id\n");
    }
    TreeSet<String> tenants = new TreeSet<>();
    for (String part : header.split("\\|", -1)) {
      int colon = part.indexOf(':');
      tenants.add(validated(colon < 0 ? part : part.substring(0, colon)));
    }
    return List.copyOf(tenants);
  }

  /** The id itself, or an {@link HttpException} with status 400 that says what is wrong with it. */
  private static String validated(String tenant) {
    int bad = 0;
    while (bad < tenant.length() && isSupported(tenant.charAt(bad))) {
      bad++;
    }
    if (bad < tenant.length()) {
      String character = Character.toString(tenant.codePointAt(bad));
      throw new HttpException(
          400, "tenant ID '" + tenant + "' contains unsupported character '" + character + "'");
    }
    if (tenant.length() > MAX_BYTES) {
      throw new HttpException(400, "tenant ID is too long: max " + MAX_BYTES + " characters");
    }
    if (tenant.isEmpty()) {
      throw new HttpException(400, "tenant ID is empty");
    }
    if (tenant.equals(".") || tenant.equals("..")) {
      throw new HttpException(400, "tenant ID is '.' or '..'");
    }
    return tenant;
  }

  private static boolean isSupported(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || MARKS.indexOf(c) >= 0;
  }
}
