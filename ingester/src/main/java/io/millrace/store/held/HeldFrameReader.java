package io.millrace.store.held;

import io.millrace.bytes.ByteCursor;
import io.millrace.bytes.FormatException;
import io.millrace.chunk.columnar.ColumnarChunkReader;
import io.millrace.labels.Labels;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** Reads the frames of an answer, and takes no more memory than a frame may have. */
public final class HeldFrameReader {
  private static final int HEAD_BYTES = 5;
  private static final int MAX_FRAME_BYTES = 256 << 20;
  private static final int MAX_NAMES = 1 << 20;
  private static final int MAX_LABELS = 1 << 16;

  private final InputStream in;
  private long offset;

  public HeldFrameReader(InputStream in) {
    this.in = in;
  }

  /** Says whether a frame of so many bytes may be read. */
  @FunctionalInterface
  public interface Room {
    /** Throws when there is no room. */
    void take(int bytes) throws IOException;
  }

  /**
   * The next frame.
   *
   * @param room is asked before memory is taken
   * @throws EOFException when the answer is cut off
   * @throws FormatException when this is no answer
   */
  public HeldFrame next(Room room) throws IOException {
    ByteCursor head = new ByteCursor(bytes(HEAD_BYTES));
    int type = head.u8("type of a frame");
    int length = head.intBe("length of a frame");
    if (length < 0 || length > MAX_FRAME_BYTES) {
      throw FormatException.tooLarge(offset, "frame", length, MAX_FRAME_BYTES);
    }
    room.take(length);
    byte[] frame = bytes(length);
    return switch (type) {
      case HeldFrameWriter.PACKS -> packs(new ByteCursor(frame));
      case HeldFrameWriter.STREAM -> stream(new ByteCursor(frame));
      case HeldFrameWriter.BLOCKS ->
          new HeldFrame.Blocks(ColumnarChunkReader.open(frame), frame.length);
      case HeldFrameWriter.END -> new HeldFrame.End();
      case HeldFrameWriter.ALIVE -> new HeldFrame.Alive();
      default -> throw FormatException.tooNew(offset, "frame of type " + type);
    };
  }

  private static HeldFrame packs(ByteCursor in) throws FormatException {
    String run = in.utf8("run");
    boolean complete = in.u8("complete") != 0;
    FlushCursor cursor = new FlushCursor(run, in.uvarint("sequence"));
    List<String> flushed = names(in);
    long begunAfter = in.uvarint("freeze");
    return new HeldFrame.Packs(cursor, complete, flushed, begunAfter, names(in));
  }

  private static HeldFrame stream(ByteCursor in) throws FormatException {
    Labels.Builder labels = new Labels.Builder();
    for (int left = in.count("labels", MAX_LABELS); left > 0; left--) {
      labels.set(in.utf8("label name"), in.utf8("label value"));
    }
    long lastFreeze = in.uvarint("freeze");
    return new HeldFrame.Stream(labels.build(), lastFreeze, names(in));
  }

  private static List<String> names(ByteCursor in) throws FormatException {
    List<String> names = new ArrayList<>();
    for (int left = in.count("packs", MAX_NAMES); left > 0; left--) {
      names.add(in.utf8("pack"));
    }
    return names;
  }

  private byte[] bytes(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the answer is cut off after " + (offset + bytes.length) + " bytes");
    }
    offset += length;
    return bytes;
  }
}
