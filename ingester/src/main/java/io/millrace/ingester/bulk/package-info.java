/**
 * Elasticsearch's {@code _bulk}, for shippers that push to nothing else: Fluent Bit, Filebeat,
 * Logstash, Vector.
 *
 * <p>A body is lines of JSON: an action ({@code {"create":{"_index":"logs"}}} or {@code index}),
 * then the document. Of a document, a few configured fields are the stream's labels, one is the
 * time, one the line, and the others are structured metadata, nested names joined by underscores. A
 * document without a line, or with more fields than an entry's metadata may have, is a line as a
 * whole, as the JSON that it is.
 *
 * <p>The answer has an item for each action, in their order. What the limits refuse is known for a
 * request and not for its documents: then all items that could be read carry the refusal, and those
 * of them that were stored are stored once when the client sends them again.
 */
@NullMarked
package io.millrace.ingester.bulk;

import org.jspecify.annotations.NullMarked;
