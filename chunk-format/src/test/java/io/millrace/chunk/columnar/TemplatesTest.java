package io.millrace.chunk.columnar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.longs;

import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Crc32c;
import io.millrace.bytes.FormatException;
import io.millrace.chunk.BlockInfo;
import io.millrace.chunk.LineTemplate;
import io.millrace.chunk.TemplateValues;
import io.millrace.chunk.TemplatedBlock;
import io.millrace.chunk.columnar.section.BlockSections;
import io.millrace.chunk.columnar.section.ColumnarCompression;
import io.millrace.chunk.columnar.section.Section;
import io.millrace.chunk.columnar.section.SectionCodec;
import io.millrace.chunk.columnar.section.SectionId;
import io.millrace.chunk.columnar.template.TemplateEncoder;
import io.millrace.entry.EntryBatch;
import io.millrace.labels.Labels;
import io.millrace.testing.DumpedEntry;
import io.millrace.testing.FieldLines;
import io.millrace.testing.Fuzz;
import io.millrace.testing.RandomEntries;
import io.millrace.testing.TemplatedLines;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines stored as templates and columns of variables. */
class TemplatesTest {
  private static final Labels STREAM = Labels.of("app", "web");
  private static final ColumnarChunkFormat FORMAT =
      ColumnarChunkFormat.standalone().withTemplates(true);
  private static final ColumnarCompression[] COMPRESSIONS = {
    new ColumnarCompression.None(), new ColumnarCompression.Lz4(), new ColumnarCompression.Zstd(3)
  };

  /** Of the first entry of a block that has no checksum. */
  private static final long START = 1_793_491_200_000_000_000L;

  private static EntryBatch lines(Random random, int count) {
    return random.nextBoolean() ? TemplatedLines.of(random, count) : FieldLines.of(random, count);
  }

