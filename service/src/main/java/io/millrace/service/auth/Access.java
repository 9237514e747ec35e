package io.millrace.service.auth;

/** Who may use a route. */
public enum Access {
  /** Everybody. */
  OPEN,
  /** Users, for the tenants that they may name. */
  TENANT,
  /** Users, whatever their tenants. */
  USER,
  /** Users that are administrators. */
  ADMIN
}
