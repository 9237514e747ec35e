/**
 * Rules and groups of rules: their YAML, which is Prometheus', and Loki's checks of it. Immutable.
 */
@NullMarked
package io.millrace.querier.ruler.rule;

import org.jspecify.annotations.NullMarked;
