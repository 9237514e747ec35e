package io.millrace.logql.engine;

import io.millrace.entry.EntryBatch;
import io.millrace.labels.Labels;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Random lines that are hard to parse, and queries with parsers over them. */
final class OddLines {
  private static final String[] KEYS = {
    "level",
    "status",
    "n",
    "app",
    "trace",
    "a b",
    "a_b",
    "x-y",
    "é",
    "9x",
    "",
    "g",
    "__error__",
    "level_extracted",
    "app_extracted",
    "l\\u0065vel",
    "q\\\"k",
    "d\\ud800",
    "size",
    "took"
  };
  private static final String[] LABELS = {
    "level",
    "level",
    "level",
    "level",
    "status",
    "status",
    "n",
    "status",
    "n",
    "app",
    "app_extracted",
    "level_extracted",
    "trace",
    "trace_extracted",
    "a_b",
    "x_y",
    "g_level",
    "g_status",
    "_9x",
    "size",
    "took",
    "pod",
    "__error__",
    "new"
  };
  private static final String[] JSON_STRINGS = {
    "error",
    "error",
    "info",
    "",
    " ",
    "\\n",
    "a\\\"b",
    "\\u00e9",
    "\\ud83d\\ude00",
    "\\ud800",
    "日本",
    "straße",
    "null",
    "12",
    "1.5",
    "5kb",
    "100ms",
    "bad",
    "{",
    "]",
    "0",
    "\\u0000",
    "GET /x?a=b"
  };
  private static final String[] JSON_WORDS = {
    "0",
    "1",
    "-1",
    "12",
    "500",
    "1.50",
    "1E5",
    "-0.0",
    "1e-3",
    "true",
    "false",
    "null",
    "null",
    "12345678901234567890"
  };
  private static final String[] LOGFMT_VALUES = {
    "error", "error", "info", "\"\"", "\"a b\"", "12", "1.5", "5kb", "100ms", "日本", "null", "\\x",
    "\"{}\"", "0", "500", "\"x=y\"", "a/b", ""
  };

  private final Random random;
  private final boolean json;
  private final String[] shapes;

  OddLines(long seed) {
    this.random = new Random(seed);
    this.json = random.nextBoolean();
    // A few shapes, so that lines have templates in common.
    this.shapes =
        IntStream.range(0, 1 + random.nextInt(4)).mapToObj(_ -> shape()).toArray(String[]::new);
  }

  private String pick(String... of) {
    return of[random.nextInt(of.length)];
  }

  /** A line with S, W and V where strings, words and logfmt values are to stand. */
  private String shape() {
    if (!json) {
      String pairs =
          IntStream.rangeClosed(0, random.nextInt(6))
              .mapToObj(
                  _ ->
                      pick("level", "level", "status", "n", "app", "trace", "x-y", "é", "size")
                          + "=\1V")
              .collect(Collectors.joining(" "));
      return random.nextInt(8) == 0
          ? pairs + pick(" bare", " =x", "  y=z", " a=\"", " k\"=1")
          : pairs;
    }
    String object = object(0);
    return switch (random.nextInt(12)) {
      case 0 -> " " + object;
      case 1 -> object + pick(" ", "x", "}", ",");
      case 2 -> object.substring(0, object.length() - 1);
      case 3 -> "[" + object + "]";
      case 4 -> "{\"level\":\"error\"," + "\"n\":tru}";
      default -> object;
    };
  }

  private String object(int depth) {
    return IntStream.range(0, random.nextInt(6))
        .mapToObj(_ -> '"' + pick(KEYS) + pick("\":", "\":", "\" : ") + value(depth))
        .collect(Collectors.joining(pick(",", ", "), "{", "}"));
  }

  private String value(int depth) {
    return switch (random.nextInt(8)) {
      case 0, 1, 2, 3 -> "\"\1S\"";
      case 4, 5 -> "\1W";
      case 6 -> depth < 3 ? object(depth + 1) : "{}";
      default -> pick("[]", "[1,\"\1S\",\1W]", "[{\"level\":\"\1S\"}]", "null", "1.5");
    };
  }

  private byte[] line() {
    if (random.nextInt(15) == 0) {
      return pick("", "plain text 12", "{", "{}", "level=error", "{\"level\":\"error\"}", "null")
          .getBytes(StandardCharsets.UTF_8);
    }
    StringBuilder line = new StringBuilder();
    String shape = pick(shapes);
    int at = 0;
    while (at < shape.length()) {
      char c = shape.charAt(at++);
      if (c != '\1') {
        line.append(c);
        continue;
      }
      line.append(
          switch (shape.charAt(at++)) {
            case 'S' -> pick(JSON_STRINGS);
            case 'W' -> pick(JSON_WORDS);
            default -> pick(LOGFMT_VALUES);
          });
    }
    byte[] bytes = line.toString().getBytes(StandardCharsets.UTF_8);
    if (random.nextInt(30) == 0 && bytes.length > 0) {
      // Not UTF-8 any more, as a rule.
      bytes[random.nextInt(bytes.length)] = (byte) pick("\u00ff", "\u0080", "\u00c3").charAt(0);
    }
    return bytes;
  }

