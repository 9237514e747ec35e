/**
 * Where packs lie: an object store, on the local file system or over S3.
 *
 * <p>Objects are written whole. Most are written once and never change; the few that do, such as
 * the state of a delete request, change by compare and swap.
 */
@NullMarked
package io.millrace.store.object;

import org.jspecify.annotations.NullMarked;
