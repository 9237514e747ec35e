package io.millrace.chunk.loki;

import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Crc32c;
import io.millrace.chunk.BlockInfo;
import io.millrace.entry.EntryBatch;
import io.millrace.labels.Labels;
import io.millrace.testing.Fuzz;
import io.millrace.testing.RandomEntries;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Damage that the checksums do not see: it is there before they are computed. */
class LokiFuzzTest {
  private static byte[] object(LokiEncoding encoding) {
    EntryBatch batch = RandomEntries.of(new Random(3), 100);
    return new LokiChunkFormat(encoding).encode("t", Labels.of("a", "b"), batch).bytes();
  }

  @ParameterizedTest
  @EnumSource
  void blockWithRightChecksumIsReadInBoundsOrRefused(LokiEncoding encoding) throws IOException {
    byte[] object = object(encoding);
    BlockInfo info = LokiChunkReader.open(object).blocks().getFirst();
    int start = (int) info.offset();
    int length = info.storedBytes() - 4;
    byte[] block = Arrays.copyOfRange(object, start, start + length);
    Fuzz.run(
        block,
        (damaged, random) -> {
          byte[] copy = object.clone();
          System.arraycopy(damaged, 0, copy, start, Math.min(damaged.length, length));
          byte[] checksum = new ByteWriter().intBe(Crc32c.of(copy, start, length)).toByteArray();
          System.arraycopy(checksum, 0, copy, start + length, 4);
          EntryBatch batch = LokiChunkReader.open(copy).read(0);
          for (int i = 0; i < batch.size(); i++) {
            batch.line(i);
            batch.metadata(i);
          }
        });
  }

  @Test
  void metadataJsonIsReadOrRefused() throws IOException {
    String json = LokiObjectMetadata.of("t", Labels.of("a", "b\n"), 1, 2_000_001).toJson();
    Fuzz.run(
        json.getBytes(StandardCharsets.UTF_8),
        (damaged, random) -> MetadataJson.parse(new String(damaged, StandardCharsets.UTF_8), 0));
  }
}
