package io.millrace.entry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.labels.Labels;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EntryBatchTest {
  private static EntryBatch terminated(int size, String column) {
    byte[] bytes = ("##" + column + "##").getBytes(StandardCharsets.UTF_8);
    return EntryBatch.ofTerminatedLines(size, new long[size], bytes, 2, bytes.length - 2, null);
  }

  private static List<String> lines(EntryBatch batch) {
    return java.util.stream.IntStream.range(0, batch.size()).mapToObj(batch::line).toList();
  }

  @Test
  void splitsAColumnOfTerminatedLinesWhenAsked() {
    EntryBatch batch = terminated(5, "one\n\nthree is longer than a word\n4\n\n");
    assertThat(lines(batch)).containsExactly("one", "", "three is longer than a word", "4", "");
    assertThat(batch.linesAscend()).isTrue();
    assertThat(batch.columnStart()).isEqualTo(2);
    assertThat(batch.columnEnd())
        .isEqualTo(2 + "one\n\nthree is longer than a word\n4\n\n".length());
  }

  @Test
  void splittingStaysInsideOfTheColumnWhateverItHolds() {
    assertThat(lines(terminated(4, "a\nb\n"))).containsExactly("a", "b", "", "");
    assertThat(lines(terminated(1, "a\nb\nc\n"))).containsExactly("a");
    assertThat(lines(terminated(0, ""))).isEmpty();
  }

  @Test
  void lineAtIsTheLineOfAnOffset() {
    Random random = new Random(1);
    StringBuilder column = new StringBuilder();
    int count = 500;
    for (int i = 0; i < count; i++) {
      column.append("x".repeat(random.nextInt(30))).append('\n');
    }
    EntryBatch batch = terminated(count, column.toString());
    for (int i = 0; i < count; i++) {
      for (int at = batch.lineStart(i); at <= batch.lineEnd(i); at++) {
        assertThat(batch.lineAt(at)).isEqualTo(i);
      }
    }
  }

  @Test
  void builtBatchCanBeSearchedAsAWhole() {
    EntryBatch batch =
        new EntryBatch.Builder()
            .add(1, "one", Labels.of("k", "v"))
            .add(2, "", Labels.empty())
            .add(3, "three", Labels.of("k", "v"))
            .build();
    assertThat(batch.lineAt(batch.columnStart())).isZero();
    assertThat(batch.lineAt(batch.columnEnd() - 1)).isEqualTo(2);
    assertThat(batch.metadata(0)).isSameAs(batch.metadata(2));
    assertThat(batch.metadataValue(0, "k")).isEqualTo("v");
    assertThat(batch.metadataValue(1, "k")).isNull();
  }

  @Test
  void linesInAnyOrderAreNotSearchedAsAWhole() {
    byte[] bytes = "bbaa".getBytes(StandardCharsets.UTF_8);
    EntryBatch batch =
        new EntryBatch(2, new long[2], bytes, new int[] {2, 0}, new int[] {4, 2}, null, List.of());
    assertThat(lines(batch)).containsExactly("aa", "bb");
    assertThat(batch.linesAscend()).isFalse();
    assertThatThrownBy(batch::columnStart).isInstanceOf(IllegalStateException.class);
  }
}
