package io.millrace.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.RangeReader;
import io.millrace.chunk.BlockInfo;
import io.millrace.chunk.ChunkReader;
import io.millrace.chunk.columnar.ColumnarChunkReader;
import io.millrace.chunk.loki.LokiChunkReader;
import io.millrace.pack.PackReader;
import io.millrace.testing.DumpedEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a release has written is read for ever. */
class GoldenFilesTest {
  private static List<DumpedEntry> entries(ChunkReader chunk) throws IOException {
    List<DumpedEntry> entries = new ArrayList<>();
    for (int block = 0; block < chunk.blocks().size(); block++) {
      entries.addAll(DumpedEntry.of(chunk.labels(), chunk.read(block)));
    }
    return entries;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "loki-4",
        "columnar-129-zstd",
        "columnar-129-lz4",
        "columnar-130-zstd",
        "columnar-130-lz4",
        "columnar-131-zstd",
        "columnar-131-lz4",
        "columnar-132-zstd",
        "columnar-132-lz4"
      })
  void readsChunksOfEveryVersion(String name) throws IOException {
    byte[] bytes = DumpedEntry.resource("/golden/" + name + ".chunk");
    ChunkReader chunk =
        ColumnarChunkReader.recognises(bytes)
            ? ColumnarChunkReader.open(bytes)
            : LokiChunkReader.open(bytes);
    assertThat(chunk.tenant()).isEqualTo("golden");
    assertThat(chunk.blocks()).hasSizeGreaterThan(1);
    assertThat(entries(chunk)).isEqualTo(DumpedEntry.load("/golden/chunks.tsv"));
  }

  @Test
  void doesNotKnowTheMetadataBytesOfVersion129() throws IOException {
    ColumnarChunkReader chunk =
        ColumnarChunkReader.open(DumpedEntry.resource("/golden/columnar-129-zstd.chunk"));
    assertThat(chunk.version()).isEqualTo(129);
    assertThat(chunk.blocks()).extracting(BlockInfo::metadataBytes).containsOnly(BlockInfo.UNKNOWN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "columnar-129-templates",
        "columnar-130-templates",
        "columnar-131-templates",
        "columnar-132-templates"
      })
  void readsLinesStoredAsTemplates(String name) throws IOException {
    byte[] bytes = DumpedEntry.resource("/golden/" + name + ".chunk");
    assertThat(entries(ColumnarChunkReader.open(bytes)))
        .isEqualTo(DumpedEntry.load("/golden/templates.tsv"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"columnar-132-fields"})
  void readsLinesStoredAsFields(String name) throws IOException {
    byte[] bytes = DumpedEntry.resource("/golden/" + name + ".chunk");
    assertThat(entries(ColumnarChunkReader.open(bytes)))
        .isEqualTo(DumpedEntry.load("/golden/fields.tsv"));
  }

  @Test
  void readsPacksOfEveryVersion() throws IOException {
    byte[] bytes = DumpedEntry.resource("/golden/pack-1.pack");
    PackReader pack = PackReader.open(RangeReader.of(bytes));
    List<DumpedEntry> entries = new ArrayList<>();
    for (int i = 0; i < pack.chunks().size(); i++) {
      entries.addAll(entries(pack.openChunk(i)));
    }
    assertThat(entries).isEqualTo(DumpedEntry.load("/golden/pack-1.tsv"));
  }
}
