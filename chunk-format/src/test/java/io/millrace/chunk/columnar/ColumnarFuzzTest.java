package io.millrace.chunk.columnar;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.ByteCursor;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Crc32c;
import io.millrace.bytes.FormatException;
import io.millrace.chunk.BlockInfo;
import io.millrace.chunk.TemplateValues;
import io.millrace.chunk.TemplatedBlock;
import io.millrace.chunk.columnar.section.ColumnarCompression;
import io.millrace.chunk.columnar.section.SectionCodec;
import io.millrace.entry.EntryBatch;
import io.millrace.labels.Labels;
import io.millrace.testing.FieldLines;
import io.millrace.testing.Fuzz;
import io.millrace.testing.RandomEntries;
import io.millrace.testing.TemplatedLines;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damage that the checksums do not see: it is there before they are computed. */
class ColumnarFuzzTest {
  private static final List<String> WORDS = List.of("error", "order", "took", "timeout", "zzz");

  private static byte[] chunk(long seed) {
    return ColumnarChunkFormat.standalone().encode("t", Labels.of("a", "b"), batch(seed)).bytes();
  }

  /** Lines of which templates can be made, or not. */
  private static EntryBatch batch(long seed) {
    Random random = new Random(seed);
    return switch ((int) (seed % 3)) {
      case 0 -> TemplatedLines.of(random, 120);
      case 1 -> FieldLines.of(random, 200);
      default -> RandomEntries.of(random, 120);
    };
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void blockWithRightChecksumIsReadInBoundsOrRefused(long seed) throws IOException {
    byte[] chunk = chunk(seed);
    BlockInfo info = ColumnarChunkReader.open(chunk).blocks().getFirst();
    int start = (int) info.offset();
    byte[] block =
        Arrays.copyOfRange(chunk, start, start + info.storedBytes() - BlockDecoder.CHECKSUM);
    Fuzz.run(
        block,
        (damaged, random) -> {
          touchBlock(damaged, info, random);
        });
  }

  /** Decodes a block whose checksums are right, as a whole and by its head. */
  private static void touchBlock(byte[] block, BlockInfo info, Random random)
      throws FormatException {
    int checksum = Crc32c.of(block, 0, block.length);
    byte[] sealed = new ByteWriter().bytes(block).intBe(checksum).toByteArray();
    ColumnarFooter.Head head = new ColumnarFooter.Head(block.length, checksum);
    ColumnarFooter.Block description = new ColumnarFooter.Block(info, checksum, head, Map.of());
    switch (random.nextInt(3)) {
      case 0 -> BlockDecoder.ofHead(sealed, description).outline();
      case 1 -> touch(BlockDecoder.ofBlock(sealed, description).entries());
      default -> {
        TemplatedBlock templated = BlockDecoder.ofBlock(sealed, description).templated();
        if (templated != null) {
          touch(templated, random);
        }
      }
    }
  }

  /** Searches a block for a word, and reads some of its lines and the values of one column. */
  private static void touch(TemplatedBlock block, Random random) throws FormatException {
    String word = WORDS.get(random.nextInt(WORDS.size()));
    BitSet wanted = block.mayContain(word.getBytes(StandardCharsets.UTF_8), random.nextBoolean());
    for (int i = random.nextInt(10); i > 0; i--) {
      wanted.flip(random.nextInt(block.size()));
    }
    touch(block.entries(wanted));
    int template = random.nextInt(block.templates() + 1) - 1;
    int variables = template < 0 ? 0 : block.template(template).variables();
    TemplateValues values =
        variables == 0
            ? Objects.requireNonNull(block.verbatimLines())
            : block.values(template, random.nextInt(variables));
    for (int row = 0; row < values.size(); row++) {
      Objects.checkFromToIndex(values.start(row), values.end(row), values.bytes().length);
    }
  }

  /** Sections that are stored as they are: damage gets past the decompressor. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void plainBlockWithRightChecksumIsReadInBoundsOrRefused(long seed) throws IOException {
    EntryBatch batch = batch(seed);
    ByteWriter plain = new ByteWriter();
    try (SectionCodec codec = new SectionCodec(new ColumnarCompression.None())) {
      BlockEncoder.encode(batch, 0, batch.size(), codec, new TemplateChoice(true), plain);
    }
    byte[] block = Arrays.copyOf(plain.array(), plain.size() - BlockDecoder.CHECKSUM);
    long lineBytes = 0;
    for (int i = 0; i < batch.size(); i++) {
      lineBytes += batch.lineEnd(i) - batch.lineStart(i);
    }
    BlockInfo info = new BlockInfo(0, 0, batch.size(), lineBytes, 0, 0, plain.size());
    Fuzz.run(
        block,
        (damaged, random) -> {
          touchBlock(damaged, info, random);
        });
  }

  @Test
  void intactBlockPassesTheSameWay() throws IOException {
    byte[] chunk = chunk(1);
    ColumnarChunkReader reader = ColumnarChunkReader.open(chunk);
    touch(reader.read(0));
    assertThat(reader.read(0).size()).isEqualTo(reader.blocks().getFirst().entries());
  }

  private static void touch(EntryBatch batch) {
    for (int i = 0; i < batch.size(); i++) {
      batch.line(i);
      batch.metadata(i);
      batch.metadataValue(i, "detected_level");
      batch.timestamp(i);
    }
    if (batch.linesAscend()) {
      batch.lineAt(batch.columnStart());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void tailWithRightChecksumIsReadInBoundsOrRefused(long seed) throws IOException {
    byte[] chunk = chunk(seed);
    int trailer = chunk.length - ColumnarFooter.TRAILER_BYTES;
    int footerLength = new ByteCursor(chunk, trailer, 4).intBe("length");
    byte[] footer = Arrays.copyOfRange(chunk, trailer - footerLength, trailer);
    byte[] data = Arrays.copyOf(chunk, trailer - footerLength);
    Fuzz.run(
        footer,
        (damaged, random) -> {
          ByteWriter out = new ByteWriter().bytes(data).bytes(damaged);
          out.intBe(damaged.length).intBe(out.size() - 4 + ColumnarFooter.TRAILER_BYTES);
          out.u8(ColumnarFooter.VERSION);
          int checksum = Crc32c.of(out.array(), data.length, out.size() - data.length);
          byte[] sealed = out.intBe(checksum).intBe(ColumnarFooter.MAGIC).toByteArray();
          ColumnarChunkReader reader = ColumnarChunkReader.open(sealed);
          for (int i = 0; i < Math.min(3, reader.blocks().size()); i++) {
            reader.counts(i, "detected_level");
            touch(reader.read(i));
          }
        });
  }
}
