package io.millrace.service.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LifecycleTest {
  private final List<String> events = new ArrayList<>();

  private Component noting(String name) {
    return Component.of(name, () -> events.add("start " + name), _ -> events.add("stop " + name));
  }

  @Test
  void startsInOrderAndStopsInReverse() throws Exception {
    Lifecycle lifecycle =
        new Lifecycle(List.of(noting("a"), noting("b"), noting("c")), Duration.ofSeconds(1));
    assertThat(lifecycle.notReadyReason()).contains("Some services are not Running:\nNew: 3");
    lifecycle.start();
    assertThat(lifecycle.notReadyReason()).isEmpty();
    lifecycle.stop();
    assertThat(lifecycle.notReadyReason()).contains("Application is stopping");
    assertThat(events)
        .containsExactly("start a", "start b", "start c", "stop c", "stop b", "stop a");
    assertThat(lifecycle.states().values()).containsOnly(State.TERMINATED);
  }

  @Test
  void stopsWhatRanWhenAComponentCannotStart() {
    Component broken =
        Component.of(
            "broken",
            () -> {
              throw new IOException("port taken");
            },
            _ -> events.add("stop broken"));
    Lifecycle lifecycle =
        new Lifecycle(List.of(noting("a"), broken, noting("c")), Duration.ofSeconds(1));
    assertThatThrownBy(lifecycle::start)
        .isInstanceOf(StartException.class)
        .hasMessage("cannot start broken: port taken");
    assertThat(events).containsExactly("start a", "stop a");
    assertThat(lifecycle.states())
        .containsEntry("a", State.TERMINATED)
        .containsEntry("broken", State.FAILED)
        .containsEntry("c", State.NEW);
  }

  @Test
  void stopsTheOthersWhenOneCannotStop() throws Exception {
    Component stuck =
        Component.of(
            "stuck",
            () -> {},
            _ -> {
              throw new IllegalStateException("stuck");
            });
    Lifecycle lifecycle = new Lifecycle(List.of(noting("a"), stuck), Duration.ofSeconds(1));
    lifecycle.start();
    lifecycle.stop();
    assertThat(events).containsExactly("start a", "stop a");
    assertThat(lifecycle.states()).containsEntry("stuck", State.FAILED);
  }

  @Test
  void returnsFromRunWhenAskedToStop() throws Exception {
    Lifecycle lifecycle = new Lifecycle(List.of(noting("a")), Duration.ofSeconds(1));
    Thread main =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    lifecycle.run();
                  } catch (StartException e) {
                    throw new AssertionError(e);
                  }
                });
    await().until(() -> lifecycle.notReadyReason().isEmpty());
    lifecycle.requestStop();
    main.join();
    assertThat(events).containsExactly("start a", "stop a");
  }

  /** A process of one component, for the test of signals. */
  static final class Main {
    private Main() {}

    @SuppressWarnings("SystemOut") // The parent process reads it.
    public static void main(String[] args) throws StartException {
      Component component =
          Component.of(
              "one", () -> System.out.println("started"), _ -> System.out.println("stopped"));
      new Lifecycle(List.of(component), Duration.ofSeconds(5)).run();
    }
  }

  @Test
  void stopsInOrderAndExitsWithZeroAfterSigterm() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader out = process.inputReader()) {
      assertThat(out.readLine()).isEqualTo("started");
      process.toHandle().destroy();
      assertThat(out.readLine()).isEqualTo("stopped");
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
    } finally {
      process.destroyForcibly();
    }
  }
}
