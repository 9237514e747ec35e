package io.millrace.agent.tail;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenerationTest {
  @TempDir private Path directory;

  @Test
  void knowsThatItsFileWasFilledAgainBetweenOpeningAndReading() throws Exception {
    Path file = Files.writeString(directory.resolve("0.log"), "a line of the first content\n");
    try (Opened opened = Opened.of(file, false)) {
      // In place, and longer than before: neither inode nor size tells.
      Files.writeString(file, "a line of the second content, which is longer\n");
      Generation generation = new Generation(1, opened, 0, TextEncoding.UTF_8, 1024, 0);
      assertThat(generation.head()).isEqualTo(opened.head());
      assertThat(generation.beginsAsKnown()).isFalse();
    }
  }

  @Test
  void goesOnInAFileThatHasOnlyGrownSinceItWasOpened() throws Exception {
    Path file = Files.writeString(directory.resolve("0.log"), "a line of the first content\n");
    try (Opened opened = Opened.of(file, false)) {
      Files.writeString(file, "a line of the first content\nand another\n");
      assertThat(new Generation(1, opened, 0, TextEncoding.UTF_8, 1024, 0).beginsAsKnown())
          .isTrue();
    }
  }
}
