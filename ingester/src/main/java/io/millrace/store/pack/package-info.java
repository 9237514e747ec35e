/**
 * Packs in an object store: built and verified on the way in, opened, cached and searched on the
 * way out. The bytes of a pack are {@link io.millrace.pack}'s business.
 */
@NullMarked
package io.millrace.store.pack;

import org.jspecify.annotations.NullMarked;
