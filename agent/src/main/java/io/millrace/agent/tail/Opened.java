package io.millrace.agent.tail;

import io.millrace.agent.position.FileId;
import io.millrace.agent.position.Mark;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A file that was opened, and which one it was.
 *
 * @param head of the very content that {@code stat} tells of: soon there may be another one
 */
record Opened(Path path, Content content, FileId id, FileStat stat, Mark head)
    implements Closeable {
  private static final int ATTEMPTS = 20;

  /**
   * Opens a path such that content and identity belong together: Java tells the inode of paths
   * only, so the path is looked at before and after.
   */
  static Opened of(Path path, boolean isCompressed) throws IOException {
    for (int i = 0; i < ATTEMPTS; i++) {
      FileStat before = FileStat.of(path);
      if (!before.isRegular()) {
        throw new IOException(path + " is not a regular file");
      }
      Content content = isCompressed ? new GzipContent(path) : new PlainContent(path);
      try {
        FileId id = FileId.of(path);
        Mark head = head(content, Mark.MAX_HEAD);
        FileStat after = FileStat.of(path);
        if (after.key().equals(before.key()) && after.size() >= before.size()) {
          return new Opened(path, content, id, before, head);
        }
      } catch (IOException e) {
        content.close();
        throw e;
      }
      content.close();
    }
    throw new IOException(path + " is replaced faster than it can be opened");
  }

  /** The mark of the first bytes, after decompression; none when that fails at once. */
  static Mark head(Content content, int most) throws IOException {
    byte[] head = new byte[most];
    try {
      int read = content.read(head, 0, most, 0);
      return Mark.of(head, 0, Math.max(0, read));
    } catch (DamagedException ignored) {
      return Mark.NONE;
    }
  }

  /** Whether it is compressed and nothing of it can be decompressed, now or ever. */
  boolean isUnreadable() throws IOException {
    try {
      return head.length() == 0 && content.read(new byte[1], 0, 1, 0) > 0;
    } catch (DamagedException ignored) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    content.close();
  }
}
