package io.millrace.ingester.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class WriteAheadLogTest {
  private static final WalOptions OPTIONS =
      new WalOptions(WalOptions.Sync.ALWAYS, Duration.ofMillis(20), 4096, 1000);

  private final MemoryLogDirectory directory = new MemoryLogDirectory();

  private static WriteAheadLog open(LogDirectory where, ReplayReport replayed) {
    return new WriteAheadLog(where, OPTIONS, replayed, replayed.lastLsn() + 1);
  }

  private static WriteAheadLog open(LogDirectory where) throws IOException {
    return open(where, WalReplay.run(where, (_, _) -> {}, _ -> {}));
  }

  private static long append(WriteAheadLog log, String text) throws Exception {
    byte[] payload = text.getBytes(StandardCharsets.UTF_8);
    return log.append(payload, payload.length);
  }

  private record Replayed(List<String> records, ReplayReport report) {}

  private static Replayed replay(LogDirectory where) throws IOException {
    List<String> records = new ArrayList<>();
    ReplayReport report =
        WalReplay.run(
            where,
            (lsn, payload) -> records.add(lsn + ":" + new String(payload, StandardCharsets.UTF_8)),
            _ -> {});
    return new Replayed(records, report);
  }

  @Test
  void givesBackRecordsInOrderOverSegmentsAndRestarts() throws Exception {
    List<String> expected = new ArrayList<>();
    for (int run = 0; run < 3; run++) {
      try (WriteAheadLog log = open(directory)) {
        for (int i = 0; i < 30; i++) {
          String text = "run " + run + " " + incompressible(20 * i, i);
          expected.add(append(log, text) + ":" + text);
        }
      }
    }
    assertThat(replay(directory).records()).isEqualTo(expected);
    assertThat(expected.getLast()).startsWith("90:");
    assertThat(directory.list().size()).isGreaterThan(3);
  }

  @Test
  void compressesLargeRecordsAndGivesThemBackWhole() throws Exception {
    String large = "the same words again and again ".repeat(10_000);
    try (WriteAheadLog log = open(directory)) {
      append(log, large);
      assertThat(log.stats().bytes()).isLessThan(large.length() / 10);
    }
    assertThat(replay(directory).records()).containsExactly("1:" + large);
  }

  @Test
  void keepsEveryAcknowledgedRecordThroughAPowerCut() throws Exception {
    try (WriteAheadLog log = open(directory);
        ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> acknowledged = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        String text = "record " + i;
        acknowledged.add(writers.submit(() -> append(log, text) + ":" + text));
      }
      List<String> texts = new ArrayList<>();
      for (Future<String> one : acknowledged) {
        texts.add(one.get());
      }
      assertThat(replay(directory.powerCut()).records()).containsExactlyInAnyOrderElementsOf(texts);
    }
  }

  @Test
  void sharesOneSyncAmongRecordsThatWaitTogether() throws Exception {
    try (WriteAheadLog log = open(directory);
        ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Long>> all = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        all.add(writers.submit(() -> append(log, "x")));
      }
      for (Future<Long> one : all) {
        one.get();
      }
      assertThat(log.stats().records()).isEqualTo(1000);
      assertThat(log.stats().syncs()).isLessThanOrEqualTo(1000);
    }
  }

  @Test
  void ignoresATornRecordAtTheEndAtEveryCut() throws Exception {
    try (WriteAheadLog log = open(directory)) {
      append(log, "first");
      append(log, "second, which is cut");
    }
    String name = directory.list().getFirst();
    byte[] whole = directory.bytes(name);
    for (int length = whole.length - 1; length > SegmentFormat.HEADER_BYTES; length--) {
      MemoryLogDirectory torn = new MemoryLogDirectory();
      torn.replace(name, Arrays.copyOf(whole, length));
      Replayed after = replay(torn);
      // The last bytes are padding: without them the record is still whole.
      List<String> written = List.of("1:first", "2:second, which is cut");
      assertThat(after.records()).isEqualTo(written.subList(0, after.records().size()));
      assertThat(after.report().losses()).isEmpty();
      try (WriteAheadLog log = open(torn, after.report())) {
        assertThat(append(log, "next")).isEqualTo(after.report().lastLsn() + 1);
      }
      assertThat(replay(torn).records()).endsWith(after.report().lastLsn() + 1 + ":next");
      assertThat(replay(torn).report().losses()).isEmpty();
    }
  }

  @Test
  void tellsDamageInTheMiddleAndGoesOnBehindIt() throws Exception {
    try (WriteAheadLog log = open(directory)) {
      for (int i = 1; i <= 5; i++) {
        append(log, "record number " + i);
      }
    }
    String name = directory.list().getFirst();
    byte[] bytes = directory.bytes(name);
    int second = SegmentFormat.HEADER_BYTES + SegmentFormat.recordBytes("record number 1".length());
    bytes[second + SegmentFormat.RECORD_HEADER_BYTES] ^= 4;
    directory.replace(name, bytes);

    Replayed after = replay(directory);
    assertThat(after.records())
        .containsExactly(
            "1:record number 1", "3:record number 3", "4:record number 4", "5:record number 5");
    assertThat(after.report().losses()).singleElement().asString().contains("records 2 to 2");
  }

  @Test
  void tellsAMissingSegment() throws Exception {
    try (WriteAheadLog log = open(directory)) {
      for (int i = 0; i < 3; i++) {
        append(log, incompressible(5000, i));
      }
    }
    directory.delete(directory.list().get(1));
    assertThat(replay(directory).report().losses())
        .singleElement()
        .asString()
        .contains("records 2 to 2 before it are missing");
  }

  private static String incompressible(int length, long seed) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append((char) (' ' + random.nextInt(94)));
    }
    return text.toString();
  }

  @Test
  void neverShowsARecordThatWasChanged() throws Exception {
    try (WriteAheadLog log = open(directory)) {
      for (int i = 1; i <= 4; i++) {
        append(log, "record " + i);
      }
    }
    String name = directory.list().getFirst();
    byte[] whole = directory.bytes(name);
    List<String> good = replay(directory).records();
    for (int bit = 8 * SegmentFormat.HEADER_BYTES; bit < 8 * whole.length; bit++) {
      byte[] flipped = whole.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      MemoryLogDirectory damaged = new MemoryLogDirectory();
      damaged.replace(name, flipped);
      assertThat(good).containsAll(replay(damaged).records());
    }
  }

  @Test
  void refusesWhenTheDiskIsNearlyFullAndTakesRecordsAgainWhenItIsNot() throws Exception {
    try (WriteAheadLog log = open(directory)) {
      directory.usableBytes(999);
      assertThatThrownBy(() -> append(log, "no room"))
          .isInstanceOf(WalUnavailableException.class)
          .hasMessageContaining("wal.min_free_bytes");
      directory.usableBytes(10_000);
      assertThat(append(log, "room")).isEqualTo(1);
    }
    assertThat(replay(directory).records()).containsExactly("1:room");
  }

  @Test
  void afterAFailedWriteOnlyAcknowledgedRecordsCountAndTheLogGoesOn() throws Exception {
    try (WriteAheadLog log = open(directory)) {
      append(log, "before");
      directory.full(true);
      assertThatThrownBy(() -> append(log, "half written"))
          .isInstanceOf(WalUnavailableException.class);
      directory.full(false);
      append(log, "after");
    }
    Replayed after = replay(directory);
    assertThat(after.records()).containsExactly("1:before", "2:after");
    assertThat(after.report().losses()).isEmpty();
  }

  @Test
  void afterAFailedSyncTheRecordIsNotAcknowledgedAndTheFileIsNotUsedAgain() throws Exception {
    try (WriteAheadLog log = open(directory)) {
      append(log, "before");
      directory.failNextForce();
      assertThatThrownBy(() -> append(log, "unsynced")).isInstanceOf(WalUnavailableException.class);
      append(log, "after");
      assertThat(directory.list()).hasSize(2);
    }
    assertThat(replay(directory.powerCut()).records()).containsExactly("1:before", "2:after");
  }

  @Test
  void aFullDiskAtTheFirstByteOfASegmentIsNoDamage() throws Exception {
    try (WriteAheadLog log = open(directory)) {
      directory.full(true);
      assertThatThrownBy(() -> append(log, "x")).isInstanceOf(WalUnavailableException.class);
      directory.full(false);
      append(log, "y");
    }
    Replayed after = replay(directory);
    assertThat(after.records()).containsExactly("1:y");
    assertThat(after.report().losses()).isEmpty();
  }

  @Test
  void deletesOnlySegmentsWithoutNeededRecords() throws Exception {
    try (WriteAheadLog log = open(directory)) {
      for (int i = 0; i < 5; i++) {
        append(log, incompressible(5000, i));
      }
      log.truncateBefore(3);
      assertThat(log.firstLsn()).isEqualTo(3);
    }
    assertThat(replay(directory).records()).hasSize(3).first().asString().startsWith("3:");
  }

  @Test
  void skippedSequenceNumbersAreNoLoss() throws Exception {
    try (WriteAheadLog log = open(directory)) {
      append(log, "one");
    }
    ReplayReport report = replay(directory).report();
    try (WriteAheadLog log = new WriteAheadLog(directory, OPTIONS, report, 100)) {
      assertThat(append(log, "hundred")).isEqualTo(100);
    }
    assertThat(replay(directory).records()).containsExactly("1:one", "100:hundred");
    assertThat(replay(directory).report().losses()).isEmpty();
  }

  @Test
  void refusesRecordsOnceItIsClosed() throws Exception {
    WriteAheadLog log = open(directory);
    log.close();
    assertThatThrownBy(() -> append(log, "late")).isInstanceOf(WalUnavailableException.class);
  }
}
