/** Rules and alerts over HTTP, as Loki and Prometheus have them. */
@NullMarked
package io.millrace.querier.ruler.api;

import org.jspecify.annotations.NullMarked;
