/**
 * An object store over S3 and what speaks its protocol, through MinIO's client.
 *
 * <p>A put carries {@code If-None-Match: *} and a replacement {@code If-Match}, so the server
 * decides who was first. Large objects go up in parts, and the condition travels with the request
 * that completes them. What may succeed the second time is repeated with growing pauses, a limited
 * number of times, and counted.
 */
@NullMarked
package io.millrace.store.s3;

import org.jspecify.annotations.NullMarked;
