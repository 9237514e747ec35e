/**
 * Who a request belongs to: the tenant of its {@code X-Scope-OrgID} header, by Loki's rules.
 *
 * <p>With {@code auth_enabled: false} every request belongs to {@code fake} and the header is
 * ignored.
 */
@NullMarked
package io.millrace.service.tenant;

import org.jspecify.annotations.NullMarked;
