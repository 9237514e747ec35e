package io.millrace.agent.tail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GzipContentTest {
  private static final String TEXT = "first line\nsecond line\n";

  @TempDir private Path directory;

  private Path compressed() throws IOException {
    Path file = directory.resolve("0.log.1.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(TEXT.getBytes(StandardCharsets.UTF_8));
    }
    return file;
  }

  private static String read(Content content, int length, long position) throws IOException {
    byte[] bytes = new byte[length];
    int read = content.read(bytes, 0, length, position);
    return new String(bytes, 0, read, StandardCharsets.UTF_8);
  }

  @Test
  void readsFromItsStartAgainAfterItsFileWasDeleted() throws Exception {
    Path file = compressed();
    try (GzipContent content = new GzipContent(file)) {
      assertThat(read(content, 100, 0)).isEqualTo(TEXT);
      Files.delete(file);
      assertThat(read(content, 5, 0)).isEqualTo("first");
      assertThat(read(content, 100, 11)).isEqualTo("second line\n");
      assertThat(content.after(11)).isEqualTo(TEXT.length() - 11);
    }
  }

  @Test
  void refusesToTellTheSizeOfAFileThatWasCutOff() throws Exception {
    Path file = compressed();
    try (GzipContent content = new GzipContent(file);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(3);
      assertThatThrownBy(content::sizeModulo32).isInstanceOf(EOFException.class);
    }
  }

  private static byte[] incompressible(int bytes) {
    byte[] data = new byte[bytes];
    new java.util.Random(7).nextBytes(data);
    return data;
  }

  private Path compressed(byte[] data) throws IOException {
    Path file = directory.resolve("0.log.2.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(data);
    }
    return file;
  }

  private static byte[] readAll(Content content) throws IOException {
    java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
    byte[] part = new byte[10_000];
    while (true) {
      int read = content.read(part, 0, part.length, all.size());
      if (read <= 0) {
        return all.toByteArray();
      }
      all.write(part, 0, read);
      if (all.size() > 1 << 20) {
        throw new AssertionError("no end");
      }
    }
  }

  @Test
  void readsAllMembersOfAFile() throws Exception {
    Path file = compressed();
    byte[] member = Files.readAllBytes(file);
    Files.write(file, member, java.nio.file.StandardOpenOption.APPEND);
    try (GzipContent content = new GzipContent(file)) {
      assertThat(new String(readAll(content), StandardCharsets.UTF_8)).isEqualTo(TEXT + TEXT);
    }
  }

  @Test
  void givesWhatComesBeforeTheDamageAndTellsHowMuchComesAfter() throws Exception {
    byte[] data = incompressible(300_000);
    Path file = compressed(data);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(java.nio.ByteBuffer.wrap(new byte[5_000]), 200_000);
    }
    try (GzipContent content = new GzipContent(file)) {
      byte[] part = new byte[400_000];
      // Zeros for a Huffman block end in an error somewhere behind, or in a wrong checksum.
      int read = content.read(part, 0, part.length, 0);
      assertThat(read).isBetween(150_000, 300_000);
      assertThatThrownBy(() -> content.read(part, 0, part.length, read))
          .isInstanceOf(DamagedException.class);
      assertThat(content.lostAfter(read)).isGreaterThanOrEqualTo(Math.max(1, 300_000 - read));
      assertThat(content.endAfter(read)).isEqualTo(300_000);
    }
  }

  @Test
  void goesOnWhenTheRestIsWritten() throws Exception {
    byte[] data = incompressible(300_000);
    Path file = compressed(data);
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(whole, 100_000));
    try (GzipContent content = new GzipContent(file)) {
      byte[] part = new byte[400_000];
      int read = content.read(part, 0, part.length, 0);
      assertThat(read).isBetween(50_000, 100_000);
      assertThatThrownBy(() -> content.read(part, 0, part.length, read))
          .isInstanceOf(DamagedException.class);
      Files.write(file, whole);
      assertThat(content.read(part, read, part.length - read, read)).isEqualTo(300_000 - read);
      assertThat(java.util.Arrays.copyOf(part, 300_000)).isEqualTo(data);
    }
  }
}
