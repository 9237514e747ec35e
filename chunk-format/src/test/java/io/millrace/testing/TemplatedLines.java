package io.millrace.testing;

import io.millrace.entry.EntryBatch;
import io.millrace.labels.Labels;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Entries by seed whose lines mostly are of few kinds, with variables of every sort in them. */
public final class TemplatedLines {
  private static final String[] NASTY = {
    "",
    "7",
    "007",
    "-1",
    "1 2 3",
    "\u0011",
    "a1\u0011 2",
    "ünï7",
    "\u00001",
    "\t9\t",
    "x1x\r",
    "0",
    "00",
    "99999999999999999999",
    "999999999999999999",
    "1000000000000000000",
    "deadbeef01"
  };

  private TemplatedLines() {}

  /** Entries in order of time, without metadata and without a line feed in a line. */
  public static EntryBatch of(Random random, int count) {
    EntryBatch.Builder batch = new EntryBatch.Builder();
    int kinds = 1 + random.nextInt(8);
    for (int i = 0; i < count; i++) {
      byte[] line = line(random, random.nextInt(kinds), i).getBytes(StandardCharsets.UTF_8);
      if (random.nextInt(200) == 0) {
        line = new byte[] {'1', (byte) 0xFF, (byte) 0xC3, '2', (byte) (random.nextInt(246) + 10)};
        line[4] = line[4] == '\n' ? 0 : line[4];
      }
      batch.add(1_793_491_200_000_000_000L + i, line, 0, line.length, Labels.empty());
    }
    return batch.build();
  }

  private static String line(Random random, int kind, int index) {
    if (random.nextInt(50) == 0) {
      return NASTY[random.nextInt(NASTY.length)];
    }
    return switch (kind) {
      case 0 -> "took " + random.nextInt(100_000) + " ms for order " + (7_000_000_000L + index);
      case 1 -> String.format("%02d:%02d:%06d done", index / 60 % 60, index % 60, 17 * index);
      case 2 -> String.format("trace 0%015x of pod web-%x", random.nextLong() >>> 4, index % 9);
      case 3 -> "status " + (200 + 100 * random.nextInt(4)) + " from 10.0.0." + random.nextInt(9);
      case 4 -> "big " + random.nextLong(1L << (1 + random.nextInt(62))) + "|" + -random.nextInt();
      case 5 -> "same " + 42 + " in all, key" + random.nextInt(1000) + "x";
      case 6 -> "words only";
      default -> NASTY[random.nextInt(NASTY.length)] + " then " + random.nextInt(5);
    };
  }
}
