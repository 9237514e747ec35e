/**
 * Finds the fields that lines hold, for clients that offer them to choose from.
 *
 * <p>Fields are structured metadata, what the stages of the query extract, and what JSON or else
 * logfmt finds in the line. Only lines that a query has returned are looked at, so memory is
 * bounded by the query's limit.
 */
@NullMarked
package io.millrace.querier.detected;

import org.jspecify.annotations.NullMarked;
