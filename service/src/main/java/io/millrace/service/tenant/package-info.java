/**
 * Who a request belongs to: the tenant of its {@code X-Scope-OrgID} header, by Loki's rules.
 *
 * <p>With {@code auth_enabled: false} every request belongs to {@code fake} and the header is
 * ignored. {@link io.millrace.service.tenant.TenantOverrides} holds what is set for single tenants,
 * and reads it again while the process runs.
 */
@NullMarked
package io.millrace.service.tenant;

import org.jspecify.annotations.NullMarked;
