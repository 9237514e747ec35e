package io.millrace.bench.chunk;

import io.millrace.bytes.Crc32c;
import io.millrace.chunk.ChunkReader;
import io.millrace.chunk.EncodedChunk;
import io.millrace.entry.EntryBatch;
import io.millrace.labels.Labels;
import io.millrace.search.LiteralSearch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One chunk of 8 MiB of lines, written, read and searched. The counter {@code rawMegabytes} is MB
 * of lines a second; {@code -prof gc} adds bytes allocated.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class ChunkBenchmark {
  private static final long RAW_BYTES = 8 << 20;

  /** MB of lines that went through. */
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  @State(Scope.Thread)
  public static class Counters {
    public double rawMegabytes;
  }

  /** The lines and the chunk of them. */
  @State(Scope.Benchmark)
  public static class Chunk {
    @Param({"columnar-zstd3", "columnar-zstd9", "columnar-lz4", "loki-zstd", "loki-snappy"})
    public String format = "";

    /** A kind of generated lines, or a file. */
    @Param({"access", "json", "logfmt"})
    public String lines = "";

    EntryBatch batch = EntryBatch.empty();
    EncodedChunk encoded =
        Formats.named("loki-none").encode("", Labels.empty(), SampleLogs.generate("access", 1));
    double rawMegabytes;

    @Setup
    public void encode() throws IOException {
      batch =
          lines.indexOf('/') >= 0
              ? SampleLogs.ofFile(Path.of(lines))
              : SampleLogs.generate(lines, RAW_BYTES);
      rawMegabytes = SampleLogs.rawBytes(batch) / 1e6;
      encoded = Formats.named(format).encode("bench", Labels.of("app", "bench"), batch);
    }
  }

  @Benchmark
  public Object encode(Chunk chunk, Counters counters) {
    counters.rawMegabytes += chunk.rawMegabytes;
    return Formats.named(chunk.format).encode("bench", Labels.of("app", "bench"), chunk.batch);
  }

  @Benchmark
  public long decode(Chunk chunk, Counters counters) throws IOException {
    counters.rawMegabytes += chunk.rawMegabytes;
    long bytes = 0;
    ChunkReader reader = Formats.open(chunk.encoded);
    for (int block = 0; block < reader.blocks().size(); block++) {
      EntryBatch batch = reader.read(block);
      for (int i = 0; i < batch.size(); i++) {
        bytes += batch.lineEnd(i) - batch.lineStart(i);
      }
    }
    return bytes;
  }

  /** Decodes every block and looks for a literal that is nowhere. */
  @Benchmark
  public int scan(Chunk chunk, Counters counters) throws IOException {
    counters.rawMegabytes += chunk.rawMegabytes;
    LiteralSearch search =
        LiteralSearch.exact("no such needle".getBytes(StandardCharsets.US_ASCII));
    int hits = 0;
    ChunkReader reader = Formats.open(chunk.encoded);
    for (int block = 0; block < reader.blocks().size(); block++) {
      hits += hits(reader.read(block), search);
    }
    return hits;
  }

  private static int hits(EntryBatch batch, LiteralSearch search) {
    if (batch.linesAscend()) {
      return search.isIn(batch.lineBytes(), batch.columnStart(), batch.columnEnd()) ? 1 : 0;
    }
    int hits = 0;
    for (int i = 0; i < batch.size(); i++) {
      hits += search.isIn(batch.lineBytes(), batch.lineStart(i), batch.lineEnd(i)) ? 1 : 0;
    }
    return hits;
  }

  /** Opens the chunk and counts its entries by level, without reading a block if it can. */
  @Benchmark
  public long count(Chunk chunk, Counters counters) throws IOException {
    counters.rawMegabytes += chunk.rawMegabytes;
    ChunkReader reader = Formats.open(chunk.encoded);
    long errors = 0;
    for (int block = 0; block < reader.blocks().size(); block++) {
      var counts = reader.counts(block, "detected_level");
      if (counts != null) {
        errors += counts.getFirst().entries();
      } else {
        EntryBatch batch = reader.read(block);
        for (int i = 0; i < batch.size(); i++) {
          errors += "error".equals(batch.metadataValue(i, "detected_level")) ? 1 : 0;
        }
      }
    }
    return errors;
  }

  /** Asks the filter of an open chunk for an id of 16 digits that is not there. */
  @Benchmark
  public boolean filterProbe(OpenChunk open) {
    return open.reader.mayContain(open.needle, false);
  }

  /** A chunk with a filter, opened once. */
  @State(Scope.Benchmark)
  public static class OpenChunk {
    final byte[] needle = "00f1e2d3c4b5a697".getBytes(StandardCharsets.US_ASCII);
    final ChunkReader reader;

    public OpenChunk() {
      EntryBatch batch = SampleLogs.generate("access", RAW_BYTES);
      try {
        reader = Formats.open(Formats.named("columnar-zstd3").encode("t", Labels.empty(), batch));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Benchmark
  public int crc(Chunk chunk) {
    byte[] bytes = chunk.encoded.bytes();
    return Crc32c.of(bytes, 0, bytes.length);
  }
}
