/**
 * What Loki adds to a push before it is stored: the label {@code service_name}, the structured
 * metadata {@code detected_level}, and metadata names made valid.
 *
 * <p>Pure functions over bytes and label sets; safe for any number of threads. The rules are those
 * of Loki 3.7's distributor.
 */
@NullMarked
package io.millrace.ingester.enrich;

import org.jspecify.annotations.NullMarked;
