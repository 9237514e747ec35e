package io.millrace.ingester.wal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** A directory of the local file system. */
public final class FilesystemLogDirectory implements LogDirectory {
  private static final String QUARANTINE = "quarantine";

  private final Path directory;

  /** Uses {@code directory}, and creates it when it is missing. */
  public FilesystemLogDirectory(Path directory) throws IOException {
    this.directory = Files.createDirectories(directory);
  }

  @Override
  public List<String> list() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  @Override
  public LogFile create(String name) throws IOException {
    FileChannel channel =
        FileChannel.open(
            directory.resolve(name), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try {
      forceDirectory();
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    return new ChannelFile(channel);
  }

  @Override
  public SeekableByteChannel open(String name) throws IOException {
    return Files.newByteChannel(directory.resolve(name), StandardOpenOption.READ);
  }

  @Override
  public void delete(String name) throws IOException {
    Files.deleteIfExists(directory.resolve(name));
  }

  @Override
  public String quarantine(String name) throws IOException {
    Path target = Files.createDirectories(directory.resolve(QUARANTINE)).resolve(name);
    Files.copy(directory.resolve(name), target, StandardCopyOption.REPLACE_EXISTING);
    return target.toString();
  }

  @Override
  public long usableBytes() throws IOException {
    return Files.getFileStore(directory).getUsableSpace();
  }

  private void forceDirectory() throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private record ChannelFile(FileChannel channel) implements LogFile {
    @Override
    public void append(ByteBuffer bytes) throws IOException {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }

    @Override
    public void force() throws IOException {
      channel.force(false);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
