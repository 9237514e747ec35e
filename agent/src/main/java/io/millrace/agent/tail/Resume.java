package io.millrace.agent.tail;

import io.millrace.agent.position.Mark;
import io.millrace.agent.position.Marks;
import io.millrace.agent.position.PositionRecord;
import io.millrace.agent.position.PositionStore;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Decides whether an opened file holds a content that is known. */
final class Resume {
  private static final String GZ = ".gz";

  private Resume() {}

  static boolean isCompressed(String name) {
    return name.endsWith(GZ);
  }

  /** The newest content that this inode is known for and that is still in it. */
  static @Nullable PositionRecord byInode(PositionStore store, Opened opened) throws IOException {
    for (PositionRecord each : store.of(opened.id())) {
      FileChannel channel = opened.content().channel();
      // An inode is soon used again, so its number alone says nothing.
      boolean isSame =
          channel == null
              ? isCompressed(each.path()) && hasHead(opened, each.head())
              : holds(channel, each, opened.stat().size());
      if (isSame) {
        return each;
      }
    }
    return null;
  }

  private static boolean holds(FileChannel channel, PositionRecord known, long size)
      throws IOException {
    return size >= known.offset()
        && Marks.hasHead(channel, known.head())
        && Marks.hasTail(channel, known.offset(), known.tail());
  }

  /** Whether the file is a copy, perhaps compressed, of a content that was known elsewhere. */
  static boolean isCopy(Opened opened, PositionRecord known) throws IOException {
    if (known.head().length() < Mark.MIN_HEAD) {
      return false;
    }
    FileChannel channel = opened.content().channel();
    if (channel != null) {
      return holds(channel, known, opened.stat().size());
    }
    return hasHead(opened, known.head());
  }

  private static boolean hasHead(Opened opened, Mark head) throws IOException {
    return head.length() > 0 && Opened.head(opened.content(), head.length()).equals(head);
  }

  /** Whether the file is a copy of what a generation has read. */
  static boolean isCopy(Opened opened, Generation generation) throws IOException {
    FileChannel channel = opened.content().channel();
    byte[] last = generation.lastBytes();
    if (channel == null
        || generation.head().length() < Mark.MIN_HEAD
        || opened.stat().size() < generation.readOffset
        || !Marks.hasHead(channel, generation.head())) {
      return false;
    }
    byte[] there = new byte[last.length];
    int read = opened.content().read(there, 0, there.length, generation.readOffset - there.length);
    return read == there.length && Arrays.equals(last, there);
  }
}
