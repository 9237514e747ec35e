package io.millrace.chunk.loki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.longs;

import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Crc32c;
import io.millrace.bytes.FormatException;
import io.millrace.chunk.BlockInfo;
import io.millrace.entry.EntryBatch;
import io.millrace.labels.Labels;
import io.millrace.testing.Damage;
import io.millrace.testing.DumpedEntry;
import io.millrace.testing.RandomEntries;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LokiChunkTest {
  private static final Labels STREAM = Labels.of("app", "we\"b\n", "env", "prod");

  private static List<DumpedEntry> read(byte[] object) throws FormatException {
    LokiChunkReader chunk = LokiChunkReader.open(object);
    List<DumpedEntry> entries = new ArrayList<>();
    for (int block = 0; block < chunk.blocks().size(); block++) {
      entries.addAll(DumpedEntry.of(chunk.labels(), chunk.read(block)));
    }
    return entries;
  }

  @ParameterizedTest
  @EnumSource
  void entriesComeBackAndAnIndependentReaderSeesTheSame(LokiEncoding encoding) {
    qt().withExamples(60)
        .forAll(longs().all())
        .checkAssert(
            seed -> {
              Random random = new Random(seed);
              EntryBatch batch = RandomEntries.of(random, 500);
              LokiChunkFormat format = new LokiChunkFormat(encoding, 1 + random.nextInt(8000));
              byte[] object = format.encode("a tenant", STREAM, batch).bytes();
              List<DumpedEntry> expected = DumpedEntry.of(STREAM, batch);
              try {
                assertThat(read(object)).isEqualTo(expected);
                assertThat(IndependentV4Reader.read(object, STREAM)).isEqualTo(expected);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
              assertThat(format.encode("a tenant", STREAM, batch).bytes()).isEqualTo(object);
            });
  }

  @ParameterizedTest
  @EnumSource
  void longLineAndManyMetadataNamesComeBack(LokiEncoding encoding) throws FormatException {
    byte[] line = new byte[4 << 20];
    new Random(4).nextBytes(line);
    Labels.Builder metadata = new Labels.Builder();
    for (int i = 0; i < 60_000; i++) {
      metadata.set("name_" + i, "v");
    }
    EntryBatch batch =
        new EntryBatch.Builder().add(7, line, 0, line.length, metadata.build()).build();
    byte[] object = new LokiChunkFormat(encoding).encode("t", STREAM, batch).bytes();
    assertThat(read(object)).isEqualTo(DumpedEntry.of(STREAM, batch));
  }

  @Test
  void summarySaysWhatIsInTheChunk() throws FormatException {
    EntryBatch batch =
        new EntryBatch.Builder()
            .add(1_000_001, "one", Labels.of("k", "v"))
            .add(2_000_001, "three", Labels.empty())
            .build();
    var encoded = new LokiChunkFormat(LokiEncoding.ZSTD, 1).encode("t", STREAM, batch);
    assertThat(encoded.minTimestamp()).isEqualTo(1_000_001);
    assertThat(encoded.maxTimestamp()).isEqualTo(2_000_001);
    assertThat(encoded.entries()).isEqualTo(2);
    assertThat(encoded.lineBytes()).isEqualTo(8);
    LokiChunkReader chunk = LokiChunkReader.open(encoded.bytes());
    assertThat(chunk.metadata().fromMillis()).isEqualTo(1);
    assertThat(chunk.metadata().throughMillis()).isEqualTo(3);
    assertThat(chunk.blocks()).extracting(BlockInfo::entries).containsExactly(1, 1);
    assertThat(chunk.blocks()).extracting(BlockInfo::lineBytes).containsExactly(11L, 5L);
  }

  @Test
  void refusesEntriesThatGoBackInTime() {
    EntryBatch batch =
        new EntryBatch.Builder().add(2, "a", Labels.empty()).add(1, "b", Labels.empty()).build();
    LokiChunkFormat format = new LokiChunkFormat(LokiEncoding.NONE);
    assertThatThrownBy(() -> format.encode("t", STREAM, batch))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("entry 1 is older than the one before it");
    assertThatThrownBy(() -> format.encode("t", STREAM, EntryBatch.empty()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** A log chunk of an older version, put together from the layout. */
  private static byte[] oldLogChunk(int version, LokiEncoding encoding) {
    ByteWriter out = new ByteWriter();
    out.intBe(0x012EE56A).u8(version);
    if (version > 1) {
      out.u8(encoding.id());
    }
    ByteWriter table = new ByteWriter().uvarint(2);
    for (int block = 0; block < 2; block++) {
      ByteWriter plain = new ByteWriter();
      for (int i = 0; i < 3; i++) {
        plain.svarint(10L * block + i).utf8("line " + i);
      }
      byte[] stored = LokiCodec.compress(encoding, plain.array(), 0, plain.size());
      table.uvarint(3).svarint(10L * block).svarint(10L * block + 2).uvarint(out.size());
      if (version == 3) {
        table.uvarint(18);
      }
      table.uvarint(stored.length);
      out.bytes(stored).intBe(Crc32c.of(stored, 0, stored.length));
    }
    int tableAt = out.size();
    out.bytes(table).intBe(Crc32c.of(table.array(), 0, table.size()));
    return out.longBe(tableAt).toByteArray();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void readsOlderVersions(int version) throws FormatException {
    LokiEncoding encoding = version == 1 ? LokiEncoding.GZIP : LokiEncoding.SNAPPY;
    List<DumpedEntry> entries = read(oldLogChunk(version, encoding));
    assertThat(entries).hasSize(6);
    byte[] last = "line 2".getBytes(StandardCharsets.UTF_8);
    assertThat(entries.getLast())
        .isEqualTo(DumpedEntry.of(Labels.empty(), 12, last, 0, 6, Labels.empty()));
  }

  @Test
  void namesWhatItCanNotRead() {
    byte[] newer = oldLogChunk(3, LokiEncoding.NONE);
    newer[4] = 5;
    assertThatThrownBy(() -> LokiChunkReader.open(newer))
        .hasMessage("log chunk of version 5 at offset 4")
        .extracting(e -> ((FormatException) e).kind())
        .isEqualTo(FormatException.Kind.TOO_NEW);
    byte[] encoded = oldLogChunk(3, LokiEncoding.NONE);
    encoded[5] = 2;
    assertThatThrownBy(() -> LokiChunkReader.open(encoded))
        .hasMessage("unknown chunk encoding 2 at offset 5");
    assertThatThrownBy(() -> LokiChunkReader.open(new byte[100]))
        .extracting(e -> ((FormatException) e).kind())
        .isEqualTo(FormatException.Kind.NOT_RECOGNISED);
  }

  @Test
  void damagedBlockCostsOnlyThatBlock() throws FormatException {
    EntryBatch batch = RandomEntries.of(new Random(5), 400);
    byte[] object = new LokiChunkFormat(LokiEncoding.ZSTD, 2000).encode("t", STREAM, batch).bytes();
    List<BlockInfo> blocks = LokiChunkReader.open(object).blocks();
    assertThat(blocks).hasSizeGreaterThan(3);
    object[(int) blocks.get(1).offset() + 9] ^= 4;
    LokiChunkReader damaged = LokiChunkReader.open(object);
    assertThatThrownBy(() -> damaged.read(1))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("block 1: checksum expected");
    for (int block = 0; block < blocks.size(); block++) {
      if (block != 1) {
        assertThat(damaged.read(block).size()).isEqualTo(blocks.get(block).entries());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void damageGivesTheSameEntriesOrATypedError(LokiEncoding encoding) {
    EntryBatch batch = RandomEntries.of(new Random(6), 200);
    byte[] object = new LokiChunkFormat(encoding, 1500).encode("t", STREAM, batch).bytes();
    List<List<DumpedEntry>> intact = blocksOf(object);
    Random random = new Random(encoding.id());
    for (int i = 0; i < 1500; i++) {
      byte[] damaged = Damage.apply(object, random);
      try {
        LokiChunkReader chunk = LokiChunkReader.open(damaged);
        for (int block = 0; block < chunk.blocks().size(); block++) {
          requireIntact(chunk, block, intact);
        }
      } catch (FormatException e) {
        assertThat(e.getMessage()).contains("at offset");
      }
    }
  }

  private static void requireIntact(
      LokiChunkReader chunk, int block, List<List<DumpedEntry>> intact) {
    try {
      EntryBatch read = chunk.read(block);
      // The header of a v4 chunk and its labels have no checksum, so the labels are left out.
      assertThat(DumpedEntry.of(STREAM, read)).isEqualTo(intact.get(block));
    } catch (FormatException e) {
      assertThat(e.getMessage()).contains("at offset");
    }
  }

  private static List<List<DumpedEntry>> blocksOf(byte[] object) {
    List<List<DumpedEntry>> blocks = new ArrayList<>();
    try {
      LokiChunkReader chunk = LokiChunkReader.open(object);
      for (int block = 0; block < chunk.blocks().size(); block++) {
        blocks.add(DumpedEntry.of(STREAM, chunk.read(block)));
      }
    } catch (FormatException e) {
      throw new UncheckedIOException(e);
    }
    return blocks;
  }

  @Test
  void readsMetadataJsonInAnyShape() throws FormatException {
    String json =
        """
        { "new": [1, {"a": null}, "x", true], "metric": {"__name__": "logs", "a\\u00e9": "b\\"\\n"},
          "through": 2.5, "from": -0.25, "fingerprint": 18446744073709551615, "encoding": 129 }
        """;
    LokiObjectMetadata metadata = MetadataJson.parse(json, 0);
    assertThat(metadata)
        .isEqualTo(
            new LokiObjectMetadata(
                -1, "", -250, 2500, Labels.of("__name__", "logs", "aé", "b\"\n")));
    assertThat(MetadataJson.parse(metadata.toJson(), 0)).isEqualTo(metadata);
    for (String bad : List.of("", "{", "{\"a\":1e9}", "{\"a\":[[[[[[[[[[1]]]]]]]]]]}", "{\"a\"}")) {
      assertThatThrownBy(() -> MetadataJson.parse(bad, 9))
          .isInstanceOf(FormatException.class)
          .hasMessageContaining("chunk metadata, character");
    }
  }

  @Test
  void encodingsAreFoundByTheirConfigurationName() {
    assertThat(Arrays.stream(LokiEncoding.values()).map(e -> LokiEncoding.named(e.configName())))
        .containsExactly(LokiEncoding.values());
    assertThatThrownBy(() -> LokiEncoding.named("brotli"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
