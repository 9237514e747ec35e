package io.millrace.agent.tail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.lists;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextDecoderTest {
  private static final int LIMIT = 1000;

  /** Among them those that have the byte of a line feed in every place, and a surrogate pair. */
  private static final List<String> CHARACTERS =
      List.of("a", "é", "\u0A0A", "\u0A00", "\u010A", "\u0D0A", "日", "😀", "\r", " ");

  @TempDir private Path directory;

  /** Lines of a file, read in pieces of {@code step} bytes from {@code position} on. */
  private List<String> read(byte[] bytes, String encoding, int step, int position) {
    TextDecoder text = new TextDecoder(TextEncoding.of(encoding), LIMIT);
    LineSplitter splitter = new LineSplitter(text, LIMIT);
    List<String> lines = new ArrayList<>();
    LineConsumer consumer =
        (buffer, offset, length, start, cut) -> {
          byte[] utf8 = text.toUtf8(buffer, offset, length, start == 0, cut > 0);
          lines.add(new String(utf8, UTF_8));
          return true;
        };
    try {
      Path file = Files.write(directory.resolve("0.log"), bytes);
      try (Content content = new PlainContent(file)) {
        text.settle(content);
        int at = position;
        int available = at;
        while (available < bytes.length) {
          available = Math.min(bytes.length, available + step);
          at += splitter.feed(bytes, at, available, at, consumer);
        }
        assertThat(at).isGreaterThan(bytes.length - text.unitBytes());
      }
      splitter.release(consumer);
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"UTF-16LE", "utf-16be", "UTF-16", "UTF-32LE", "UTF-32", "gb18030", "UTF-8"})
  void findsTheSameLinesHoweverTheBytesArrive(String encoding) {
    qt().withExamples(300)
        .forAll(
            lists()
                .of(lists().of(integers().between(0, 9)).ofSizeBetween(0, 20))
                .ofSizeBetween(1, 10),
            integers().between(1, 50))
        .checkAssert(
            (drawn, step) -> {
              List<String> lines = new ArrayList<>();
              for (List<Integer> indexes : drawn) {
                StringBuilder line = new StringBuilder();
                indexes.forEach(index -> line.append(CHARACTERS.get(index)));
                lines.add(line.toString());
              }
              String text = String.join("\n", lines) + "\n";
              byte[] bytes = text.getBytes(TextEncoding.of(encoding).charset());
              assertThat(read(bytes, encoding, step, 0)).isEqualTo(lines);
            });
  }

  @ParameterizedTest
  @CsvSource({
    "UTF-16LE, fffe61000a006200",
    "UTF-16, fffe61000a006200",
    "UTF-16, feff0061000a0062",
    "UTF-16, 0061000a0062",
    "UTF-32, fffe0000610000000a00000062000000",
    "UTF-32, 000000610000000a00000062",
    "UTF-16LE, 61000a00620063",
    "Shift_JIS, 610a62",
  })
  void takesTheByteOrderFromTheMarkAndLeavesTheMarkOut(String encoding, String hex) {
    byte[] bytes = java.util.HexFormat.of().parseHex(hex);
    assertThat(read(bytes, encoding, 3, 0)).containsExactly("a", "b");
  }

  @ParameterizedTest
  @CsvSource({
    "windows-1252, 80e9, €é",
    "x-cp1252, 80e9, €é",
    "iso-8859-1, e9, é",
    "latin1, e9, é",
    "gbk, d6d0b9fa, 中国",
    "gb2312, d6d0b9fa, 中国",
    "shift_jis, 93fa967b, 日本",
    "KOI8-R, d2d5d3, рус",
    "macintosh, 8e, é",
    "euc-kr, c7d1, 한",
    "big5, a4a4, 中",
    "utf-16le, 3dd800de, 😀",
  })
  void knowsTheNamesOfIanaAndWhatwg(String name, String hex, String text) {
    assertThat(read(java.util.HexFormat.of().parseHex(hex), name, 1, 0)).containsExactly(text);
  }

  @Test
  void goesOnBehindALineFeedThatAnotherProgramHasCut() {
    byte[] bytes = "first\nsecond\n".getBytes(TextEncoding.of("UTF-16LE").charset());
    // Behind the first byte of the line feed, where a reader of bytes finds the line's end.
    assertThat(read(bytes, "UTF-16LE", 5, 11)).containsExactly("second");
  }

  @Test
  void skipsZerosAtTheStartOfALineByWholeCodeUnits() {
    byte[] bytes = "\0\0a\n\0b\n".getBytes(TextEncoding.of("UTF-16BE").charset());
    assertThat(read(bytes, "UTF-16BE", 3, 0)).containsExactly("a", "b");
  }

  @Test
  void keepsWithinTheLimitWithoutHalfCharacters() {
    byte[] bytes = "日".repeat(700).getBytes(TextEncoding.of("UTF-16LE").charset());
    List<String> lines = read(bytes, "UTF-16LE", 64, 0);
    assertThat(lines).containsExactly("日".repeat(LIMIT / 3));
  }

  @ParameterizedTest
  @ValueSource(strings = {"utf-17", "", "a b", "IBM037"})
  void refusesWhatItDoesNotKnow(String name) {
    assertThatThrownBy(() -> TextEncoding.of(name)).isInstanceOf(IllegalArgumentException.class);
  }
}
