package io.millrace.ingester.wal;

import io.millrace.bytes.FormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/** Reads a whole log at start, segment by segment, whatever state a crash has left it in. */
public final class WalReplay {
  private final LogDirectory directory;
  private final RecordVisitor visitor;
  private final LongConsumer bytesRead;
  private final List<ReplayReport.Segment> segments = new ArrayList<>();
  private final List<String> losses = new ArrayList<>();
  private long records;
  private long lastLsn;
  private long tornBytes;

  private WalReplay(LogDirectory directory, RecordVisitor visitor, LongConsumer bytesRead) {
    this.directory = directory;
    this.visitor = visitor;
    this.bytesRead = bytesRead;
  }

  /**
   * Shows all records to {@code visitor}. Needs no free disk space, unless something is damaged.
   *
   * @param bytesRead is told the size of each segment when it is done
   */
  public static ReplayReport run(
      LogDirectory directory, RecordVisitor visitor, LongConsumer bytesRead) throws IOException {
    WalReplay replay = new WalReplay(directory, visitor, bytesRead);
    List<String> names = segmentNames(directory);
    for (String name : names) {
      replay.segment(name, name.equals(names.getLast()));
    }
    return new ReplayReport(
        replay.segments, replay.records, replay.lastLsn, replay.tornBytes, replay.losses);
  }

  /** Bytes of all segments, for showing how far a replay is. */
  public static long totalBytes(LogDirectory directory) throws IOException {
    long total = 0;
    for (String name : segmentNames(directory)) {
      try (SeekableByteChannel channel = directory.open(name)) {
        total += channel.size();
      }
    }
    return total;
  }

  private static List<String> segmentNames(LogDirectory directory) throws IOException {
    return directory.list().stream().filter(name -> SegmentFormat.numberOf(name) != null).toList();
  }

  private void segment(String name, boolean last) throws IOException {
    try (SeekableByteChannel channel = directory.open(name)) {
      SegmentReader reader;
      try {
        reader = new SegmentReader(channel);
      } catch (FormatException e) {
        headerUnreadable(name, last, channel, e);
        return;
      }
      long firstLsn = reader.header().firstLsn();
      if (lastLsn != 0 && firstLsn > lastLsn + 1 && !reader.header().gapBefore()) {
        lose(name, "records " + (lastLsn + 1) + " to " + (firstLsn - 1) + " before it are missing");
      }
      SegmentReader.Summary summary = reader.read(visitor);
      for (SegmentReader.Damage damage : summary.damages()) {
        lose(
            name,
            damage.bytes()
                + " bytes at offset "
                + damage.offset()
                + " are damaged: records "
                + (damage.lastLsnBefore() + 1)
                + " to "
                + (damage.firstLsnBehind() - 1)
                + " are lost");
      }
      records += summary.records();
      tornBytes += summary.tornBytes();
      lastLsn = Math.max(lastLsn, summary.lastLsn());
      segments.add(
          new ReplayReport.Segment(name, reader.header().number(), firstLsn, summary.lastLsn()));
      bytesRead.accept(channel.size());
    }
  }

  /**
   * A segment whose header was never written whole holds no record that was acknowledged: the disk
   * was full, or a crash came between making the file and syncing it.
   */
  private void headerUnreadable(
      String name, boolean last, SeekableByteChannel channel, FormatException cause)
      throws IOException {
    boolean neverUsed = channel.size() < SegmentFormat.HEADER_BYTES || (last && isZero(channel));
    if (neverUsed) {
      directory.delete(name);
      return;
    }
    lose(name, "its header can't be read (" + cause.getMessage() + ")");
    directory.delete(name);
  }

  private static boolean isZero(SeekableByteChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    channel.position(0);
    while (channel.read(buffer.clear()) >= 0) {
      for (buffer.flip(); buffer.hasRemaining(); ) {
        if (buffer.get() != 0) {
          return false;
        }
      }
    }
    return true;
  }

  private void lose(String name, String what) throws IOException {
    losses.add(
        "segment " + name + ": " + what + "; a copy is kept in " + directory.quarantine(name));
  }
}