  private static byte[] terminated(EntryBatch batch) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < batch.size(); i++) {
      out.write(batch.lineBytes(), batch.lineStart(i), batch.lineEnd(i) - batch.lineStart(i));
      out.write('\n');
    }
    return out.toByteArray();
  }

  /** A block, without checksum, of nothing but templates. */
  private static byte[] block(byte[] column, int lines, ColumnarCompression compression) {
    try (SectionCodec codec = new SectionCodec(compression)) {
      long[] timestamps = LongStream.range(0, lines).map(i -> START + i).toArray();
      List<Section> sections = new ArrayList<>(TemplateEncoder.encode(column, timestamps, codec));
      ByteWriter times = new ByteWriter().u8(0).svarint(START).uvarint(1).uvarint(1);
      sections.addFirst(Section.of(SectionId.TIMES, times, codec));
      ByteWriter out = new ByteWriter();
      out.u8(BlockSections.MARK).uvarint(lines).uvarint(sections.size());
      for (Section section : sections) {
        out.u8(section.id()).u8(section.stored().codec());
        out.uvarint(section.length()).uvarint(section.storedLength());
      }
      sections.forEach(section -> out.bytes(section.stored().bytes()));
      return out.toByteArray();
    }
  }

  private static byte[] decode(byte[] block, int lines, int length) throws FormatException {
    int checksum = Crc32c.of(block, 0, block.length);
    byte[] sealed = new ByteWriter().bytes(block).intBe(checksum).toByteArray();
    BlockInfo info = new BlockInfo(0, 0, lines, length - lines, 0, 0, sealed.length);
    ColumnarFooter.Block description =
        new ColumnarFooter.Block(info, checksum, ColumnarFooter.Head.NONE, Map.of());
    return terminated(BlockDecoder.ofBlock(sealed, description).entries());
  }

  private static List<DumpedEntry> read(byte[] bytes) throws IOException {
    ColumnarChunkReader chunk = ColumnarChunkReader.open(bytes);
    List<DumpedEntry> entries = new ArrayList<>();
    for (int block = 0; block < chunk.blocks().size(); block++) {
      entries.addAll(DumpedEntry.of(chunk.labels(), chunk.read(block)));
    }
    return entries;
  }

  @Test
  void linesComeBack() {
    qt().withExamples(500)
        .forAll(longs().all())
        .checkAssert(
            seed -> {
              Random random = new Random(seed);
              EntryBatch batch = lines(random, 40 + random.nextInt(1500));
              byte[] column = terminated(batch);
              ColumnarCompression compression = COMPRESSIONS[random.nextInt(3)];
              try {
                byte[] block = block(column, batch.size(), compression);
                assertThat(decode(block, batch.size(), column.length)).isEqualTo(column);
                ColumnarChunkFormat format =
                    FORMAT
                        .withCompression(compression)
                        .withBlockBytes(500 + random.nextInt(50_000));
                byte[] chunk = format.encode("t", STREAM, batch).bytes();
                assertThat(read(chunk)).isEqualTo(DumpedEntry.of(STREAM, batch));
                assertThat(format.encode("t", STREAM, batch).bytes()).isEqualTo(chunk);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }

  @Test
  void moreTemplatesThanAllowedLeaveTheRestVerbatim() throws IOException {
    EntryBatch.Builder lines = new EntryBatch.Builder();
    for (int i = 0; i < 60_000; i++) {
      String kind = Integer.toString(i % 6000, 36).replaceAll("[0-9]", "_");
      lines.add(i, "kind " + kind + "! number " + i, Labels.empty());
    }
    EntryBatch batch = lines.build();
    byte[] bytes = FORMAT.encode("t", STREAM, batch).bytes();
    assertThat(read(bytes)).isEqualTo(DumpedEntry.of(STREAM, batch));
  }

  @Test
  void lineOfManyVariablesComesBack() throws IOException {
    EntryBatch.Builder lines = new EntryBatch.Builder();
    for (int i = 0; i < 50; i++) {
      StringBuilder few = new StringBuilder();
      for (int j = 0; j < 1000; j++) {
        few.append(i * j % 77).append(',');
      }
      lines.add(2L * i, few.toString(), Labels.empty());
      lines.add(2L * i + 1, few.toString().repeat(i % 5 == 0 ? 2 : 1), Labels.empty());
    }
    EntryBatch batch = lines.build();
    byte[] bytes = FORMAT.encode("t", STREAM, batch).bytes();
    assertThat(read(bytes)).isEqualTo(DumpedEntry.of(STREAM, batch));
  }

  @Test
  void moreColumnsThanAllowedLeaveTheBlockPlain() throws IOException {
    EntryBatch.Builder lines = new EntryBatch.Builder();
    for (int i = 0; i < 400; i++) {
      String kind = "x".repeat(1 + i / 8);
      lines.add(i, (kind + " " + i + " ").repeat(400), Labels.empty());
    }
    EntryBatch batch = lines.build();
    ColumnarChunkFormat format = ColumnarChunkFormat.standalone().withBlockBytes(64 << 20);
    byte[] bytes = format.withTemplates(true).encode("t", STREAM, batch).bytes();
    assertThat(read(bytes)).isEqualTo(DumpedEntry.of(STREAM, batch));
    assertThat(format.withTemplates(false).encode("t", STREAM, batch).bytes()).isEqualTo(bytes);
  }

  @Test
  void linesOfOneKindTakeFewerBytesThanWithoutTemplates() {
    EntryBatch.Builder lines = new EntryBatch.Builder();
    Random random = new Random(3);
    for (int i = 0; i < 5000; i++) {
      lines.add(i, "order " + i + " took " + random.nextInt(1000) + " ms", Labels.empty());
    }
    EntryBatch batch = lines.build();
    ColumnarChunkFormat format = ColumnarChunkFormat.forPacks().withTemplates(true);
    int with = format.encode("t", STREAM, batch).bytes().length;
    int without = format.withTemplates(false).encode("t", STREAM, batch).bytes().length;
    assertThat(2 * with).isLessThan(without);
  }

  @Test
  void linesWithoutLikenessAreStoredPlain() {
    EntryBatch batch = RandomEntries.of(new Random(1), 300);
    ColumnarChunkFormat format = ColumnarChunkFormat.forPacks();
    assertThat(format.withTemplates(true).encode("t", STREAM, batch).bytes())
        .isEqualTo(format.withTemplates(false).encode("t", STREAM, batch).bytes());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 7})
  void damagedTemplatesAreReadInBoundsOrRefused(long seed) throws IOException {
    EntryBatch batch =
        seed % 2 == 0
            ? TemplatedLines.of(new Random(seed), 120)
            : FieldLines.of(new Random(seed), 250);
    byte[] column = terminated(batch);
    byte[] block = block(column, batch.size(), new ColumnarCompression.None());
    assertThat(decode(block, batch.size(), column.length)).isEqualTo(column);
    Fuzz.run(
        Arrays.copyOf(block, block.length),
        (damaged, random) -> decode(damaged, batch.size(), column.length));
  }

  /** The lines as templates and values say them. */
  private static List<String> rebuilt(TemplatedBlock block, int count) throws IOException {
    TemplateValues verbatim = Objects.requireNonNull(block.verbatimLines());
    int[] rows = new int[block.templates()];
    int verbatimRow = 0;
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int template = block.templateOf(i);
      if (template == TemplatedBlock.VERBATIM) {
        int row = verbatimRow++;
        int start = verbatim.start(row);
        int length = verbatim.end(row) - start;
        lines.add(new String(verbatim.bytes(), start, length, StandardCharsets.UTF_8));
        continue;
      }
      int row = rows[template]++;
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      int variable = 0;
      for (byte b : block.template(template).text()) {
        if (b == LineTemplate.VARIABLE) {
          TemplateValues values = block.values(template, variable++);
          line.write(values.bytes(), values.start(row), values.end(row) - values.start(row));
        } else {
          line.write(b);
        }
      }
      lines.add(line.toString(StandardCharsets.UTF_8));
    }
    return lines;
  }

  @Test
  void valuesAreThoseOfTheLines() {
    qt().withExamples(60)
        .forAll(longs().all())
        .checkAssert(
            seed -> {
              Random random = new Random(seed);
              EntryBatch batch = lines(random, 40 + random.nextInt(300));
              try {
                byte[] chunk = FORMAT.encode("t", STREAM, batch).bytes();
                TemplatedBlock block = ColumnarChunkReader.open(chunk).readTemplated(0);
                if (block == null) {
                  return;
                }
                List<String> expected = new ArrayList<>();
                int[] sizes = new int[batch.size()];
                for (int i = 0; i < batch.size(); i++) {
                  expected.add(batch.line(i));
                  sizes[i] = batch.lineEnd(i) - batch.lineStart(i);
                }
                assertThat(rebuilt(block, batch.size())).isEqualTo(expected);
                assertThat(block.lineSizes()).isEqualTo(sizes);
                assertThat(block.bareEntries().timestamp(7)).isEqualTo(batch.timestamp(7));
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }

  @Test
  void neverDeniesALiteralThatALineContains() {
    qt().withExamples(100)
        .forAll(longs().all())
        .checkAssert(
            seed -> {
              Random random = new Random(seed);
              EntryBatch batch = lines(random, 40 + random.nextInt(200));
              try {
                byte[] chunk = FORMAT.encode("t", STREAM, batch).bytes();
                TemplatedBlock block = ColumnarChunkReader.open(chunk).readTemplated(0);
                for (int i = 0; block != null && i < 200; i++) {
                  int line = random.nextInt(batch.size());
                  int from = random.nextInt(batch.lineStart(line), batch.lineEnd(line) + 1);
                  int to = random.nextInt(from, batch.lineEnd(line) + 1);
                  byte[] literal = Arrays.copyOfRange(batch.lineBytes(), from, to);
                  assertThat(block.mayContain(literal, false).get(line)).isTrue();
                  String upper = new String(literal, StandardCharsets.ISO_8859_1);
                  byte[] other =
                      upper.toUpperCase(Locale.ROOT).getBytes(StandardCharsets.ISO_8859_1);
                  assertThat(block.mayContain(other, true).get(line)).isTrue();
                }
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }

  @Test
  void deniesLinesThatDoNotContainAWord() throws IOException {
    EntryBatch batch = FieldLines.of(new Random(9), 500);
    byte[] chunk = FORMAT.encode("t", STREAM, batch).bytes();
    TemplatedBlock block = ColumnarChunkReader.open(chunk).readTemplated(0);
    assertThat(block.mayContain(utf8("\"err\":\"timeout\""), false).isEmpty()).isTrue();
    assertThat(block.mayContain(utf8("ref=needle-1"), true).isEmpty()).isTrue();
    assertThat(block.mayContain(utf8("deadbeef"), false).isEmpty()).isTrue();
    assertThat(block.mayContain(utf8("12345"), false).cardinality()).isEqualTo(500);
    for (String word : List.of("error", "order", "GET", "served", "level")) {
      BitSet found = block.mayContain(utf8(word), false);
      for (int i = 0; i < batch.size(); i++) {
        assertThat(found.get(i)).as(batch.line(i)).isEqualTo(batch.line(i).contains(word));
      }
    }
  }

  @Test
  void givesSomeOfTheEntries() {
    qt().withExamples(100)
        .forAll(longs().all())
        .checkAssert(
            seed -> {
              Random random = new Random(seed);
              EntryBatch batch = lines(random, 40 + random.nextInt(200));
              double part = random.nextDouble();
              BitSet wanted = new BitSet();
              for (int i = 0; i < batch.size(); i++) {
                wanted.set(i, random.nextDouble() < part);
              }
              try {
                byte[] chunk = FORMAT.encode("t", STREAM, batch).bytes();
                TemplatedBlock block = ColumnarChunkReader.open(chunk).readTemplated(0);
                if (block != null) {
                  EntryBatch expected = batch.select(wanted.stream().toArray());
                  assertThat(described(block.entries(wanted))).isEqualTo(described(expected));
                }
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }

  private static List<String> described(EntryBatch batch) {
    List<String> entries = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      entries.add(batch.timestamp(i) + " " + batch.line(i) + " " + batch.metadata(i));
    }
    return entries;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void fieldsOfJsonAndLogfmtAreVariables() throws IOException {
    EntryBatch.Builder lines = new EntryBatch.Builder();
    for (int i = 0; i < 400; i++) {
      String level = i % 3 == 0 ? "error" : "info";
      lines.add(START + 2L * i, "{\"level\":\"" + level + "\",\"n\":" + i + "}", Labels.empty());
      lines.add(START + 2L * i + 1, "level=" + level + " took=" + i + "ms", Labels.empty());
    }
    byte[] chunk = FORMAT.encode("t", STREAM, lines.build()).bytes();
    TemplatedBlock block = ColumnarChunkReader.open(chunk).readTemplated(0);
    assertThat(block.templates()).isEqualTo(2);
    assertThat(block.template(0).form()).isEqualTo(LineTemplate.Form.JSON);
    assertThat(new String(block.template(0).text(), StandardCharsets.UTF_8))
        .isEqualTo("{\"level\":\"\u0011\",\"n\":\u0011}");
    assertThat(block.template(1).form()).isEqualTo(LineTemplate.Form.LOGFMT);
    assertThat(block.template(1).variables()).isEqualTo(2);
    assertThat(block.values(0, 0).distinct()).isEqualTo(2);
  }

  @Test
  void timesOfLinesTakeNothingWhereTheyAreThoseOfTheEntries() throws IOException {
    EntryBatch.Builder with = new EntryBatch.Builder();
    EntryBatch.Builder without = new EntryBatch.Builder();
    Random random = new Random(5);
    long time = START;
    for (int i = 0; i < 3000; i++) {
      time += random.nextInt(1_000_000_000);
      Instant instant = Instant.ofEpochSecond(0, time);
      String millis = instant.truncatedTo(ChronoUnit.MILLIS).plusNanos(1).toString();
      String text = millis.substring(0, 23);
      with.add(time, "{\"time\":\"" + text + "Z\",\"n\":" + i % 7 + "}", Labels.empty());
      without.add(time, "{\"time\":\"\",\"n\":" + i % 7 + "}", Labels.empty());
    }
    int timed = FORMAT.encode("t", STREAM, with.build()).bytes().length;
    int untimed = FORMAT.encode("t", STREAM, without.build()).bytes().length;
    assertThat(timed - untimed).isLessThan(2_000);
  }
}
