package io.millrace.agent.position;

/**
 * How far one content was acknowledged.
 *
 * @param id tells contents apart that the same inode has had
 * @param path where it was last seen
 * @param head of the content, or none
 * @param offset bytes from the start that are acknowledged, after decompression
 * @param tail of the bytes before the offset, or none
 * @param seenMillis when it was last known to exist, since 1970
 */
public record PositionRecord(
    long id, FileId file, String path, Mark head, long offset, Mark tail, long seenMillis) {
  /** The same content found as another file: a copy, or compressed. */
  public PositionRecord movedTo(FileId other, String otherPath) {
    return new PositionRecord(id, other, otherPath, head, offset, tail, seenMillis);
  }

  PositionRecord seen(long millis) {
    return new PositionRecord(id, file, path, head, offset, tail, millis);
  }
}
