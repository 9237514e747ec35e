package io.millrace.service.auth;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who may ask.
 *
 * @param password for basic authentication; null for none
 * @param tokens any of which is as good as the password, as bearer
 * @param tenants that the user may name; {@code *} for all
 * @param admin whether the user may use the endpoints of operation
 */
record User(
    String name,
    @Nullable PasswordHash password,
    List<PasswordHash> tokens,
    List<String> tenants,
    boolean admin) {
  private static final String ALL = "*";

  User {
    tokens = List.copyOf(tokens);
    tenants = List.copyOf(tenants);
  }

  boolean mayUse(String tenant) {
    return tenants.contains(ALL) || tenants.contains(tenant);
  }

  /** The tenant of requests that name none, or null when that is not clear. */
  @Nullable String onlyTenant() {
    return tenants.size() == 1 && !tenants.getFirst().equals(ALL) ? tenants.getFirst() : null;
  }
}
