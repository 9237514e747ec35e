/**
 * What a tenant may push: Loki's {@code limits_config}, as far as it concerns writing, and the
 * token buckets that rates are held to.
 */
@NullMarked
package io.millrace.ingester.limits;

import org.jspecify.annotations.NullMarked;
