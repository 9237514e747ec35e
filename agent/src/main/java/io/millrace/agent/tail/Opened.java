package io.millrace.agent.tail;

import io.millrace.agent.position.FileId;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** A file that was opened, and which one it was. */
record Opened(Path path, Content content, FileId id, FileStat stat) implements Closeable {
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
        if (FileStat.of(path).key().equals(before.key())) {
          return new Opened(path, content, id, before);
        }
      } catch (IOException e) {
        content.close();
        throw e;
      }
      content.close();
    }
    throw new IOException(path + " is replaced faster than it can be opened");
  }

  @Override
  public void close() throws IOException {
    content.close();
  }
}
