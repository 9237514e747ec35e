package io.millrace.logql.engine;

import io.millrace.entry.EntryBatch;
import io.millrace.labels.Labels;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/** Random entries and random pipelines over them, the same for the same seed. */
final class RandomQueries {
  private static final String[] WORDS = {
    "error", "Error", "warn", "user", "timeout", "ok", "K", "straße", "日本", "failed"
  };

  private final Random random;
  private final boolean json;
  private final StringBuilder text = new StringBuilder();
  private final List<ReferenceEvaluator.Step> steps = new ArrayList<>();
  private final List<ReferenceEvaluator.Entry> entries = new ArrayList<>();

  RandomQueries(long seed) {
    this.random = new Random(seed);
    this.json = random.nextBoolean();
  }

  List<ReferenceEvaluator.Entry> entries() {
    return entries;
  }

  List<ReferenceEvaluator.Step> steps() {
    return steps;
  }

  /** The pipeline as LogQL. */
  String text() {
    return text.toString();
  }

  private String word() {
    return WORDS[random.nextInt(WORDS.length)];
  }

  private String line() {
    int number = random.nextInt(20);
    if (json) {
      return "{\"level\":\"%s\",\"n\":%d,\"app\":\"inner\",\"g\":{\"deep\":\"%s\"},\"m\":null}"
          .formatted(word(), number, word());
    }
    return "level=%s n=%d app=inner msg %s=%s".formatted(word(), number, "deep", word());
  }

  /** Fills a store with streams whose blocks may overlap and repeat entries. */
  MemoryStore store() {
    MemoryStore store = new MemoryStore();
    for (int s = 0; s < 3; s++) {
      Labels stream = Labels.of("app", "a", "pod", "p" + s);
      List<ReferenceEvaluator.Entry> known = new ArrayList<>();
      for (int b = 0; b < 1 + random.nextInt(4); b++) {
        List<ReferenceEvaluator.Entry> block = new ArrayList<>();
        for (int i = 0; i < random.nextInt(30); i++) {
          boolean again = !known.isEmpty() && random.nextInt(8) == 0;
          ReferenceEvaluator.Entry entry =
              again
                  ? known.get(random.nextInt(known.size()))
                  : new ReferenceEvaluator.Entry(stream, time(s), line(), metadata());
          if (!block.contains(entry)) {
            block.add(entry);
          }
        }
        known.addAll(block);
        block.sort(Comparator.comparingLong(ReferenceEvaluator.Entry::timestamp));
        EntryBatch.Builder batch = new EntryBatch.Builder();
        block.forEach(e -> batch.add(e.timestamp(), e.line(), e.metadata()));
        store.add(stream, batch.build());
      }
      entries.addAll(known);
    }
    return store;
  }

  /** Times do not meet across streams, as their order would be open then. */
  private long time(int stream) {
    return 1_000_000_000L * (3 * random.nextInt(100) + stream) + random.nextInt(3);
  }

  private Labels metadata() {
    return switch (random.nextInt(4)) {
      case 0 -> Labels.of("trace", "t" + random.nextInt(3));
      case 1 -> Labels.of("level", "meta");
      default -> Labels.empty();
    };
  }

  /** Makes a pipeline of a few stages. */
  void pipeline() {
    boolean parsed = false;
    boolean formatted = false;
    for (int i = 0; i < 1 + random.nextInt(5); i++) {
      switch (random.nextInt(8)) {
        case 0 -> {
          boolean wanted = random.nextBoolean();
          String word = word();
          add(
              (wanted ? "|= " : "!= ") + '"' + word + '"',
              ReferenceEvaluator.contains(word, wanted));
        }
        case 1 -> {
          boolean wanted = random.nextInt(3) > 0;
          String expression = expression();
          add(
              (wanted ? "|~ `" : "!~ `") + expression + '`',
              ReferenceEvaluator.matches(expression, wanted));
        }
        case 2, 3 -> {
          if (!parsed && !formatted) {
            add(
                json ? "| json" : "| logfmt",
                json ? ReferenceEvaluator.json() : ReferenceEvaluator.logfmt());
            parsed = true;
          }
        }
        case 4 -> {
          boolean wanted = random.nextBoolean();
          String label = label();
          String word = word();
          add(
              "| " + label + (wanted ? "=" : "!=") + '"' + word + '"',
              ReferenceEvaluator.equal(label, word, wanted));
        }
        case 5 -> {
          int than = random.nextInt(20);
          add("| n > " + than, ReferenceEvaluator.greater("n", than));
        }
        case 6 -> {
          String label = label();
          // The condition, always true, keeps a line filter behind it from being read as a matcher.
          add("| drop " + label + " | none=\"\"", ReferenceEvaluator.drop(label));
        }
        default -> {
          String label = label();
          add("| line_format \"<{{." + label + "}}>\"", ReferenceEvaluator.format(label));
          formatted = true;
        }
      }
    }
  }

  private void add(String stage, ReferenceEvaluator.Step step) {
    text.append(' ').append(stage);
    steps.add(step);
  }

  private String label() {
    String[] labels = {
      "level", "level_extracted", "deep", "g_deep", "app_extracted", "pod", "trace"
    };
    return labels[random.nextInt(labels.length)];
  }

  private String expression() {
    return switch (random.nextInt(7)) {
      case 0 -> "(?i)" + word();
      case 1 -> word() + "|" + word();
      case 2 -> "(?i:k|ERROR).*" + word();
      case 3 -> "n.{1,3}1" + random.nextInt(9);
      case 4 -> "^." + "level";
      case 5 -> "(" + word() + "|x)(" + word() + ")?";
      default -> "[el]+r+o";
    };
  }
}
