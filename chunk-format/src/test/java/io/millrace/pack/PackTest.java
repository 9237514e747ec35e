package io.millrace.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.bytes.ByteCursor;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.FormatException;
import io.millrace.bytes.RangeReader;
import io.millrace.chunk.ChunkReader;
import io.millrace.chunk.EncodedChunk;
import io.millrace.chunk.loki.LokiChunkFormat;
import io.millrace.chunk.loki.LokiEncoding;
import io.millrace.entry.EntryBatch;
import io.millrace.filter.ChunkFilters;
import io.millrace.filter.FilterBuilder;
import io.millrace.filter.Sampling;
import io.millrace.labels.Labels;
import io.millrace.testing.DumpedEntry;
import io.millrace.testing.Fuzz;
import io.millrace.testing.RandomEntries;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PackTest {
  private static final LokiChunkFormat FORMAT = new LokiChunkFormat(LokiEncoding.ZSTD);

  private static EncodedChunk chunk(String tenant, Labels labels, EntryBatch batch) {
    EncodedChunk chunk = FORMAT.encode(tenant, labels, batch);
    ChunkFilters filters = FilterBuilder.build(List.of(batch), 1 << 20, 1 << 20, Sampling.DENSE);
    return new EncodedChunk(
        chunk.kind(),
        chunk.tenant(),
        chunk.labels(),
        chunk.bytes(),
        chunk.tailLength(),
        chunk.minTimestamp(),
        chunk.maxTimestamp(),
        chunk.entries(),
        chunk.lineBytes(),
        filters);
  }

  private static List<EncodedChunk> someChunks(int count) {
    List<EncodedChunk> chunks = new ArrayList<>();
    Random random = new Random(8);
    for (int i = 0; i < count; i++) {
      EntryBatch.Builder batch = new EntryBatch.Builder();
      for (int line = 0; line < 20; line++) {
        String text = String.format("chunk %d line %d id %016x", i, line, random.nextLong());
        batch.add(1000L * i + line, text, Labels.of("trace_id", "trace-" + i));
      }
      Labels labels = Labels.of("app", "app-" + i % 7, "pod", "pod-" + i);
      chunks.add(chunk(i % 3 == 0 ? "tenant-a" : "tenant-b", labels, batch.build()));
    }
    return chunks;
  }

  private static byte[] pack(List<EncodedChunk> chunks) {
    PackWriter writer = new PackWriter();
    chunks.forEach(writer::add);
    return writer.toByteArray();
  }

  @Test
  void chunksOfManyStreamsAndTenantsComeBack() throws IOException {
    List<EncodedChunk> chunks = someChunks(100);
    PackReader reader = PackReader.open(RangeReader.of(pack(chunks)));
    assertThat(reader.chunks()).hasSize(100);
    assertThat(reader.chunks())
        .extracting(c -> c.tenant() + c.labels())
        .isSorted()
        .containsExactlyInAnyOrderElementsOf(
            chunks.stream().map(c -> c.tenant() + c.labels()).toList());
    for (int i = 0; i < 100; i++) {
      PackedChunk packed = reader.chunks().get(i);
      EncodedChunk original =
          chunks.stream().filter(c -> c.labels().equals(packed.labels())).findFirst().orElseThrow();
      assertThat(reader.readChunk(i)).isEqualTo(original.bytes());
      assertThat(packed.minTimestamp()).isEqualTo(original.minTimestamp());
      assertThat(packed.maxTimestamp()).isEqualTo(original.maxTimestamp());
      assertThat(packed.entries()).isEqualTo(original.entries());
      assertThat(packed.lineBytes()).isEqualTo(original.lineBytes());
      ChunkReader open = reader.openChunk(i);
      assertThat(open.labels()).isEqualTo(packed.labels());
      assertThat(open.tenant()).isEqualTo(packed.tenant());
      assertThat(open.read(0).size()).isEqualTo(20);
    }
  }

  @Test
  void bytesDoNotDependOnTheOrderOfAdding() {
    List<EncodedChunk> chunks = someChunks(30);
    byte[] pack = pack(chunks);
    Collections.shuffle(chunks, new Random(1));
    assertThat(pack(chunks)).isEqualTo(pack);
  }

  @Test
  void emptyPackIsAPack() throws IOException {
    PackReader reader = PackReader.open(RangeReader.of(pack(List.of())));
    assertThat(reader.chunks()).isEmpty();
    assertThat(reader.mayContain(new byte[20], false).isEmpty()).isTrue();
  }

  @Test
  void oneReadOfTheEndOpensThePackAndFewBytesFindANeedle() throws IOException {
    byte[] pack = pack(someChunks(400));
    CountingRanges ranges = new CountingRanges(pack);
    PackReader reader = PackReader.open(ranges);
    assertThat(ranges.reads()).isEqualTo(1);

    byte[] needle = "chunk 123 line 7 id".getBytes(StandardCharsets.UTF_8);
    BitSet found = reader.mayContain(needle, false);
    assertThat(found.cardinality()).isBetween(1, 5);
    int index = indexOf(reader, "pod-123");
    assertThat(found.get(index)).isTrue();
    assertThat(reader.mayContain("CHUNK 123 LINE 7 ID".getBytes(StandardCharsets.UTF_8), true))
        .isEqualTo(found);
    assertThat(ranges.bytes() - PackReader.TAIL_BYTES).isLessThan(pack.length / 3);

    BitSet traces = reader.mayContainMetadata("trace_id", "trace-123");
    assertThat(traces.get(index)).isTrue();
    assertThat(traces.cardinality()).isLessThan(40);
  }

  private static int indexOf(PackReader reader, String pod) {
    for (int i = 0; i < reader.chunks().size(); i++) {
      if (pod.equals(reader.chunks().get(i).labels().get("pod"))) {
        return i;
      }
    }
    throw new AssertionError(pod);
  }

  @Test
  void largeDirectoryTakesASecondRead() throws IOException {
    List<EncodedChunk> chunks = new ArrayList<>();
    EntryBatch batch = new EntryBatch.Builder().add(1, "x", Labels.empty()).build();
    Random random = new Random(2);
    for (int i = 0; i < 5000; i++) {
      String unique = Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
      chunks.add(FORMAT.encode("t", Labels.of("pod", unique + unique), batch));
    }
    CountingRanges ranges = new CountingRanges(pack(chunks));
    assertThat(PackReader.open(ranges).chunks()).hasSize(5000);
    assertThat(ranges.reads()).isEqualTo(2);
  }

  @Test
  void damagedChunkCostsOnlyThatChunk() throws IOException {
    byte[] pack = pack(someChunks(10));
    PackReader intact = PackReader.open(RangeReader.of(pack));
    pack[(int) intact.chunks().get(4).offset() + 60] ^= 1;
    PackReader reader = PackReader.open(RangeReader.of(pack));
    assertThatThrownBy(() -> reader.openChunk(4))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("chunk 4: checksum expected");
    assertThat(reader.openChunk(5).read(0).size()).isEqualTo(20);
  }

  @Test
  void damageGivesTheSameAnswersOrATypedError() throws IOException {
    List<EncodedChunk> chunks = new ArrayList<>(someChunks(6));
    chunks.add(chunk("x", Labels.of("a", "b"), RandomEntries.of(new Random(9), 50)));
    byte[] pack = pack(chunks);
    PackReader intact = PackReader.open(RangeReader.of(pack));
    byte[] needle = "chunk 3 line 7 id".getBytes(StandardCharsets.UTF_8);
    BitSet expected = intact.mayContain(needle, false);
    Fuzz.run(
        pack,
        (damaged, random) -> {
          PackReader reader = PackReader.open(RangeReader.of(damaged));
          assertThat(reader.mayContain(needle, false)).isEqualTo(expected);
          int chunk = random.nextInt(intact.chunks().size());
          assertThat(DumpedEntry.of(Labels.empty(), reader.openChunk(chunk).read(0)))
              .isEqualTo(DumpedEntry.of(Labels.empty(), intact.openChunk(chunk).read(0)));
        });
  }

  @Test
  void damagedDirectoryWithRightChecksumIsReadInBoundsOrRefused() throws IOException {
    byte[] pack = pack(someChunks(8));
    PackReader intact = PackReader.open(RangeReader.of(pack));
    ByteWriter plain = new ByteWriter();
    new PackDirectory(intact.chunks(), List.of()).write(plain);
    Fuzz.run(
        plain.toByteArray(),
        (damaged, random) -> {
          for (PackedChunk chunk :
              PackDirectory.parse(new ByteCursor(damaged), pack.length).chunks()) {
            assertThat(chunk.offset() + chunk.length()).isLessThanOrEqualTo(pack.length);
          }
        });
  }

  @Test
  void refusesAChunkBehindThoseOfALaterStream() throws IOException {
    PackStream stream = new PackStream(new ByteArrayOutputStream(), PackHistory.NONE);
    EntryBatch entries = new EntryBatch.Builder().add(1, "line", Labels.empty()).build();
    stream.add(chunk("tenant", Labels.of("app", "b"), entries));
    assertThatThrownBy(() -> stream.add(chunk("tenant", Labels.of("app", "a"), entries)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("{app=\"a\"}");
  }

  @Test
  void saysWhichPacksItReplacesAndWhatWasErased() throws IOException {
    PackHistory history =
        new PackHistory(List.of("packs/1/a.pack", "packs/1/b.pack"), List.of("d"));
    byte[] empty = new PackWriter().history(history).toByteArray();
    PackReader reader = PackReader.open(RangeReader.of(empty));
    assertThat(reader.history()).isEqualTo(history);
    assertThat(reader.chunks()).isEmpty();
    byte[] plain = new PackWriter().toByteArray();
    assertThat(PackReader.open(RangeReader.of(plain)).history()).isEqualTo(PackHistory.NONE);
  }
}
