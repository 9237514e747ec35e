package io.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HolderNameTest {
  @TempDir private Path directory;

  @Test
  void isTheSameAfterARestartAndAnotherForAnotherIndex() throws IOException {
    String name = HolderName.beside(directory.resolve("index"));
    assertThat(HolderName.beside(directory.resolve("index"))).isEqualTo(name);
    assertThat(HolderName.beside(directory.resolve("other"))).isNotEqualTo(name);
  }

  @Test
  void isDrawnAnewWhereTheFileWasNotWrittenToItsEnd() throws IOException {
    Files.writeString(directory.resolve("index.holder"), "1f");
    String name = HolderName.beside(directory.resolve("index"));
    assertThat(name).hasSize(36).isEqualTo(HolderName.beside(directory.resolve("index")));
  }
}
