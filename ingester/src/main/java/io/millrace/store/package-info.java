/**
 * The read side of the store, as a querier sees it: label matchers, streams and their blocks of
 * entries.
 *
 * <p>A reader gives a consistent view: what was acknowledged before the call is seen, once, whether
 * it still lies in memory or was flushed meanwhile.
 */
@NullMarked
package io.millrace.store;

import org.jspecify.annotations.NullMarked;
