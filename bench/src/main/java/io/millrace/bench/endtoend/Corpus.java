package io.millrace.bench.endtoend;

import io.millrace.labels.Labels;
import io.millrace.push.PushEncoder;
import io.millrace.snappy.SnappyBlock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A mixed corpus in 400 streams over 45 minutes, as push bodies of 1 MiB of lines over 12 streams
 * each. A quarter of the streams logs JSON, a quarter logfmt, and half the lines of real files if a
 * directory of them is given, else more of the generated ones. Used by one thread.
 */
final class Corpus {
  private static final int STREAMS = 400;
  private static final int STREAMS_IN_BODY = 12;
  private static final int BODY_BYTES = 1 << 20;
  private static final int MEAN_LINE_BYTES = 224;
  private static final long SPAN_NANOS = 45L * 60 * 1_000_000_000L;
  private static final int NEEDLES = 10;

  private final Random random = new Random(42);
  private final List<String> labels = new ArrayList<>();
  private final List<LineSource> sources = new ArrayList<>();
  private final List<String> needles = new ArrayList<>();
  private final long startNanos;
  private final double meanGapNanos;
  private final int bodies;
  private double nanos;
  private int bodiesMade;
  private long rawBytes;
  private long lines;

  /**
   * A corpus that ends about now.
   *
   * @param megabytes of lines
   * @param realLogs a directory with {@code *.log} files, or null
   */
  Corpus(int megabytes, @Nullable Path realLogs, Instant end) throws IOException {
    this.bodies = megabytes;
    this.startNanos = end.getEpochSecond() * 1_000_000_000L - SPAN_NANOS;
    this.nanos = 0;
    this.meanGapNanos = (double) SPAN_NANOS * MEAN_LINE_BYTES / ((double) megabytes * BODY_BYTES);
    List<Path> files = realLogs == null ? List.of() : files(realLogs);
    for (int i = 0; i < STREAMS; i++) {
      addStream(i, files);
    }
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(file -> file.toString().endsWith(".log")).sorted().toList();
    }
  }

  private void addStream(int i, List<Path> files) throws IOException {
    int k = i / 4 % 10;
    if (i % 4 == 0) {
      labels.add(
          "{app=\"api-%d\", cluster=\"c%d\", container=\"main\", namespace=\"shop-%d\", pod=\"api-%d-%d\"}"
              .formatted(k, i % 2, i % 5, k, i));
      sources.add(LineSources.json(random));
    } else if (i % 4 == 1 || files.isEmpty()) {
      labels.add(
          "{app=\"worker-%d\", cluster=\"c%d\", container=\"main\", namespace=\"jobs-%d\", pod=\"worker-%d-%d\"}"
              .formatted(k, i % 2, i % 5, k, i));
      sources.add(LineSources.logfmt(random));
    } else {
      Path file = files.get(i % files.size());
      String app = String.valueOf(file.getFileName()).replaceAll("\\.log$", "");
      labels.add(
          "{app=\"%s\", cluster=\"c%d\", container=\"main\", namespace=\"real-%d\", pod=\"%s-%d\"}"
              .formatted(app.toLowerCase(Locale.ROOT), i % 2, i % 5, app, i));
      sources.add(LineSources.file(file, random));
    }
  }

  boolean hasNext() {
    return bodiesMade < bodies;
  }

  /** The next body: protobuf in a snappy block. */
  byte[] next() {
    PushEncoder encoder = new PushEncoder(2 * BODY_BYTES);
    int share = BODY_BYTES / STREAMS_IN_BODY;
    for (int s = 0; s < STREAMS_IN_BODY; s++) {
      int stream = random.nextInt(STREAMS);
      encoder.beginStream(labels.get(stream));
      for (int bytes = 0; bytes < share; ) {
        bytes += addLine(encoder, sources.get(stream));
      }
      encoder.endStream();
    }
    bodiesMade++;
    byte[] message = encoder.toByteArray();
    return SnappyBlock.compress(message, 0, message.length);
  }

  private int addLine(PushEncoder encoder, LineSource source) {
    nanos += meanGapNanos * (0.5 + random.nextDouble());
    long time = startNanos + (long) nanos;
    String text = source.next(Instant.ofEpochSecond(time / 1_000_000_000L, time % 1_000_000_000L));
    boolean needle = needles.size() < NEEDLES && bodiesMade * NEEDLES >= needles.size() * bodies;
    if (needle) {
      String word = "needle-%012x".formatted(random.nextLong() & 0xFFFF_FFFF_FFFFL);
      needles.add(word);
      text += " ref=" + word;
    }
    byte[] line = text.getBytes(StandardCharsets.UTF_8);
    encoder.entry(time, line, 0, line.length, Labels.empty());
    rawBytes += line.length;
    lines++;
    return line.length + 1;
  }

  long startNanos() {
    return startNanos;
  }

  /** Behind the last line so far. */
  long endNanos() {
    return startNanos + (long) nanos + 1;
  }

  /** Words that stand in one line each. */
  List<String> needles() {
    return needles;
  }

  long rawBytes() {
    return rawBytes;
  }

  long lines() {
    return lines;
  }
}
