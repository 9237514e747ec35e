package io.millrace.testing;

import io.millrace.entry.EntryBatch;
import io.millrace.labels.Labels;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Entries by seed that have all the forms a format may stumble over. */
public final class RandomEntries {
  private static final String[] WORDS = {
    "GET",
    "/api/v1/push",
    "status=200",
    "took",
    "error",
    "ünï",
    "connection",
    "reset",
    "\u0011",
    "\t"
  };

  private RandomEntries() {}

  /** One to {@code max} entries in order of time. */
  public static EntryBatch of(Random random, int max) {
    EntryBatch.Builder batch = new EntryBatch.Builder();
    int count = 1 + random.nextInt(max);
    int style = random.nextInt(4);
    int names = random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(20);
    boolean newlines = random.nextInt(4) == 0;
    long step = new long[] {0, 1, 1_000, 1_000_000, 1_000_000_000}[random.nextInt(5)];
    long timestamp = random.nextInt(8) == 0 ? -random.nextInt() : 1_793_491_200_000_000_000L;
    for (int i = 0; i < count; i++) {
      byte[] line = line(random, newlines);
      batch.add(timestamp, line, 0, line.length, metadata(random, names, i));
      timestamp +=
          switch (style) {
            case 0 -> step;
            case 1 -> step * random.nextInt(1000);
            case 2 -> random.nextInt(5) == 0 ? random.nextInt(1_000_000) : 0;
            default -> random.nextInt(100) == 0 ? random.nextLong() >>> 12 : step;
          };
    }
    return batch.build();
  }

  private static byte[] line(Random random, boolean newlines) {
    int kind = random.nextInt(20);
    if (kind == 0) {
      return new byte[0];
    }
    if (kind == 1) {
      byte[] bytes = new byte[random.nextInt(300)];
      for (int i = 0; i < bytes.length; i++) {
        byte value = (byte) random.nextInt();
        bytes[i] = value == '\n' && !newlines ? 0 : value;
      }
      return bytes;
    }
    StringBuilder text = new StringBuilder();
    for (int words = random.nextInt(12); words > 0; words--) {
      text.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
      if (random.nextInt(3) == 0) {
        text.append(random.nextInt(1 << (1 + random.nextInt(30))));
      }
    }
    if (newlines && random.nextInt(3) == 0) {
      text.append("\n\tat io.millrace.Test\n");
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static Labels metadata(Random random, int names, int index) {
    if (names == 0 || random.nextInt(3) == 0) {
      return Labels.empty();
    }
    Labels.Builder labels = new Labels.Builder();
    labels.set("detected_level", random.nextInt(9) == 0 ? "error" : "info");
    for (int i = 0; i < names; i++) {
      if (random.nextInt(3) == 0) {
        labels.set("key_" + i, value(random, i, index));
      }
    }
    return labels.build();
  }

  private static String value(Random random, int column, int index) {
    return switch (column % 6) {
      case 0 -> String.format("%016x%016x", random.nextLong(), random.nextLong());
      case 1 -> Integer.toString(random.nextInt(5000));
      case 2 -> "constant";
      case 3 -> "value-" + random.nextInt(400);
      case 4 -> "é\n\u0000 " + index;
      default -> String.format("%016x", random.nextLong());
    };
  }
}
