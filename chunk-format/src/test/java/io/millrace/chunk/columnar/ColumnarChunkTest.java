package io.millrace.chunk.columnar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.longs;

import io.millrace.bytes.FormatException;
import io.millrace.bytes.RangeReader;
import io.millrace.chunk.BlockInfo;
import io.millrace.chunk.EncodedChunk;
import io.millrace.chunk.ValueCount;
import io.millrace.chunk.columnar.section.ColumnarCompression;
import io.millrace.entry.EntryBatch;
import io.millrace.entry.EntryOutline;
import io.millrace.filter.ChunkFilters;
import io.millrace.labels.Labels;
import io.millrace.pack.PackReader;
import io.millrace.pack.PackWriter;
import io.millrace.testing.DumpedEntry;
import io.millrace.testing.Fuzz;
import io.millrace.testing.RandomEntries;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ColumnarChunkTest {
  private static final Labels STREAM = Labels.of("app", "we\"b\n", "env", "prod");
  private static final ColumnarChunkFormat SMALL_BLOCKS =
      ColumnarChunkFormat.standalone().withBlockBytes(2000);

  private static List<DumpedEntry> read(ColumnarChunkReader chunk) throws IOException {
    List<DumpedEntry> entries = new ArrayList<>();
    for (int block = 0; block < chunk.blocks().size(); block++) {
      entries.addAll(DumpedEntry.of(chunk.labels(), chunk.read(block)));
    }
    return entries;
  }

  private static ColumnarChunkFormat format(Random random) {
    ColumnarCompression compression =
        random.nextInt(3) == 0
            ? random.nextBoolean() ? new ColumnarCompression.Lz4() : new ColumnarCompression.None()
            : new ColumnarCompression.Zstd(1 + random.nextInt(9));
    return ColumnarChunkFormat.standalone()
        .withCompression(compression)
        .withTemplates(random.nextBoolean())
        .withBlockBytes(1 + random.nextInt(20_000))
        .withEmbeddedFilters(random.nextBoolean());
  }

  @Test
  void entriesComeBackAndTheSameEntriesGiveTheSameBytes() {
    qt().withExamples(500)
        .forAll(longs().all())
        .checkAssert(
            seed -> {
              Random random = new Random(seed);
              EntryBatch batch = RandomEntries.of(random, 800);
              ColumnarChunkFormat format = format(random);
              EncodedChunk encoded = format.encode("tenant", STREAM, batch);
              try {
                ColumnarChunkReader chunk = ColumnarChunkReader.open(encoded.bytes());
                assertThat(chunk.tenant()).isEqualTo("tenant");
                assertThat(read(chunk)).isEqualTo(DumpedEntry.of(STREAM, batch));
                assertBlocksDescribeThemselves(chunk);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
              assertThat(format.encode("tenant", STREAM, batch).bytes()).isEqualTo(encoded.bytes());
            });
  }

  private static void assertBlocksDescribeThemselves(ColumnarChunkReader chunk) throws IOException {
    for (int block = 0; block < chunk.blocks().size(); block++) {
      BlockInfo info = chunk.blocks().get(block);
      EntryBatch batch = chunk.read(block);
      long[] times = chunk.readTimestamps(block);
      assertThat(times).hasSize(info.entries()).hasSize(batch.size());
      EntryOutline outline = chunk.readOutline(block);
      assertThat(outline.timestamps()).isEqualTo(times);
      assertThat(outline.lineSizes()).isEqualTo(EntryOutline.of(batch).lineSizes());
      long lineBytes = 0;
      int errors = 0;
      for (int i = 0; i < times.length; i++) {
        assertThat(times[i]).isEqualTo(batch.timestamp(i));
        lineBytes += batch.lineEnd(i) - batch.lineStart(i);
        String level = batch.metadataValue(i, "detected_level");
        assertThat(level).isEqualTo(batch.metadata(i).get("detected_level"));
        errors += "error".equals(level) ? 1 : 0;
      }
      assertThat(info.minTimestamp()).isEqualTo(times[0]);
      assertThat(info.maxTimestamp()).isEqualTo(times[times.length - 1]);
      assertThat(info.lineBytes()).isEqualTo(lineBytes);
      List<ValueCount> counts = chunk.counts(block, "detected_level");
      int counted =
          counts == null
              ? 0
              : counts.stream()
                  .filter(count -> count.value().equals("error"))
                  .mapToInt(ValueCount::entries)
                  .sum();
      assertThat(counted).isEqualTo(errors);
    }
  }

  @Test
  void longLinesAndManyMetadataNamesComeBack() throws IOException {
    byte[] line = new byte[4 << 20];
    new Random(4).nextBytes(line);
    Labels.Builder metadata = new Labels.Builder();
    for (int i = 0; i < 60_000; i++) {
      metadata.set("name_" + i, "v" + i);
    }
    EntryBatch batch =
        new EntryBatch.Builder()
            .add(7, line, 0, line.length, metadata.build())
            .add(8, line, 0, line.length, Labels.empty())
            .build();
    byte[] bytes = ColumnarChunkFormat.standalone().encode("t", STREAM, batch).bytes();
    assertThat(read(ColumnarChunkReader.open(bytes))).isEqualTo(DumpedEntry.of(STREAM, batch));
  }

  @Test
  void timesAtTheEndsOfTheRangeComeBack() throws IOException {
    EntryBatch.Builder batch = new EntryBatch.Builder();
    for (long time :
        new long[] {Long.MIN_VALUE, -1, -1, 0, 1, Long.MAX_VALUE - 1, Long.MAX_VALUE}) {
      batch.add(time, "x", Labels.empty());
    }
    EntryBatch entries = batch.build();
    byte[] bytes = ColumnarChunkFormat.standalone().encode("t", STREAM, entries).bytes();
    ColumnarChunkReader chunk = ColumnarChunkReader.open(bytes);
    assertThat(read(chunk)).isEqualTo(DumpedEntry.of(STREAM, entries));
    assertThat(chunk.blocks().getFirst().maxTimestamp()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void timesOfOneUnitTakeFewBytes() {
    EntryBatch.Builder regular = new EntryBatch.Builder();
    EntryBatch.Builder millis = new EntryBatch.Builder();
    Random random = new Random(5);
    long start = 1_793_491_200_000_000_000L;
    long time = start;
    for (int i = 0; i < 10_000; i++) {
      regular.add(start + i * 1_000_000_000L, "same line", Labels.empty());
      millis.add(time, "same line", Labels.empty());
      time += 1_000_000L * random.nextInt(4);
    }
    ColumnarChunkFormat format = ColumnarChunkFormat.standalone();
    assertThat(format.encode("t", STREAM, regular.build()).bytes().length).isLessThan(300);
    assertThat(format.encode("t", STREAM, millis.build()).bytes().length).isLessThan(4_000);
  }

  @Test
  void idsAreKeptAsTheirBytes() {
    EntryBatch.Builder batch = new EntryBatch.Builder();
    Random random = new Random(6);
    for (int i = 0; i < 1000; i++) {
      String trace = String.format("%016x%016x", random.nextLong(), random.nextLong());
      batch.add(i, "same line", Labels.of("trace_id", trace));
    }
    byte[] bytes = ColumnarChunkFormat.forPacks().encode("t", STREAM, batch.build()).bytes();
    assertThat(bytes.length).isBetween(16_000, 16_500);
  }

  @Test
  void blocksOfAPackAreReadOneByOne() throws IOException {
    EntryBatch batch = RandomEntries.of(new Random(7), 3000);
    EncodedChunk chunk = SMALL_BLOCKS.withEmbeddedFilters(false).encode("t", STREAM, batch);
    byte[] pack = new PackWriter().add(chunk).toByteArray();
    List<Integer> reads = new ArrayList<>();
    RangeReader memory = RangeReader.of(pack);
    RangeReader ranges =
        new RangeReader() {
          @Override
          public long size() throws IOException {
            return memory.size();
          }

          @Override
          public byte[] read(long offset, int length) throws IOException {
            reads.add(length);
            return memory.read(offset, length);
          }
        };
    var open = PackReader.open(ranges).openChunk(0);
    assertThat(reads).hasSize(1);
    assertThat(open.blocks()).hasSizeGreaterThan(3);
    assertThat(open.labels()).isEqualTo(STREAM);
    assertThat(open.read(2).size()).isEqualTo(open.blocks().get(2).entries());
    assertThat(reads).hasSize(2).last().isEqualTo(open.blocks().get(2).storedBytes());
  }

  @Test
  void filtersInTheChunkRuleOutWhatIsNotThere() throws IOException {
    EntryBatch.Builder batch = new EntryBatch.Builder();
    Random random = new Random(8);
    for (int i = 0; i < 5000; i++) {
      String id = i % 20 == 1 ? String.format("order %04d of %08x", i, random.nextInt()) : "none";
      String line =
          "took " + random.nextInt(100_000) + " us for " + id + " in " + i % 89 + " steps";
      batch.add(i, line, i % 20 == 0 ? Labels.of("order_id", "o-" + i) : Labels.empty());
    }
    EncodedChunk chunk = ColumnarChunkFormat.standalone().encode("t", STREAM, batch.build());
    ColumnarChunkReader reader = ColumnarChunkReader.open(chunk.bytes());
    assertThat(reader.mayContain(utf8("order 4321 of"), false)).isTrue();
    assertThat(reader.mayContain(utf8("ORDER 4321 OF"), true)).isTrue();
    assertThat(reader.mayContain(utf8("something else entirely"), false)).isFalse();
    assertThat(reader.mayContainMetadata("order_id", "o-100")).isTrue();
    assertThat(reader.mayContainMetadata("order_id", "o-99x")).isFalse();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void damagedBlockCostsOnlyThatBlock() throws IOException {
    EntryBatch batch = RandomEntries.of(new Random(5), 2000);
    byte[] bytes = SMALL_BLOCKS.encode("t", STREAM, batch).bytes();
    List<BlockInfo> blocks = ColumnarChunkReader.open(bytes).blocks();
    assertThat(blocks).hasSizeGreaterThan(3);
    bytes[(int) blocks.get(1).offset() + 40] ^= 4;
    ColumnarChunkReader damaged = ColumnarChunkReader.open(bytes);
    assertThatThrownBy(() -> damaged.read(1))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("block 1")
        .hasMessageContaining("checksum expected");
    for (int block = 0; block < blocks.size(); block++) {
      if (block != 1) {
        assertThat(damaged.read(block).size()).isEqualTo(blocks.get(block).entries());
      }
    }
  }

  @Test
  void damageGivesTheSameEntriesOrATypedError() throws IOException {
    EntryBatch batch = RandomEntries.of(new Random(6), 300);
    byte[] bytes = SMALL_BLOCKS.encode("t", STREAM, batch).bytes();
    ColumnarChunkReader intact = ColumnarChunkReader.open(bytes);
    Fuzz.run(
        bytes,
        (damaged, random) -> {
          ColumnarChunkReader chunk = ColumnarChunkReader.open(damaged);
          int block = random.nextInt(chunk.blocks().size());
          assertThat(DumpedEntry.of(chunk.labels(), chunk.read(block)))
              .isEqualTo(DumpedEntry.of(STREAM, intact.read(block)));
        });
  }

  @Test
  void namesWhatItCanNotRead() {
    EntryBatch batch = RandomEntries.of(new Random(6), 3);
    byte[] bytes = SMALL_BLOCKS.encode("t", STREAM, batch).bytes();
    assertThat(ColumnarChunkReader.recognises(bytes)).isTrue();
    byte[] newer = bytes.clone();
    newer[bytes.length - 9] = (byte) 133;
    assertThatThrownBy(() -> ColumnarChunkReader.open(newer))
        .hasMessageContaining("columnar chunk of version 133")
        .extracting(e -> ((FormatException) e).kind())
        .isEqualTo(FormatException.Kind.TOO_NEW);
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
    assertThatThrownBy(() -> ColumnarChunkReader.open(longer))
        .extracting(e -> ((FormatException) e).kind())
        .isEqualTo(FormatException.Kind.NOT_RECOGNISED);
  }

  @Test
  void aFormatWithoutFiltersExcludesNothing() throws IOException {
    EntryBatch.Builder lines = new EntryBatch.Builder();
    for (int i = 0; i < 5_000; i++) {
      lines.add(i, "order " + i + " was sent to customer " + i % 77, Labels.empty());
    }
    EntryBatch batch = lines.build();
    EncodedChunk chunk =
        ColumnarChunkFormat.standalone().withoutFilters().encode("t", STREAM, batch);
    assertThat(chunk.filters()).isEqualTo(ChunkFilters.NONE);
    byte[] absent = "nowhere to be found".getBytes(StandardCharsets.UTF_8);
    assertThat(ColumnarChunkReader.open(chunk.bytes()).mayContain(absent, false)).isTrue();
    EncodedChunk filtered = ColumnarChunkFormat.standalone().encode("t", STREAM, batch);
    assertThat(ColumnarChunkReader.open(filtered.bytes()).mayContain(absent, false)).isFalse();
  }

  @Test
  void refusesEntriesThatGoBackInTime() {
    EntryBatch batch =
        new EntryBatch.Builder().add(2, "a", Labels.empty()).add(1, "b", Labels.empty()).build();
    assertThatThrownBy(() -> SMALL_BLOCKS.encode("t", STREAM, batch))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("entry 1 is older than the one before it");
  }
}
