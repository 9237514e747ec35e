/**
 * Delete requests, as Loki's delete API knows them.
 *
 * <p>A request is an object below {@code deletes/}. It hides its entries from readers from the
 * moment it is stored, wherever they lie, until the compaction has erased them from all packs; then
 * it is marked as processed and stays as a record. What a query means is for the caller to say, who
 * knows LogQL.
 *
 * <pre>
 * request := u8 version 1  text id  text tenant  text query  i64 first  i64 last  i64 created
 *            u8 percent done: 100 when it is processed           u32 CRC-32C of all before
 * </pre>
 *
 * First and last are times of entries in nanoseconds since 1970, both included; created is in
 * milliseconds; a text is a uvarint length and UTF-8; fixed numbers are big-endian.
 */
@NullMarked
package io.millrace.store.delete;

import org.jspecify.annotations.NullMarked;
