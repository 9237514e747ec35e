package io.millrace.agent.syslog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.lists;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameReaderTest {
  /** Gives a few bytes at a time, as sockets do. */
  private static final class Trickle extends InputStream {
    private final byte[] bytes;
    private final int step;
    private int at;

    Trickle(byte[] bytes, int step) {
      this.bytes = bytes;
      this.step = step;
    }

    @Override
    public int read() {
      return at < bytes.length ? bytes[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      int count = Math.min(Math.min(step, length), bytes.length - at);
      if (count == 0) {
        return -1;
      }
      System.arraycopy(bytes, at, into, offset, count);
      at += count;
      return count;
    }
  }

  private static List<String> frames(InputStream in, int maxBytes)
      throws IOException, SyslogException {
    FrameReader reader = new FrameReader(in, maxBytes, 0, _ -> {});
    List<String> frames = new ArrayList<>();
    while (reader.next()) {
      frames.add(
          new String(reader.frame(), 0, reader.length(), UTF_8) + (reader.isCut() ? "~" : ""));
    }
    return frames;
  }

  private static List<String> frames(String text) throws IOException, SyslogException {
    return frames(new ByteArrayInputStream(text.getBytes(UTF_8)), 100);
  }

  @Test
  void readsCountedMessages() throws Exception {
    assertThat(frames("5 <1>ab8 <2>a\nb\nc3 <3>")).containsExactly("<1>ab", "<2>a\nb\nc", "<3>");
  }

  @Test
  void toleratesLineFeedsBetweenCountedMessages() throws Exception {
    assertThat(frames("4 <1>a\n4 <2>b\n")).containsExactly("<1>a", "<2>b");
  }

  @Test
  void endsAMessageWhereALineBeginsWithABracket() throws Exception {
    assertThat(frames("<1>a\n  at b\r\n\n at c\n<2>d\n<3>e"))
        .containsExactly("<1>a\n  at b\r\n\n at c", "<2>d", "<3>e");
  }

  @Test
  void cutsWhatIsLongerThanTheLimitAndGoesOn() throws Exception {
    String big = "<1>" + "x".repeat(1000);
    InputStream lines = new ByteArrayInputStream((big + "\n<2>b\n").getBytes(UTF_8));
    assertThat(frames(lines, 10)).containsExactly("<1>xxxxxxx~", "<2>b");
    InputStream counted = new ByteArrayInputStream(("1003 " + big + "4 <2>b").getBytes(UTF_8));
    assertThat(frames(counted, 10)).containsExactly("<1>xxxxxxx~", "<2>b");
  }

  @Test
  void givesOutALineThatNothingFollowsForAWhile() throws Exception {
    InputStream in =
        new InputStream() {
          private boolean isRead;

          @Override
          public int read() {
            return -1;
          }

          @Override
          public int read(byte[] into, int offset, int length) throws IOException {
            if (isRead) {
              throw new SocketTimeoutException();
            }
            isRead = true;
            System.arraycopy("<1>a\n".getBytes(UTF_8), 0, into, offset, 5);
            return 5;
          }
        };
    List<Integer> patience = new ArrayList<>();
    FrameReader reader = new FrameReader(in, 100, 5000, patience::add);
    assertThat(reader.next()).isTrue();
    assertThat(reader.length()).isEqualTo(4);
    assertThat(patience).containsExactly(5000, 250);
    assertThatThrownBy(reader::next).isInstanceOf(SocketTimeoutException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\n",
        "0 <1>a",
        "12",
        "1234567890123 <1>a",
        "4x<1>a",
        "4 <1>a<2>b"
      })
  void refusesAStreamThatCannotBeFramed(String stream) {
    assertThatThrownBy(() -> frames(stream)).isInstanceOf(SyslogException.class);
  }

  @Test
  void findsTheSameMessagesHoweverTheBytesArrive() {
    qt().withExamples(2000)
        .forAll(
            lists().of(integers().between(0, 300)).ofSizeBetween(1, 12), integers().between(1, 40))
        .checkAssert(
            (sizes, step) -> {
              List<String> expected = new ArrayList<>();
              StringBuilder lines = new StringBuilder();
              StringBuilder counted = new StringBuilder();
              for (int size : sizes) {
                String message = "<1>" + "ab\nc".repeat(size / 4) + "x";
                expected.add(message);
                lines.append(message).append('\n');
                counted.append(message.length()).append(' ').append(message);
              }
              assertThat(read(lines, step)).isEqualTo(expected);
              assertThat(read(counted, step)).isEqualTo(expected);
            });
  }

  private static List<String> read(CharSequence text, int step) {
    try {
      return frames(new Trickle(text.toString().getBytes(UTF_8), step), 4096);
    } catch (IOException | SyslogException e) {
      throw new AssertionError(e);
    }
  }
}
