package io.millrace.endtoend;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/**
 * Numbered CRI lines in a log that rotates in one of the ways in which nothing need be lost. Used
 * by one thread.
 */
final class RotatingLog {
  /** How the log rotates. */
  enum Rotation {
    /** As the kubelet does: the old file gets a few more lines after the rename. */
    RENAME,
    /** The same, and before that the file of the last rotation is compressed. */
    COMPRESS,
    /** As logrotate's {@code copytruncate}, with nothing written between the two steps. */
    COPY_TRUNCATE,
    /** As Docker with the log behind a symbolic link. */
    SYMLINK
  }

  private final String name;
  private final Rotation rotation;
  private final Path file;
  private final Deque<Rotated> rotated = new ArrayDeque<>();
  private volatile int written;
  private long lastNanos;
  private int rotations;

  /** A rotated file, which may go when its lines have been received. */
  record Rotated(Path path, int endLine) {}

  /** Whether a rotated file may go. */
  @FunctionalInterface
  interface Disposable {
    boolean test(Rotated file) throws IOException;
  }

  private RotatingLog(String name, Rotation rotation, Path file) {
    this.name = name;
    this.rotation = rotation;
    this.file = file;
  }

  /** A log that the agent finds at {@code logs/<name>/0.log}. */
  static RotatingLog create(Path root, String name, Rotation rotation) throws IOException {
    Path link = Files.createDirectories(root.resolve("logs").resolve(name)).resolve("0.log");
    if (rotation != Rotation.SYMLINK) {
      return new RotatingLog(name, rotation, link);
    }
    Path target = Files.createDirectories(root.resolve("targets").resolve(name));
    Path file = target.resolve(name + "-json.log");
    Files.createSymbolicLink(link, file);
    return new RotatingLog(name, rotation, file);
  }

  String name() {
    return name;
  }

  /** Lines written so far; safe for use by any thread. */
  int written() {
    return written;
  }

  void write(int lines) throws IOException {
    append(file, lines);
  }

  /** Rotates, and removes the oldest rotated files that are not needed any more. */
  void rotate(Disposable disposable) throws IOException {
    if (rotation == Rotation.COMPRESS && !rotated.isEmpty()) {
      Rotated before = rotated.removeLast();
      rotated.add(new Rotated(compress(before.path()), before.endLine()));
    }
    Path old =
        file.resolveSibling(String.format(Locale.ROOT, "%s.%06d", file.getFileName(), ++rotations));
    switch (rotation) {
      case RENAME, COMPRESS, SYMLINK -> {
        Files.move(file, old, StandardCopyOption.ATOMIC_MOVE);
        append(old, 3);
      }
      case COPY_TRUNCATE -> {
        Path copying = old.resolveSibling(old.getFileName() + ".tmp");
        Files.copy(file, copying);
        Files.move(copying, old, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
          channel.truncate(0);
        }
      }
    }
    rotated.add(new Rotated(old, written));
    append(file, 1);
    removeRotated(disposable);
  }

  /** Removes the oldest rotated files that are not needed any more. */
  void removeRotated(Disposable disposable) throws IOException {
    while (!rotated.isEmpty() && disposable.test(rotated.getFirst())) {
      Files.delete(rotated.removeFirst().path());
    }
  }

  int rotatedFiles() {
    return rotated.size();
  }

  private static Path compress(Path plain) throws IOException {
    Path copying = plain.resolveSibling(plain.getFileName() + ".gz.tmp");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(copying))) {
      Files.copy(plain, out);
    }
    Path compressed = plain.resolveSibling(plain.getFileName() + ".gz");
    Files.move(copying, compressed, StandardCopyOption.ATOMIC_MOVE);
    Files.delete(plain);
    return compressed;
  }

  private void append(Path target, int lines) throws IOException {
    StringBuilder text = new StringBuilder();
    int number = written;
    for (int i = 0; i < lines; i++) {
      Instant now = Instant.now();
      lastNanos = Math.max(lastNanos + 1, now.getEpochSecond() * 1_000_000_000L + now.getNano());
      text.append(Instant.ofEpochSecond(0, lastNanos))
          .append(" stdout F ")
          .append(name)
          .append(' ')
          .append(number++)
          .append(" with some words to fill the line\n");
    }
    Files.writeString(
        target,
        text,
        StandardCharsets.US_ASCII,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    written = number;
  }
}
