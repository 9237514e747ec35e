/**
 * A querier apart from the ingesters: a reader over an index that follows the store, and over what
 * every ingester says it holds in memory.
 *
 * <p>For each read all ingesters are asked at once ({@link io.millrace.store.held}), then the index
 * takes in the packs that they name, and then it is read. Packs that others brought into the index
 * after the read had begun, and that no ingester has named, have entries that were in memory when
 * the ingesters were asked: they are left out. An ingester that does not answer makes the result
 * partial, with a warning, or makes the read fail, as configured.
 */
@NullMarked
package io.millrace.querier.remote;

import org.jspecify.annotations.NullMarked;
