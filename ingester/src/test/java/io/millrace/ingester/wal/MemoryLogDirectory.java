package io.millrace.ingester.wal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Files in memory that know which of their bytes were synced: {@link #powerCut} forgets the others.
 * Can be told to be full, or to fail at the next sync.
 */
public final class MemoryLogDirectory implements LogDirectory {
  private final Map<String, MemoryFile> files = new TreeMap<>();
  private long usableBytes = Long.MAX_VALUE;
  private boolean full;
  private boolean failNextForce;

  @Override
  public synchronized List<String> list() {
    return List.copyOf(files.keySet());
  }

  @Override
  public synchronized LogFile create(String name) throws IOException {
    if (files.containsKey(name)) {
      throw new FileAlreadyExistsException(name);
    }
    MemoryFile file = new MemoryFile();
    files.put(name, file);
    return file;
  }

  @Override
  public synchronized SeekableByteChannel open(String name) {
    return new BytesChannel(bytes(name));
  }

  @Override
  public synchronized void delete(String name) {
    files.remove(name);
  }

  @Override
  public String quarantine(String name) {
    return "quarantine/" + name;
  }

  @Override
  public synchronized long usableBytes() {
    return usableBytes;
  }

  synchronized void usableBytes(long bytes) {
    usableBytes = bytes;
  }

  /** From now on writes fail as on a full disk, after half of their bytes. */
  synchronized void full(boolean newFull) {
    full = newFull;
  }

  synchronized void failNextForce() {
    failNextForce = true;
  }

  synchronized byte[] bytes(String name) {
    MemoryFile file = files.get(name);
    if (file == null) {
      throw new IllegalArgumentException("no file " + name);
    }
    return file.bytes.toByteArray();
  }

  synchronized void replace(String name, byte[] content) {
    MemoryFile file = new MemoryFile();
    file.bytes.writeBytes(content);
    file.synced = content.length;
    files.put(name, file);
  }

  /** The directory as it may look after a power cut: only what was synced is left. */
  public synchronized MemoryLogDirectory powerCut() {
    MemoryLogDirectory after = new MemoryLogDirectory();
    files.forEach(
        (name, file) -> after.replace(name, Arrays.copyOf(file.bytes.toByteArray(), file.synced)));
    return after;
  }

  private final class MemoryFile implements LogFile {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int synced;

    @Override
    public void append(ByteBuffer buffer) throws IOException {
      synchronized (MemoryLogDirectory.this) {
        byte[] content = new byte[full ? buffer.remaining() / 2 : buffer.remaining()];
        buffer.get(content);
        bytes.writeBytes(content);
        if (full) {
          throw new IOException("No space left on device");
        }
      }
    }

    @Override
    public void force() throws IOException {
      synchronized (MemoryLogDirectory.this) {
        if (failNextForce) {
          failNextForce = false;
          throw new IOException("Input/output error");
        }
        synced = bytes.size();
      }
    }

    @Override
    public void close() {}
  }

  private static final class BytesChannel implements SeekableByteChannel {
    private final byte[] bytes;
    private int position;

    BytesChannel(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public int read(ByteBuffer target) {
      if (position >= bytes.length) {
        return -1;
      }
      int length = Math.min(target.remaining(), bytes.length - position);
      byte[] part = new ByteArrayInputStream(bytes, position, length).readAllBytes();
      target.put(part);
      position += length;
      return length;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      throw new IOException("read only");
    }

    @Override
    public long position() {
      return position;
    }

    @Override
    public SeekableByteChannel position(long newPosition) {
      position = Math.toIntExact(newPosition);
      return this;
    }

    @Override
    public long size() {
      return bytes.length;
    }

    @Override
    public SeekableByteChannel truncate(long size) throws IOException {
      throw new IOException("read only");
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }
}