  MemoryStore store() {
    MemoryStore store = new MemoryStore();
    for (int stream = 0; stream < 2; stream++) {
      Labels labels =
          random.nextBoolean()
              ? Labels.of("app", "a", "pod", "p" + stream)
              : Labels.of("app", "a", "level", "base", "pod", "p" + stream);
      long time = 1_000_000_000L * random.nextInt(5) + stream;
      for (int block = 0; block < 1 + random.nextInt(3); block++) {
        EntryBatch.Builder batch = new EntryBatch.Builder();
        int entries = random.nextInt(100);
        for (int i = 0; i < entries; i++) {
          byte[] line = line();
          batch.add(time, line, 0, line.length, metadata());
          time += 2L * random.nextInt(1_000_000_000);
        }
        store.add(labels, batch.build());
        time += random.nextInt(4) == 0 ? -2_000_000_000L : 1_000_000_000L;
        time = Math.max(stream, time / 2 * 2 + stream);
      }
    }
    return store;
  }

  private Labels metadata() {
    return switch (random.nextInt(12)) {
      case 0 -> Labels.of("trace", "t" + random.nextInt(3));
      case 1 -> Labels.of("level", "error");
      case 2 -> Labels.of("app_extracted", "m", "status", "500");
      case 3 -> Labels.of("__error__", "Mine");
      case 4 -> Labels.of("level_extracted", "m");
      default -> Labels.empty();
    };
  }

  /** A query over the store. */
  String query() {
    StringBuilder stages = new StringBuilder("{app=\"a\"} ").append(parser());
    int count = random.nextInt(4);
    for (int i = 0; i < count; i++) {
      stages.append(' ').append(stage());
    }
    String window = " [" + (1 + random.nextInt(30)) + "s]";
    String by = "(" + pick(LABELS) + pick("", ", pod", ", " + pick(LABELS)) + ")";
    return switch (random.nextInt(8)) {
      case 0, 1, 2 -> stages.toString();
      case 3 -> "sum by " + by + " (count_over_time(" + stages + window + "))";
      case 4 -> "sum by " + by + " (bytes_over_time(" + stages + window + "))";
      case 5 -> "count_over_time(" + stages + " | __error__=\"\"" + window + ")";
      case 6 -> "sum(count_over_time(" + stages + window + "))";
      default ->
          pick("max", "sum", "quantile")
              .replace("quantile", "0.5")
              .transform(
                  kind ->
                      kind.equals("sum")
                          ? "sum by " + by + " (sum_over_time(" + unwrap(stages) + window + "))"
                          : kind.equals("max")
                              ? "max_over_time(" + unwrap(stages) + window + ") by " + by
                              : "quantile_over_time(0.5, " + unwrap(stages) + window + ")");
    };
  }

  private String unwrap(StringBuilder stages) {
    return stages
        + pick(" | unwrap ", " | unwrap bytes(", " | unwrap duration(")
            .transform(
                start ->
                    start + pick("n", "status", "size", "took") + (start.endsWith("(") ? ")" : ""))
        + pick(" | __error__=\"\"", " | __error__=\"\"", "");
  }

  private String parser() {
    if (!json) {
      return pick(
          "| logfmt",
          "| logfmt --strict",
          "| logfmt --keep-empty",
          "| logfmt --strict --keep-empty",
          "| logfmt level, new=\"status\"",
          "| logfmt --strict app, level=\"n\", level");
    }
    return pick(
        "| json",
        "| json",
        "| json",
        "| json level, status, new=\"g.level\"",
        "| json a_b=\"g\", level=\"[\\\"level\\\"]\", app",
        "| json level=\"status\", level=\"level\", n",
        "| json new=\"g.status[0]\", size=\"n\"");
  }

  private String stage() {
    String label = pick(LABELS);
    String value = pick("error", "info", "", "base", "500", "m", "日本", "Mine");
    return switch (random.nextInt(17)) {
      case 0, 1, 2 -> "| " + label + pick("=", "!=") + '"' + value + '"';
      case 3 -> "| " + label + pick("=~", "!~") + "\"e.*|5..\"";
      case 4 ->
          "| " + pick("n", "status", "level") + pick(">", "<=", "==", "!=") + pick("10", "499");
      case 5 -> "| size > 2KB";
      case 6 -> "| took < 1s or level=\"error\"";
      case 7 -> "| level=\"error\" and " + pick("status", "n") + " > 3";
      case 8 -> "| (level=\"error\" or level=\"info\")";
      case 9 -> "| level=ip(\"10.0.0.1\") or " + label + "=\"error\"";
      case 10 -> "| __error__=\"\"";
      case 11 -> pick("|=", "!=") + " \"error\"";
      case 12 -> "| line_format `{{.level}} {{.status}}" + pick("`", " {{__line__}}`");
      case 13 -> "| label_format new=" + pick("level", "`{{.level}}-{{.n}}`", "`{{__line__}}`");
      case 14 -> "| drop " + label + pick("", "=\"error\"");
      case 15 -> "| keep level, status, " + label;
      default -> pick("| logfmt", "| json", "| decolorize", "| pattern `<new> <_>`", "| unpack");
    };
  }
}
