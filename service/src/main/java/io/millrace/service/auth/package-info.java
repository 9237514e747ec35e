/**
 * Who may ask: users with passwords or tokens, and the tenants that each of them may name.
 *
 * <p>Loki leaves this to a proxy in front of it. Here it is in the process, and off unless a users
 * file is configured. A request is checked before its handler sees it, whatever the route.
 */
@NullMarked
package io.millrace.service.auth;

import org.jspecify.annotations.NullMarked;
