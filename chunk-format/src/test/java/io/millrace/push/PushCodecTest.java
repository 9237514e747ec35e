package io.millrace.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.longs;

import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.FormatException;
import io.millrace.labels.Labels;
import io.millrace.snappy.SnappyBlock;
import io.millrace.testing.DumpedEntry;
import io.millrace.testing.Fuzz;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PushCodecTest {
  private static List<DumpedEntry> decode(byte[] body) throws FormatException {
    PushCollector collector = new PushCollector();
    PushDecoder.decode(body, 0, body.length, collector);
    return collector.entries();
  }

  private static byte[] encode(List<DumpedEntry> entries) {
    PushEncoder encoder = new PushEncoder(64);
    String open = "";
    for (DumpedEntry entry : entries) {
      String stream = entry.stream().toString();
      if (!stream.equals(open)) {
        if (!open.isEmpty()) {
          encoder.endStream();
        }
        encoder.beginStream(stream);
        open = stream;
      }
      byte[] line = Base64.getDecoder().decode(entry.line());
      encoder.entry(entry.timestampNanos(), line, 0, line.length, entry.metadata());
    }
    if (!open.isEmpty()) {
      encoder.endStream();
    }
    byte[] body = encoder.toByteArray();
    assertThat(encoder.size()).isEqualTo(body.length);
    return body;
  }

  private static List<DumpedEntry> randomEntries(Random random) {
    List<DumpedEntry> entries = new ArrayList<>();
    int count = random.nextInt(40);
    for (int i = 0; i < count; i++) {
      Labels stream = Labels.of("app", "a" + i / 7, "quote", "\"\\\n");
      byte[] line = new byte[random.nextInt(4) == 0 ? 0 : random.nextInt(300)];
      random.nextBytes(line);
      Labels.Builder metadata = new Labels.Builder();
      for (int pairs = random.nextInt(4); pairs > 0; pairs--) {
        metadata.set("n" + pairs, "v".repeat(1 + random.nextInt(200)));
      }
      long timestamp = random.nextBoolean() ? random.nextLong() : random.nextInt();
      entries.add(DumpedEntry.of(stream, timestamp, line, 0, line.length, metadata.build()));
    }
    return entries;
  }

  @Test
  void entriesComeBack() {
    qt().forAll(longs().all())
        .checkAssert(
            seed -> {
              List<DumpedEntry> entries = randomEntries(new Random(seed));
              try {
                assertThat(decode(encode(entries))).isEqualTo(entries);
              } catch (FormatException e) {
                throw new UncheckedIOException(e);
              }
            });
  }

  @Test
  void readsWhatALokiClientHasSent() throws FormatException {
    byte[] body = DumpedEntry.resource("/push/pushed.snappy");
    byte[] request = SnappyBlock.decompress(body, 0, body.length, 1 << 20);
    assertThat(decode(request)).isEqualTo(DumpedEntry.load("/push/pushed.tsv"));
  }

  @Test
  void labelsMayStandBehindTheEntriesAndUnknownFieldsAnywhere() throws FormatException {
    ByteWriter entry = new ByteWriter();
    entry.u8(0x7D).intLe(1); // field 15, 32 bits
    entry.u8(0x12).utf8("a line");
    entry.u8(0x0A).uvarint(2).u8(0x10).u8(5); // timestamp of 5 ns, without seconds
    entry.u8(0x22).uvarint(2).u8(0x0A).u8(0); // field 4, the parsed labels
    ByteWriter stream = new ByteWriter();
    stream.u8(0x12).uvarint(entry.size()).bytes(entry);
    stream.u8(0x1B).u8(0x08).u8(1).u8(0x1C); // field 3 as a group
    stream.u8(0x0A).utf8("{ignored=\"\"}");
    stream.u8(0x0A).utf8("{app=\"x\"}");
    ByteWriter request = new ByteWriter();
    request.u8(0x12).utf8("format").u8(0x79).longLe(3);
    request.u8(0x0A).uvarint(stream.size()).bytes(stream);

    byte[] line = "a line".getBytes(StandardCharsets.UTF_8);
    assertThat(decode(request.toByteArray()))
        .containsExactly(
            DumpedEntry.of(Labels.of("app", "x"), 5, line, 0, line.length, Labels.empty()));
  }

  @Test
  void absentTimestampIsTheOldestAndFarOnesAreMovedToTheEdge() throws FormatException {
    assertThat(timestampOf(new ByteWriter())).isEqualTo(Long.MIN_VALUE);
    assertThat(timestampOf(new ByteWriter().u8(0x0A).u8(0))).isZero();
    assertThat(timestampOf(seconds(253_402_300_799L))).isEqualTo(Long.MAX_VALUE);
    assertThat(timestampOf(seconds(-62_135_596_800L))).isEqualTo(Long.MIN_VALUE);
    assertThatThrownBy(() -> timestampOf(seconds(253_402_300_800L)))
        .hasMessageContaining("253402300800 seconds are out of range");
  }

  private static ByteWriter seconds(long seconds) {
    int size = 1 + ByteWriter.uvarintSize(seconds);
    return new ByteWriter().u8(0x0A).uvarint(size).u8(0x08).uvarint(seconds);
  }

  private static long timestampOf(ByteWriter entry) throws FormatException {
    ByteWriter stream = new ByteWriter().u8(0x0A).utf8("{}");
    stream.u8(0x12).uvarint(entry.size()).bytes(entry);
    ByteWriter request = new ByteWriter().u8(0x0A).uvarint(stream.size()).bytes(stream);
    return decode(request.toByteArray()).getFirst().timestampNanos();
  }

  @Test
  void malformedRequestShowsNothing() {
    List<DumpedEntry> entries = DumpedEntry.load("/push/pushed.tsv");
    byte[] body = encode(entries);
    PushCollector collector = new PushCollector();
    byte[] cut = Arrays.copyOf(body, body.length - 1);
    assertThatThrownBy(() -> PushDecoder.decode(cut, 0, cut.length, collector))
        .isInstanceOf(FormatException.class);
    assertThat(collector.entries()).isEmpty();
  }

  @Test
  void refusesAnEntryWithMoreMetadataThanAnyoneMeans() {
    ByteWriter entry = new ByteWriter();
    for (int i = 0; i <= 1 << 18; i++) {
      entry.u8(0x1A).u8(0);
    }
    assertThatThrownBy(() -> timestampOf(entry))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("structured metadata of 262145 is above the cap");
  }

  @Test
  void deepGroupsAreRefusedWithoutDeepRecursion() {
    ByteWriter body = new ByteWriter();
    for (int i = 0; i < 100_000; i++) {
      body.u8(0x1B);
    }
    assertThatThrownBy(() -> decode(body.toByteArray()))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("nesting of groups");
  }

  @Test
  void damagedRequestIsReadOrRefusedButNeverReadOutOfBounds() throws IOException {
    byte[] body = encode(randomEntries(new Random(3)));
    Fuzz.run(
        body,
        (damaged, random) -> PushDecoder.decode(damaged, 0, damaged.length, new PushCollector()));
  }

  @Test
  void streamsWithoutEntriesAreSeen() throws FormatException {
    PushEncoder encoder = new PushEncoder();
    encoder.beginStream("{a=\"b\"}");
    encoder.endStream();
    byte[] body = encoder.toByteArray();
    PushCollector collector = new PushCollector();
    PushDecoder.decode(body, 0, body.length, collector);
    assertThat(collector.streams()).containsExactly("{a=\"b\"}");
  }
}
