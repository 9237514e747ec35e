package io.millrace.agent.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.lists;

import io.millrace.agent.entry.LostBytes;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {
  private static final int BODY_BYTES = 100;

  @TempDir private Path root;

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final LostBytes lost = new LostBytes(registry);
  private SpoolSpace space = new SpoolSpace(1 << 20);
  private @Nullable SpoolMetrics metrics;

  private Path directory() {
    return root.resolve("spool");
  }

  private SpoolSettings settings(boolean dropsOldest) {
    return new SpoolSettings(root, 1 << 20, 250, 3, dropsOldest);
  }

  private Spool open() throws IOException {
    return open(false);
  }

  private Spool open(boolean dropsOldest) throws IOException {
    SpoolMetrics known = metrics;
    if (known == null) {
      known = new SpoolMetrics(registry, space, lost);
      metrics = known;
    }
    return Spool.open(directory(), settings(dropsOldest), space, known);
  }

  private static byte[] body(int number) {
    byte[] body = new byte[BODY_BYTES];
    byte[] name = ("batch " + number).getBytes(StandardCharsets.UTF_8);
    System.arraycopy(name, 0, body, 0, name.length);
    return body;
  }

  private static List<byte[]> bodies(int from, int to) {
    return IntStream.range(from, to).mapToObj(SpoolTest::body).toList();
  }

  private static int number(byte[] body) {
    return Integer.parseInt(new String(body, StandardCharsets.UTF_8).trim().substring(6));
  }

  /** Takes everything out. */
  private static List<Integer> drain(Spool spool) {
    List<Integer> numbers = new ArrayList<>();
    for (Spool.Waiting next = spool.peek(); next != null; next = spool.peek()) {
      numbers.add(number(next.body()));
      spool.remove(next.place());
    }
    assertThat(spool.isEmpty()).isTrue();
    return numbers;
  }

  private static List<Integer> numbers(int from, int to) {
    return IntStream.range(from, to).boxed().toList();
  }

  private List<Path> segments() throws IOException {
    try (Stream<Path> files = Files.list(directory())) {
      return files.filter(file -> file.toString().endsWith(".spool")).sorted().toList();
    }
  }

  private double lost(String reason) {
    return registry.scrape().stream()
        .filter(metric -> metric.getMetadata().getName().equals("millrace_agent_lost_bytes"))
        .flatMap(metric -> ((CounterSnapshot) metric).getDataPoints().stream())
        .filter(point -> reason.equals(point.getLabels().get("reason")))
        .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
        .sum();
  }

  @Test
  void givesBackInOrderWhatItHoldsAcrossRestarts() throws Exception {
    try (Spool spool = open()) {
      assertThat(spool.append(bodies(0, 5))).hasSize(5);
    }
    try (Spool spool = open()) {
      assertThat(spool.append(bodies(5, 7))).hasSize(2);
      assertThat(drain(spool)).isEqualTo(numbers(0, 7));
    }
    assertThat(segments()).isEmpty();
    assertThat(space.used()).isZero();
  }

  @Test
  void doesTheSameAsAQueueThroughKillsAtAnyTime() {
    // 0 to 4: so many are added; 5 to 8: one is taken out; 9: it is killed and opened again.
    qt().withExamples(60)
        .forAll(lists().of(integers().between(0, 9)).ofSizeBetween(1, 60), integers().all())
        .checkAssert(
            (steps, _) -> {
              try {
                clear();
                Deque<Integer> expected = new ArrayDeque<>();
                Spool spool = open();
                int next = 0;
                for (int step : steps) {
                  if (step <= 4) {
                    spool.append(bodies(next, next + step));
                    for (int i = 0; i < step; i++) {
                      expected.add(next++);
                    }
                  } else if (step <= 8) {
                    Spool.Waiting first = spool.peek();
                    assertThat(first == null).isEqualTo(expected.isEmpty());
                    if (first != null) {
                      assertThat(number(first.body())).isEqualTo(expected.removeFirst());
                      spool.remove(first.place());
                    }
                  } else {
                    // Not closed, as a killed process would leave it; its room is given back.
                    space = new SpoolSpace(1 << 20);
                    spool = open();
                  }
                }
                assertThat(drain(spool)).isEqualTo(List.copyOf(expected));
                spool.close();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }

  private void clear() throws IOException {
    if (Files.isDirectory(directory())) {
      try (Stream<Path> files = Files.list(directory())) {
        for (Path each : files.toList()) {
          Files.delete(each);
        }
      }
    }
  }

  /** What is left when one segment has these bytes instead. */
  private List<Integer> leftWith(Path segment, byte[] bytes) throws IOException {
    Path copy = root.resolve("copy");
    Files.createDirectories(copy);
    try (Stream<Path> old = Files.list(copy)) {
      for (Path each : old.toList()) {
        Files.delete(each);
      }
    }
    for (Path each : segments()) {
      Files.write(
          copy.resolve(each.getFileName()),
          each.equals(segment) ? bytes : Files.readAllBytes(each));
    }
    SpoolMetrics known = metrics;
    assertThat(known).isNotNull();
    try (Spool spool = Spool.open(copy, settings(false), new SpoolSpace(1 << 20), known)) {
      return drain(spool);
    }
  }

  @Test
  void losesOneRecordToABitThatIsFlippedAnywhereAndCountsIt() throws Exception {
    try (Spool spool = open()) {
      spool.append(bodies(0, 4));
    }
    for (Path segment : segments()) {
      byte[] whole = Files.readAllBytes(segment);
      for (int at = RecordFormat.SEGMENT_HEAD.length; at < whole.length; at++) {
        byte[] damaged = whole.clone();
        damaged[at] ^= 0x10;
        double before = lost(LostBytes.SPOOL_DAMAGED);
        assertThat(leftWith(segment, damaged)).hasSize(3).isSubsetOf(numbers(0, 4)).isSorted();
        assertThat(lost(LostBytes.SPOOL_DAMAGED)).isGreaterThan(before);
      }
    }
  }

  @Test
  void keepsAllRecordsBeforeATornEndAndGoesOnBehindIt() throws Exception {
    try (Spool spool = open()) {
      spool.append(bodies(0, 4));
    }
    Path last = segments().getLast();
    byte[] whole = Files.readAllBytes(last);
    for (int length = 0; length < whole.length; length++) {
      assertThat(leftWith(last, Arrays.copyOf(whole, length))).isEqualTo(numbers(0, 3));
    }
    Files.write(last, Arrays.copyOf(whole, whole.length - 1));
    try (Spool spool = open()) {
      spool.append(bodies(4, 6));
      assertThat(drain(spool)).isEqualTo(List.of(0, 1, 2, 4, 5));
    }
  }

  @Test
  void sendsAgainWhatIsAcknowledgedWhenItsMarkerIsDamaged() throws Exception {
    try (Spool spool = open()) {
      spool.append(bodies(0, 2));
      Spool.Waiting first = spool.peek();
      assertThat(first).isNotNull();
      spool.remove(first.place());
    }
    Files.write(directory().resolve("acked"), new byte[] {1, 2, 3});
    try (Spool spool = open()) {
      assertThat(drain(spool)).isEqualTo(List.of(0, 1));
    }
  }

  @Test
  void doesNotTakeNewSegmentsForAcknowledgedOnes() throws Exception {
    try (Spool spool = open()) {
      spool.append(bodies(0, 9));
      drain(spool);
    }
    try (Spool spool = open()) {
      spool.append(bodies(9, 11));
    }
    try (Spool spool = open()) {
      assertThat(drain(spool)).isEqualTo(List.of(9, 10));
    }
  }

  @Test
  void takesNoMoreThanItsRoom() throws Exception {
    space = new SpoolSpace(700);
    try (Spool spool = open()) {
      int taken = spool.append(bodies(0, 20)).size();
      assertThat(taken).isBetween(3, 6);
      assertThat(spool.append(bodies(20, 21))).isEmpty();
      assertThat(space.used()).isLessThanOrEqualTo(700);
      assertThat(drain(spool)).isEqualTo(numbers(0, taken));
      assertThat(spool.append(bodies(20, 21))).hasSize(1);
    }
  }

  @Test
  void dropsItsOldestWhenToldSoAndCountsThem() throws Exception {
    space = new SpoolSpace(700);
    try (Spool spool = open(true)) {
      Spool.Waiting first;
      spool.append(bodies(0, 3));
      first = spool.peek();
      assertThat(first).isNotNull();
      assertThat(spool.append(bodies(3, 20))).hasSize(17);
      // It was dropped while it was being sent.
      spool.remove(first.place());
      List<Integer> left = drain(spool);
      assertThat(left).isEqualTo(numbers(20 - left.size(), 20)).hasSizeGreaterThan(1);
      assertThat(lost(LostBytes.SPOOL_DROPPED)).isEqualTo((double) BODY_BYTES * (20 - left.size()));
    }
  }

  @Test
  void addsNothingWhenItsDirectoryIsGoneAndGoesOnWhenItIsBack() throws Exception {
    try (Spool spool = open()) {
      Path away = root.resolve("away");
      Files.move(directory(), away);
      assertThatThrownBy(() -> spool.append(bodies(0, 1))).isInstanceOf(IOException.class);
      assertThat(spool.isEmpty()).isTrue();
      Files.move(away, directory());
      assertThat(spool.append(bodies(1, 2))).hasSize(1);
      assertThat(drain(spool)).isEqualTo(List.of(1));
    }
  }

  @Test
  void addsNothingToAFullDiskAndGoesOnWhenThereIsRoom() throws Exception {
    try (Spool spool = open()) {
      Files.createSymbolicLink(
          directory().resolve("00000000000000000001.spool"), Path.of("/dev/full"));
      assertThatThrownBy(() -> spool.append(bodies(0, 1))).isInstanceOf(IOException.class);
      assertThat(spool.isEmpty()).isTrue();
      assertThat(space.used()).isZero();
      assertThat(spool.append(bodies(1, 2))).hasSize(1);
      assertThat(drain(spool)).isEqualTo(List.of(1));
    }
  }
}
