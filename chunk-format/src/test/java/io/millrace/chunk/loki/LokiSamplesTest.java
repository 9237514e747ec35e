package io.millrace.chunk.loki;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.Crc32c;
import io.millrace.bytes.FormatException;
import io.millrace.chunk.EncodedChunk;
import io.millrace.entry.EntryBatch;
import io.millrace.labels.Labels;
import io.millrace.testing.DumpedEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LokiSamplesTest {
  private static final Map<Labels, List<DumpedEntry>> PUSHED =
      DumpedEntry.load("/loki/entries.tsv.gz").stream()
          .collect(Collectors.groupingBy(DumpedEntry::stream, TreeMap::new, Collectors.toList()));

  private static List<DumpedEntry> entries(LokiChunkReader chunk) throws FormatException {
    List<DumpedEntry> entries = new ArrayList<>();
    for (int block = 0; block < chunk.blocks().size(); block++) {
      entries.addAll(DumpedEntry.of(chunk.labels(), chunk.read(block)));
    }
    return entries;
  }

  /** Loki detects a level for entries that were pushed without one. */
  private static List<DumpedEntry> withoutDetection(
      List<DumpedEntry> stored, List<DumpedEntry> pushed) {
    List<DumpedEntry> result = new ArrayList<>();
    for (int i = 0; i < stored.size(); i++) {
      DumpedEntry entry = stored.get(i);
      Labels metadata = entry.metadata();
      if (i < pushed.size() && !pushed.get(i).metadata().has("detected_level")) {
        metadata = metadata.toBuilder().remove("detected_level").build();
      }
      result.add(new DumpedEntry(entry.stream(), entry.timestampNanos(), entry.line(), metadata));
    }
    return result;
  }

  @ParameterizedTest
  @EnumSource
  void everyChunkHoldsWhatWasPushed(LokiEncoding encoding) throws FormatException {
    Map<String, byte[]> objects = LokiSamples.load(encoding);
    assertThat(objects).hasSize(61);
    int total = 0;
    for (byte[] object : objects.values()) {
      LokiChunkReader chunk = LokiChunkReader.open(object);
      assertThat(chunk.version()).isEqualTo(4);
      assertThat(chunk.encoding()).isEqualTo(encoding);
      assertThat(chunk.tenant()).isEqualTo("fake");
      List<DumpedEntry> pushed = PUSHED.get(chunk.labels());
      List<DumpedEntry> stored = entries(chunk);
      assertThat(withoutDetection(stored, pushed)).isEqualTo(pushed);
      total += stored.size();
    }
    assertThat(total).isEqualTo(3374);
  }

  @ParameterizedTest
  @EnumSource
  void objectKeyIsTheOneThatLokiMade(LokiEncoding encoding) throws FormatException {
    for (Map.Entry<String, byte[]> object : LokiSamples.load(encoding).entrySet()) {
      byte[] bytes = object.getValue();
      LokiObjectMetadata metadata = LokiChunkReader.open(bytes).metadata();
      assertThat(metadata.objectKey(Crc32c.of(bytes, 0, bytes.length))).isEqualTo(object.getKey());
      assertThat(LokiObjectMetadata.fingerprint(metadata.streamLabels()))
          .isEqualTo(metadata.fingerprint());
    }
  }

  @Test
  void writesTheVeryBytesThatLokiWrites() throws FormatException {
    LokiChunkFormat format = new LokiChunkFormat(LokiEncoding.NONE, 8192);
    int equal = 0;
    for (byte[] object : LokiSamples.load(LokiEncoding.NONE).values()) {
      LokiChunkReader chunk = LokiChunkReader.open(object);
      EntryBatch.Builder entries = new EntryBatch.Builder();
      for (int block = 0; block < chunk.blocks().size(); block++) {
        EntryBatch batch = chunk.read(block);
        for (int i = 0; i < batch.size(); i++) {
          int start = batch.lineStart(i);
          int length = batch.lineEnd(i) - start;
          entries.add(batch.timestamp(i), batch.lineBytes(), start, length, batch.metadata(i));
        }
      }
      EncodedChunk written = format.encode(chunk.tenant(), chunk.labels(), entries.build());
      if (java.util.Arrays.equals(written.bytes(), object)) {
        equal++;
      }
    }
    assertThat(equal).isEqualTo(61);
  }
}
