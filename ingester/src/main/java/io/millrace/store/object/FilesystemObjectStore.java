package io.millrace.store.object;

import io.millrace.bytes.RangeReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/**
 * Objects as files below a directory, which any number of processes may share. A put writes a
 * temporary file, syncs it, links it to its name and syncs the directory; old temporary files of a
 * crashed process are removed at start.
 */
public final class FilesystemObjectStore implements ObjectStore {
  private static final String TEMPORARY = "tmp";
  private static final String LOCK = "replace.lock";

  /** What is read of a new object at a time. */
  private static final int PART = 1 << 22;

  /** No put takes that long: an older temporary file belongs to nobody. */
  private static final Duration LEFTOVER_AGE = Duration.ofHours(1);

  private final Path root;
  private final Path temporary;
  private final ReplaceLock replaceLock;
  private final OpenFiles files = new OpenFiles(this::path);

  /** Uses {@code root}, and creates it when it is missing. */
  public FilesystemObjectStore(Path root) throws IOException {
    this.root = Files.createDirectories(root.toAbsolutePath().normalize());
    this.temporary = Files.createDirectories(this.root.resolve("." + TEMPORARY));
    this.replaceLock = new ReplaceLock(temporary.resolve(LOCK));
    deleteLeftovers();
  }

  private void deleteLeftovers() throws IOException {
    Instant oldest = Instant.now().minus(LEFTOVER_AGE);
    try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(temporary, "*." + TEMPORARY)) {
      for (Path leftover : leftovers) {
        try {
          if (Files.getLastModifiedTime(leftover).toInstant().isBefore(oldest)) {
            Files.deleteIfExists(leftover);
          }
        } catch (NoSuchFileException _) {
          // Its owner was faster.
        }
      }
    }
  }

  @Override
  public void put(String name, RangeReader content) throws IOException {
    Path target = path(name);
    Path directory = parent(target);
    boolean created = Files.notExists(directory);
    Files.createDirectories(directory);
    Path written = newTemporary();
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

  private Path newTemporary() {
    return temporary.resolve(UUID.randomUUID() + "." + TEMPORARY);
  }

  @Override
  public VersionedObject readVersioned(String name) throws IOException {
    byte[] content = content(path(name), name);
    return new VersionedObject(content, version(content));
  }

  private static byte[] content(Path file, String name) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException _) {
      throw new FileNotFoundException("no object " + name);
    }
  }

  @Override
  public String replace(String name, byte[] content, String version) throws IOException {
    Path target = path(name);
    Path written = newTemporary();
    try {
      write(written, RangeReader.of(content));
      replaceLock.run(
          () -> {
            if (Files.notExists(target) || !version(content(target, name)).equals(version)) {
              throw new ObjectChangedException(name);
            }
            Files.move(written, target, StandardCopyOption.ATOMIC_MOVE);
          });
      files.forget(name);
    } finally {
      Files.deleteIfExists(written);
    }
    force(parent(target));
    return version(content);
  }

  private static String version(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static void write(Path file, RangeReader content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      long size = content.size();
      for (long at = 0; at < size; at += PART) {
        ByteBuffer bytes = ByteBuffer.wrap(content.read(at, (int) Math.min(PART, size - at)));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
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
    try {
      return files.read(name, offset, length);
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
  public List<String> list(String prefix, String startAfter, int limit) throws IOException {
    List<String> names = new ArrayList<>();
    Files.walkFileTree(root, new Lister(prefix, startAfter, names));
    Collections.sort(names);
    return names.size() > limit ? List.copyOf(names.subList(0, limit)) : names;
  }

  /** Collects names, and leaves out directories that can't have any of interest. */
  private final class Lister extends SimpleFileVisitor<Path> {
    private final String prefix;
    private final String startAfter;
    private final List<String> names;

    Lister(String prefix, String startAfter, List<String> names) {
      this.prefix = prefix;
      this.startAfter = startAfter;
      this.names = names;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      if (directory.equals(root)) {
        return FileVisitResult.CONTINUE;
      }
      String begin = root.relativize(directory) + "/";
      boolean hasPrefix = begin.startsWith(prefix) || prefix.startsWith(begin);
      boolean allBefore = startAfter.compareTo(begin) > 0 && !startAfter.startsWith(begin);
      return directory.equals(temporary) || !hasPrefix || allBefore
          ? FileVisitResult.SKIP_SUBTREE
          : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      String name = root.relativize(file).toString();
      if (attributes.isRegularFile() && name.startsWith(prefix) && name.compareTo(startAfter) > 0) {
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
  }

  @Override
  public void delete(String name) throws IOException {
    Files.deleteIfExists(path(name));
    files.forget(name);
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
