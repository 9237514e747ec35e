package io.millrace.store.held;

import io.millrace.bytes.ByteWriter;
import io.millrace.chunk.SealedBlock;
import io.millrace.chunk.columnar.BareChunk;
import io.millrace.labels.Labels;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Writes the frames of an answer. Used by one thread. */
public final class HeldFrameWriter {
  static final int PACKS = 1;
  static final int STREAM = 2;
  static final int BLOCKS = 3;
  static final int END = 4;
  static final int ALIVE = 5;

  private final OutputStream out;

  public HeldFrameWriter(OutputStream out) {
    this.out = out;
  }

  public void packs(HeldFrame.Packs packs) throws IOException {
    ByteWriter frame = new ByteWriter(256).utf8(packs.cursor().run());
    frame.u8(packs.complete() ? 1 : 0).uvarint(packs.cursor().sequence());
    names(frame, packs.flushed());
    frame.uvarint(packs.begunAfter());
    names(frame, packs.begun());
    write(PACKS, frame);
  }

  public void stream(HeldFrame.Stream stream) throws IOException {
    Labels labels = stream.labels();
    ByteWriter frame = new ByteWriter(256).uvarint(labels.size());
    labels.forEach((name, value) -> frame.utf8(name).utf8(value));
    frame.uvarint(stream.lastFreeze());
    names(frame, stream.shown());
    write(STREAM, frame);
  }

  /** Blocks of the stream that was written last. */
  public void blocks(List<SealedBlock> blocks) throws IOException {
    byte[] chunk = BareChunk.of(blocks);
    head(BLOCKS, chunk.length);
    out.write(chunk);
  }

  public void end() throws IOException {
    head(END, 0);
  }

  public void alive() throws IOException {
    head(ALIVE, 0);
  }

  public void flush() throws IOException {
    out.flush();
  }

  private static void names(ByteWriter frame, List<String> names) {
    frame.uvarint(names.size());
    names.forEach(frame::utf8);
  }

  private void write(int type, ByteWriter frame) throws IOException {
    head(type, frame.size());
    out.write(frame.array(), 0, frame.size());
  }

  private void head(int type, int length) throws IOException {
    out.write(new ByteWriter(5).u8(type).intBe(length).toByteArray());
  }
}
