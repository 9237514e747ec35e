package io.millrace.ingester.push;

import io.millrace.entry.EntryBatch;
import io.millrace.labels.ParsedLabels;

/**
 * One stream of a push request as the client sent it.
 *
 * @param entries in the order of the request; lines may lie in the request's own bytes
 */
public record IncomingStream(ParsedLabels labels, EntryBatch entries) {}
