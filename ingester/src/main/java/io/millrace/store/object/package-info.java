/**
 * Where packs lie: an object store, on the local file system or over S3.
 *
 * <p>Objects are written whole, once, and never change.
 */
@NullMarked
package io.millrace.store.object;

import org.jspecify.annotations.NullMarked;
