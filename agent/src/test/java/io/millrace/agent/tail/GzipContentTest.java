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
}
