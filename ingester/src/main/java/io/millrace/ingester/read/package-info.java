/**
 * The whole of a tenant's logs as one {@link io.millrace.store.LogReader}: what lies in memory and
 * what lies in packs.
 *
 * <p>Memory is looked at before the index. An entry leaves memory only after its pack is in the
 * index, so nothing is missed; and memory says which packs its entries are on their way to, so
 * nothing is seen twice.
 */
@NullMarked
package io.millrace.ingester.read;

import org.jspecify.annotations.NullMarked;
