package io.millrace.entry;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.FormatException;
import io.millrace.chunk.BlockInfo;
import io.millrace.chunk.ChunkReader;
import io.millrace.chunk.columnar.ColumnarChunkFormat;
import io.millrace.chunk.columnar.ColumnarChunkReader;
import io.millrace.chunk.loki.LokiChunkFormat;
import io.millrace.chunk.loki.LokiChunkReader;
import io.millrace.chunk.loki.LokiEncoding;
import io.millrace.labels.Labels;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class MetadataVolumeTest {
  private static final Labels STREAM = Labels.of("app", "a");
  private static final Labels INFO = Labels.of("level", "info");

  private static EntryBatch entries() {
    EntryBatch.Builder batch = new EntryBatch.Builder();
    for (int i = 0; i < 100; i++) {
      batch.add(i, "a line", i % 2 == 0 ? INFO : Labels.of("level", "info", "id", "ü" + i));
    }
    return batch.build();
  }

  /** 150 pairs; level, info, id; 10 ids of 3 bytes and 40 of 4. */
  private static final long EXPECTED = 150 * 8 + 5 + 4 + 2 + 5 * 3 + 45 * 4;

  private static long total(ChunkReader chunk) {
    return chunk.blocks().stream().mapToLong(BlockInfo::metadataBytes).sum();
  }

  @Test
  void countsPairsByEntryAndTextsOnce() {
    MetadataVolume volume = new MetadataVolume();
    EntryBatch entries = entries();
    volume.add(entries, 0, 40);
    volume.add(entries, 40, entries.size());
    assertThat(volume.bytes()).isEqualTo(EXPECTED);
  }

  @Test
  void blocksOfAColumnarChunkTellTheirs() throws IOException {
    byte[] chunk =
        ColumnarChunkFormat.standalone().withBlockBytes(100).encode("t", STREAM, entries()).bytes();
    ColumnarChunkReader reader = ColumnarChunkReader.open(chunk);
    assertThat(reader.blocks()).hasSizeGreaterThan(2);
    for (int block = 0; block < reader.blocks().size(); block++) {
      EntryBatch read = reader.read(block);
      MetadataVolume volume = new MetadataVolume();
      volume.add(read, 0, read.size());
      assertThat(reader.blocks().get(block).metadataBytes()).isEqualTo(volume.bytes()).isPositive();
    }
  }

  @Test
  void chunksOfLokiCountThePairsAmongTheLines() throws FormatException {
    byte[] chunk =
        new LokiChunkFormat(LokiEncoding.NONE, 100).encode("t", STREAM, entries()).bytes();
    LokiChunkReader reader = LokiChunkReader.open(chunk);
    long lines = reader.blocks().stream().mapToLong(BlockInfo::lineBytes).sum();
    assertThat(lines + total(reader)).isEqualTo(100 * 6 + EXPECTED);
  }
}
