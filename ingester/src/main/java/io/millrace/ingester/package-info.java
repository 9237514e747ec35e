/**
 * The ingester as a whole: it takes pushes, keeps them durable, and flushes them to the store.
 *
 * <p>{@link io.millrace.ingester.Ingester} puts the parts together. They depend on each other in
 * one direction: {@code push} on {@code stream}, {@code wal}, {@code enrich} and {@code limits};
 * {@code flush} on {@code stream}, {@code wal} and the store; {@code read} on {@code stream} and
 * the store.
 */
@NullMarked
package io.millrace.ingester;

import org.jspecify.annotations.NullMarked;
