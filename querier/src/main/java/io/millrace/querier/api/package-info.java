/**
 * Loki's query API over HTTP: parameters in, JSON out.
 *
 * <p>Errors are plain text with the words that Loki uses, since clients show and match them. The
 * order of the fields in JSON matters to Grafana, which reads it as a stream.
 */
@NullMarked
package io.millrace.querier.api;

import org.jspecify.annotations.NullMarked;
