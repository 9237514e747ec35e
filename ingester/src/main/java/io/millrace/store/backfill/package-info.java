/**
 * Chunks that Loki has stored, taken over as packs.
 *
 * <p>What was taken over is remembered in the store itself, in objects below {@code imports/} that
 * list the names of Loki's objects, so a second run takes the rest only. A pack is named after the
 * names of what is in it: a run that was cut off between a pack and its list puts the same pack
 * again.
 */
@NullMarked
package io.millrace.store.backfill;

import org.jspecify.annotations.NullMarked;
