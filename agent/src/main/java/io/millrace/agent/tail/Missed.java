package io.millrace.agent.tail;

/**
 * What may have happened beside a path while its file was not open.
 *
 * @param sinceMillis rotated files that were changed since this time, since 1970, are new
 * @param recordId of a content that was closed and may still be written to when it is rotated
 */
record Missed(long sinceMillis, long recordId) {
  static final long NO_RECORD = -1;

  /** Everything was open. */
  static final Missed NOTHING = new Missed(Long.MAX_VALUE, NO_RECORD);
}
