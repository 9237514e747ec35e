package io.millrace.store.held;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.bytes.FormatException;
import io.millrace.chunk.columnar.BareChunk;
import io.millrace.entry.EntryBatch;
import io.millrace.labels.Labels;
import io.millrace.store.LabelMatcher;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeldFramesTest {
  private static final HeldFrame.Packs PACKS =
      new HeldFrame.Packs(
          new FlushCursor("run-1", 7),
          true,
          List.of("packs/20261105/a.pack"),
          3,
          List.of("packs/20261105/b.pack", "packs/20261105/c.pack"));
  private static final HeldFrame.Stream STREAM =
      new HeldFrame.Stream(Labels.of("app", "web", "zone", "ü"), 4, List.of("packs/x.pack"));

  private static byte[] answer() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    HeldFrameWriter writer = new HeldFrameWriter(out);
    writer.packs(PACKS);
    writer.stream(STREAM);
    EntryBatch entries =
        new EntryBatch.Builder()
            .add(5, "first", Labels.of("level", "info"))
            .add(6, "", Labels.empty())
            .build();
    writer.blocks(BareChunk.seal(entries));
    writer.alive();
    writer.end();
    return out.toByteArray();
  }

  private static List<HeldFrame> read(byte[] bytes) throws IOException {
    HeldFrameReader reader = new HeldFrameReader(new ByteArrayInputStream(bytes));
    List<HeldFrame> frames = new ArrayList<>();
    do {
      frames.add(reader.next(_ -> {}));
    } while (!(frames.getLast() instanceof HeldFrame.End));
    return frames;
  }

  @Test
  void areReadAsTheyWereWritten() throws IOException {
    List<HeldFrame> frames = read(answer());
    assertThat(frames).hasSize(5);
    assertThat(frames.get(0)).isEqualTo(PACKS);
    assertThat(frames.get(1)).isEqualTo(STREAM);
    assertThat(frames.get(2))
        .isInstanceOfSatisfying(
            HeldFrame.Blocks.class,
            blocks -> {
              assertThat(blocks.chunk().blocks()).hasSize(1);
              assertThat(blocks.chunk().blocks().getFirst().minTimestamp()).isEqualTo(5);
            });
    EntryBatch entries = ((HeldFrame.Blocks) frames.get(2)).chunk().read(0);
    assertThat(entries.line(0)).isEqualTo("first");
    assertThat(entries.metadata(0)).isEqualTo(Labels.of("level", "info"));
    assertThat(entries.size()).isEqualTo(2);
  }

  @Test
  void cutOffAnywhereAreNoAnswer() throws IOException {
    byte[] whole = answer();
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read(cut)).isInstanceOf(EOFException.class);
    }
  }

  @Test
  void withAnyByteChangedAreReadOrRefused() throws IOException {
    byte[] whole = answer();
    for (int at = 0; at < whole.length; at++) {
      byte[] changed = whole.clone();
      changed[at] ^= (byte) 0x81;
      try {
        read(changed);
      } catch (IOException e) {
        assertThat(e).isInstanceOfAny(EOFException.class, FormatException.class);
      }
    }
  }

  @Test
  void areRefusedBeforeTheyTakeMemoryThatIsNotThere() throws IOException {
    byte[] whole = answer();
    HeldFrameReader reader = new HeldFrameReader(new ByteArrayInputStream(whole));
    assertThatThrownBy(
            () ->
                reader.next(
                    bytes -> {
                      throw new IOException("no room for " + bytes);
                    }))
        .hasMessageStartingWith("no room for ");
    byte[] bomb = {3, 0x7F, -1, -1, -1};
    assertThatThrownBy(() -> read(bomb)).isInstanceOf(FormatException.class);
  }

  @Test
  void tellPacksThatWereBegunAfterAFreeze() {
    assertThat(PACKS.begunAfter(0)).hasSize(2);
    assertThat(PACKS.begunAfter(3)).hasSize(2);
    assertThat(PACKS.begunAfter(4)).containsExactly("packs/20261105/c.pack");
    assertThat(PACKS.begunAfter(9)).isEmpty();
  }

  @Test
  void answerQuestionsThatAreReadAsTheyWereWritten() throws IOException {
    HeldQuestion question =
        new HeldQuestion(
            "team-a",
            List.of(
                new LabelMatcher("app", LabelMatcher.Type.REGEX, "w.*"),
                new LabelMatcher("zone", LabelMatcher.Type.NOT_EQUAL, "")),
            Long.MIN_VALUE,
            Long.MAX_VALUE,
            true,
            new FlushCursor("run", 12));
    assertThat(HeldQuestion.parse(question.toBytes())).isEqualTo(question);
    byte[] bytes = question.toBytes();
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> HeldQuestion.parse(cut)).isInstanceOf(FormatException.class);
    }
  }

  @Test
  void answerNoQuestionWithABrokenExpression() {
    byte[] good =
        new HeldQuestion(
                "t",
                List.of(new LabelMatcher("app", LabelMatcher.Type.REGEX, "a+")),
                0,
                1,
                true,
                FlushCursor.NONE)
            .toBytes();
    good[good.length - 2] = '(';
    assertThatThrownBy(() -> HeldQuestion.parse(good)).isInstanceOf(FormatException.class);
  }
}
