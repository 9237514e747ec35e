package io.millrace.bench.chunk;

import com.github.luben.zstd.Zstd;
import io.millrace.chunk.EncodedChunk;
import io.millrace.entry.EntryBatch;
import io.millrace.labels.Labels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Prints, for each log file below a directory and for generated lines, how many times smaller its
 * lines are in each format: raw bytes (a line feed counts for each line) divided by the chunk's,
 * its times, metadata and filters included. Plain zstd of the lines alone stands beside.
 */
public final class RatioTable {
  private static final List<String> FORMATS =
      List.of(
          "loki-snappy",
          "loki-gzip",
          "loki-zstd",
          "columnar-lz4",
          "columnar-zstd3",
          "columnar-zstd6",
          "columnar-zstd9",
          "columnar-zstd3-templates",
          "columnar-zstd6-templates",
          "columnar-zstd9-templates");
  private static final long GENERATED_BYTES = 8 << 20;

  private RatioTable() {}

  /** Arguments: the directory; without one only generated lines are measured. */
  public static void main(String[] arguments) throws IOException {
    Map<String, EntryBatch> logs = new LinkedHashMap<>();
    for (String kind : List.of("access", "json", "logfmt")) {
      logs.put("generated " + kind, SampleLogs.generate(kind, GENERATED_BYTES));
    }
    for (String directory : arguments) {
      try (Stream<Path> files = Files.walk(Path.of(directory))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".log")).sorted().toList()) {
          logs.put(file.getFileName().toString(), SampleLogs.ofFile(file));
        }
      }
    }
    System.out.println("| lines | MB | " + String.join(" | ", FORMATS) + " | plain zstd 3 |");
    System.out.println("|---|" + "---|".repeat(FORMATS.size() + 2));
    double[] logarithms = new double[FORMATS.size() + 1];
    for (Map.Entry<String, EntryBatch> log : logs.entrySet()) {
      double[] ratios = ratios(log.getValue());
      for (int i = 0; i < ratios.length; i++) {
        logarithms[i] += Math.log(ratios[i]);
      }
      System.out.println(row(log.getKey(), SampleLogs.rawBytes(log.getValue()) / 1e6, ratios));
    }
    double[] means = Arrays.stream(logarithms).map(sum -> Math.exp(sum / logs.size())).toArray();
    System.out.println(row("geometric mean", 0, means));
  }

  private static double[] ratios(EntryBatch batch) {
    double raw = SampleLogs.rawBytes(batch);
    double[] ratios = new double[FORMATS.size() + 1];
    for (int i = 0; i < FORMATS.size(); i++) {
      EncodedChunk chunk =
          Formats.named(FORMATS.get(i)).encode("bench", Labels.of("app", "bench"), batch);
      ratios[i] = raw / chunk.bytes().length;
    }
    ratios[FORMATS.size()] = raw / Zstd.compress(lines(batch), 3).length;
    return ratios;
  }

  private static byte[] lines(EntryBatch batch) {
    byte[] lines = new byte[Math.toIntExact(SampleLogs.rawBytes(batch))];
    int at = 0;
    for (int i = 0; i < batch.size(); i++) {
      int length = batch.lineEnd(i) - batch.lineStart(i);
      System.arraycopy(batch.lineBytes(), batch.lineStart(i), lines, at, length);
      at += length;
      lines[at++] = '\n';
    }
    return lines;
  }

  private static String row(String name, double megabytes, double[] ratios) {
    StringBuilder row = new StringBuilder("| ").append(name);
    row.append(megabytes == 0 ? " | " : String.format(" | %.1f", megabytes));
    for (double ratio : ratios) {
      row.append(String.format(" | %.2f", ratio));
    }
    return row.append(" |").toString();
  }
}
