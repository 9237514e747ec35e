package io.millrace.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.bytes.FormatException;
import io.millrace.testing.DumpedEntry;
import io.millrace.testing.Fuzz;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InspectorTest {
  @ParameterizedTest
  @CsvSource({
    "loki-4.chunk, LOKI_CHUNK, loki v4 zstd",
    "columnar-129-zstd.chunk, COLUMNAR_CHUNK, columnar v129",
    "pack-1.pack, PACK, loki v4 snappy"
  })
  void saysWhatAFileIsAndThatItIsIntact(String name, FileKind kind, String format)
      throws IOException {
    Inspection inspection = Inspector.inspect(DumpedEntry.resource("/golden/" + name));
    assertThat(inspection.kind()).isEqualTo(kind);
    assertThat(inspection.isIntact()).isTrue();
    Inspection.Chunk chunk = inspection.chunks().getFirst();
    assertThat(chunk.format()).isEqualTo(format);
    assertThat(chunk.labels().get("app")).isEqualTo("golden");
    assertThat(chunk.blocks()).isNotEmpty();
  }

  @Test
  void namesTheDamagedBlockAndReadsTheOthers() throws IOException {
    byte[] file = DumpedEntry.resource("/golden/pack-1.pack");
    Inspection.Chunk columnar = Inspector.inspect(file).chunks().get(1);
    int block = (int) (columnar.offset() + columnar.blocks().get(1).info().offset());
    file[block + 50] ^= 1;
    Inspection damaged = Inspector.inspect(file);
    assertThat(damaged.isIntact()).isFalse();
    assertThat(damaged.damage()).isNull();
    assertThat(damaged.chunks().get(0).damage()).isNull();
    assertThat(damaged.chunks().get(1).damage()).contains("chunk 1: checksum expected");
    assertThat(damaged.chunks().get(1).blocks().get(0).damage()).isNull();
    assertThat(damaged.chunks().get(1).blocks().get(1).damage()).contains("block 1");
  }

  @Test
  void refusesWhatIsNeitherChunkNorPack() {
    assertThatThrownBy(() -> Inspector.inspect(new byte[100]))
        .isInstanceOf(FormatException.class)
        .hasMessage("neither a chunk nor a pack at offset 0");
  }

  @ParameterizedTest
  @CsvSource({"loki-4.chunk", "columnar-129-lz4.chunk", "pack-1.pack"})
  void damagedFilesAreInspectedOrRefused(String name) throws IOException {
    byte[] file = DumpedEntry.resource("/golden/" + name);
    Fuzz.run(
        file,
        (damaged, random) -> {
          if (random.nextInt(8) == 0) {
            Inspector.inspect(damaged);
          }
        });
  }
}
