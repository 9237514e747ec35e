package io.millrace.store.object;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Objects as files below a directory. A put writes a temporary file, syncs it, links it to its name
 * and syncs the directory; temporary files of a crashed process are removed at start.
 */
public final class FilesystemObjectStore implements ObjectStore {
  private static final String TEMPORARY = "tmp";

  private final Path root;
  private final Path temporary;
  private final AtomicLong nextTemporary = new AtomicLong();

  /** Uses {@code root}, and creates it when it is missing. */
  public FilesystemObjectStore(Path root) throws IOException {
    this.root = Files.createDirectories(root.toAbsolutePath().normalize());
    this.temporary = Files.createDirectories(this.root.resolve("." + TEMPORARY));
    try (Stream<Path> leftovers = Files.list(temporary)) {
      for (Path leftover : leftovers.toList()) {
        Files.deleteIfExists(leftover);
      }
    }
  }

  @Override
  public void put(String name, byte[] content) throws IOException {
    Path target = path(name);
    Path directory = parent(target);
    boolean created = Files.notExists(directory);
    Files.createDirectories(directory);
    Path written = temporary.resolve(nextTemporary.getAndIncrement() + "." + TEMPORARY);
    try {
      write(written, content);
      // Unlike a rename, a hard link does not replace what is there.
      Files.createLink(target, written);
    } catch (FileAlreadyExistsException _) {
      throw new ObjectExistsException(name);
    } finally {
      Files.deleteIfExists(written);
    }
    force(directory);
    if (created) {
      forceUpTo(directory);
    }
  }

  private static void write(Path file, byte[] content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  private void forceUpTo(Path directory) throws IOException {
    for (Path at = directory; !at.equals(root); ) {
      at = parent(at);
      force(at);
    }
  }

  private static void force(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public byte[] read(String name, long offset, int length) throws IOException {
    try (FileChannel channel = FileChannel.open(path(name), StandardOpenOption.READ)) {
      if (offset < 0 || length < 0 || length > channel.size() - offset) {
        throw new EOFException(
            "object %s has %d bytes; asked for %d from %d"
                .formatted(name, channel.size(), length, offset));
      }
      ByteBuffer bytes = ByteBuffer.allocate(length);
      while (bytes.hasRemaining()) {
        if (channel.read(bytes, offset + bytes.position()) < 0) {
          throw new EOFException("object " + name + " got shorter while it was read");
        }
      }
      return bytes.array();
    } catch (NoSuchFileException _) {
      throw new FileNotFoundException("no object " + name);
    }
  }

  @Override
  public long size(String name) throws IOException {
    try {
      return Files.size(path(name));
    } catch (NoSuchFileException _) {
      throw new FileNotFoundException("no object " + name);
    }
  }

  @Override
  public List<String> list(String prefix) throws IOException {
    List<String> names = new ArrayList<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            return directory.equals(temporary)
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String name = root.relativize(file).toString();
            if (attributes.isRegularFile() && name.startsWith(prefix)) {
              names.add(name);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            // Deleted while the directory is read: not there, so not in the list.
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }
        });
    Collections.sort(names);
    return names;
  }

  @Override
  public void delete(String name) throws IOException {
    Files.deleteIfExists(path(name));
  }

  private Path path(String name) {
    Path path = root.resolve(ObjectNames.require(name)).normalize();
    if (!path.startsWith(root) || path.startsWith(temporary)) {
      throw new IllegalArgumentException("not a name of an object: " + name);
    }
    return path;
  }

  private static Path parent(Path path) {
    Path parent = path.getParent();
    if (parent == null) {
      throw new IllegalArgumentException(path + " has no parent");
    }
    return parent;
  }
}
