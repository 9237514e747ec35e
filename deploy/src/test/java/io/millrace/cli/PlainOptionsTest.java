package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainOptionsTest {
  private static Optional<PlainOptions> read(String... arguments) {
    return PlainOptions.read(List.of(arguments), Set.of("--file", "--target"), Set.of("--env"));
  }

  @Test
  void readsValuesWithAnEqualsSignOrBehindTheName() {
    assertThat(read("--file=a=b.yaml", "--env", "--target", "read"))
        .contains(
            new PlainOptions(Map.of("--file", "a=b.yaml", "--target", "read"), Set.of("--env")));
  }

  @Test
  void noArgumentIsNoOption() {
    assertThat(read()).contains(new PlainOptions(Map.of(), Set.of()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "-h",
        "file",
        "@arguments",
        "--",
        "--file",
        "--file=",
        "--file --env",
        "--file @a",
        "--file=a --file=b",
        "--env --env",
        "--env=true",
        "--unknown=1",
        "--fil=a"
      })
  void leavesTheRestToPicocli(String line) {
    assertThat(read(line.split(" "))).isEmpty();
  }

  @Test
  void onlyServersAndAgentsThatRunAreStartedWithoutPicocli() {
    assertThat(Main.plain(List.of())).isEmpty();
    assertThat(Main.plain(List.of("server"))).isPresent();
    assertThat(Main.plain(List.of("server", "--help"))).isEmpty();
    assertThat(Main.plain(List.of("agent", "--config.file=a.yaml"))).isPresent();
    assertThat(Main.plain(List.of("agent"))).isEmpty();
    assertThat(Main.plain(List.of("agent", "--config.file=a.yaml", "--dry-run"))).isEmpty();
    assertThat(Main.plain(List.of("query", "{a=\"b\"}"))).isEmpty();
  }
}
