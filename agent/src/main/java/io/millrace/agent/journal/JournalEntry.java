package io.millrace.agent.journal;

import java.util.SortedMap;

/**
 * An entry of the journal.
 *
 * @param cursor where it lies
 * @param timeNanos when the journal got it, since 1970
 * @param fields by name, without those that tell of the entry itself, as {@code __CURSOR} does
 */
record JournalEntry(String cursor, long timeNanos, SortedMap<String, String> fields) {}
