package io.millrace.ingester.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.longs;

import io.millrace.chunk.ChunkFormat;
import io.millrace.chunk.EncodedChunk;
import io.millrace.chunk.SealedBlock;
import io.millrace.chunk.columnar.ColumnarChunkFormat;
import io.millrace.entry.EntryBatch;
import io.millrace.labels.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class IngestStreamTest {
  private static final Labels STREAM = Labels.of("app", "a");
  private static final ChunkFormat FORMAT = ColumnarChunkFormat.forPacks();

  private final MemoryAccount memory = new MemoryAccount();
  private final IngestStream stream = new IngestStream(STREAM, memory, 0, 0);

  private static EntryBatch entry(long time) {
    return new EntryBatch.Builder().add(time, "line " + time, Labels.empty()).build();
  }

  private static void collect(HeldEntries entries, List<Long> times) {
    entries.sealed().forEach(block -> collect(block.read(), times));
    entries.open().forEach(batch -> collect(batch, times));
  }

  private static void collect(EntryBatch batch, List<Long> times) {
    for (int i = 0; i < batch.size(); i++) {
      assertThat(batch.line(i)).isEqualTo("line " + batch.timestamp(i));
      times.add(batch.timestamp(i));
    }
  }

  private static List<Long> times(IngestStream stream) {
    IngestStream.Snapshot snapshot = stream.snapshot();
    List<Long> times = new ArrayList<>();
    snapshot.frozen().forEach(head -> collect(head.entries(), times));
    collect(snapshot.recent(), times);
    return times;
  }

  /** Does something in the middle of every seal. */
  private record Interrupted(Consumer<EntryBatch> meanwhile) implements ChunkFormat {
    @Override
    public EncodedChunk encode(String tenant, Labels labels, EntryBatch entries) {
      return FORMAT.encode(tenant, labels, entries);
    }

    @Override
    public List<SealedBlock> seal(EntryBatch entries) {
      meanwhile.accept(entries);
      return FORMAT.seal(entries);
    }

    @Override
    public EncodedChunk assemble(String tenant, Labels labels, List<SealedBlock> blocks) {
      return FORMAT.assemble(tenant, labels, blocks);
    }
  }

  @Test
  void compressesOnceThereIsEnough() {
    stream.append(entry(1), 1, 0);
    stream.seal(FORMAT, 100);
    assertThat(stream.snapshot().recent().sealed()).isEmpty();
    for (int i = 2; i < 100; i++) {
      stream.append(entry(i), i, 0);
    }
    stream.seal(FORMAT, 100);
    HeldEntries held = stream.snapshot().recent();
    assertThat(held.sealed()).hasSize(1);
    assertThat(held.open()).isEmpty();
  }

  @Test
  void keepsTheNewestOpenWhenEntriesComeOutOfOrder() {
    for (int i = 0; i < 100; i++) {
      stream.append(entry(i ^ 1), i, 0);
    }
    stream.seal(FORMAT, 100);
    stream.append(entry(1000), 101, 0);
    HeldEntries held = stream.snapshot().recent();
    assertThat(held.sealed().getFirst().maxTimestamp()).isEqualTo(74);
    assertThat(held.open().getFirst().timestamp(0)).isEqualTo(75);
  }

  @Test
  void entriesComeAndAreReadWhileOthersAreCompressed() {
    stream.append(entry(1), 1, 0);
    stream.seal(
        new Interrupted(
            _ -> {
              stream.append(entry(2), 2, 0);
              assertThat(times(stream)).containsExactly(1L, 2L);
            }),
        1);
    assertThat(times(stream)).containsExactly(1L, 2L);
    assertThat(stream.snapshot().recent().sealed()).hasSize(1);
  }

  @Test
  void aFlushTakesWhatIsBeingCompressed() {
    stream.append(entry(1), 1, 0);
    stream.seal(
        new Interrupted(
            _ -> {
              stream.freeze("pack", 1);
              stream.append(entry(2), 2, 0);
            }),
        1);
    assertThat(times(stream)).containsExactly(1L, 2L);
    IngestStream.Snapshot snapshot = stream.snapshot();
    assertThat(snapshot.frozen().getFirst().entries().sealed()).isEmpty();
    assertThat(snapshot.recent().sealed()).isEmpty();
  }

  @Test
  void theSameEntryTwiceIsOne() {
    stream.append(entry(1), 1, 0);
    assertThat(stream.append(entry(1), 2, 0)).isZero();
    assertThat(times(stream)).containsExactly(1L);
  }

  @Test
  void everyEntryIsSeenOnceAndMemoryIsAccountedForWhateverHappens() {
    qt().withExamples(200)
        .forAll(longs().all())
        .checkAssert(
            seed -> {
              Random random = new Random(seed);
              MemoryAccount account = new MemoryAccount();
              IngestStream any = new IngestStream(STREAM, account, 0, 0);
              List<Long> expected = new ArrayList<>();
              List<FrozenHead> frozen = new ArrayList<>();
              for (int step = 0; step < 60; step++) {
                switch (random.nextInt(4)) {
                  case 0, 1 -> {
                    long time = 1000L * (step + random.nextInt(20)) + step;
                    any.append(entry(time), step, 0);
                    expected.add(time);
                  }
                  case 2 -> any.seal(FORMAT, random.nextInt(60));
                  default -> {
                    FrozenHead head = any.freeze("pack " + step, step);
                    if (head != null) {
                      frozen.add(any.markFlushed(head));
                    }
                  }
                }
                assertThat(times(any)).containsExactlyInAnyOrderElementsOf(expected);
              }
              any.freeze("last", 100);
              assertThat(account.headBytes()).isZero();
              any.snapshot().frozen().forEach(any::release);
              assertThat(account.totalBytes()).isZero();
              assertThat(times(any)).isEmpty();
              assertThat(frozen).allMatch(head -> head.firstLsn() == Long.MAX_VALUE);
            });
  }
}
