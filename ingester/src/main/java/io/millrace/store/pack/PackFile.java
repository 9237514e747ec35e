package io.millrace.store.pack;

import io.millrace.bytes.RangeReader;
import io.millrace.chunk.EncodedChunk;
import io.millrace.pack.PackHistory;
import io.millrace.pack.PackStream;
import io.millrace.pack.PackedChunk;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A pack that is written to a local file on its way to the store, so that it may be larger than
 * memory. The file goes with this. Used by one thread.
 */
public final class PackFile implements AutoCloseable {
  private static final String SUFFIX = ".pack-part";
  private static final int BUFFER_BYTES = 1 << 16;

  private final String id;
  private final PackHistory history;
  private final Path file;
  private final FileChannel channel;
  private final OutputStream out;
  private final PackStream pack;

  /**
   * Begins a pack.
   *
   * @param directory of the file; created when it is missing
   */
  public PackFile(Path directory, String id, PackHistory history) throws IOException {
    this.id = id;
    this.history = history;
    this.file = Files.createTempFile(Files.createDirectories(directory), "", SUFFIX);
    this.channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    this.out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES);
    this.pack = new PackStream(out, history);
  }

  /** Deletes what a process that was killed has left in a directory which no other one uses. */
  public static void deleteLeftovers(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
        for (Path leftover : leftovers) {
          Files.deleteIfExists(leftover);
        }
      }
    }
  }

  /** Adds a chunk, whose stream is that of the last one or comes behind it. */
  public void add(EncodedChunk chunk) throws IOException {
    pack.add(chunk);
  }

  /** The finished pack, which can be read until this is closed. */
  public BuiltPack finish() throws IOException {
    List<PackedChunk> chunks = pack.finish();
    out.flush();
    return new BuiltPack(id, new Content(), pack.size(), chunks, history);
  }

  private final class Content implements RangeReader {
    @Override
    public long size() {
      return pack.size();
    }

    @Override
    public byte[] read(long offset, int length) throws IOException {
      ByteBuffer bytes = ByteBuffer.allocate(length);
      while (bytes.hasRemaining()) {
        if (channel.read(bytes, offset + bytes.position()) < 0) {
          throw new EOFException(file + " ends before " + offset + " + " + length);
        }
      }
      return bytes.array();
    }
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      Files.deleteIfExists(file);
    }
  }
}
