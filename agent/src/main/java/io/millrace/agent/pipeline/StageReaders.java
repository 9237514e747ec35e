package io.millrace.agent.pipeline;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.millrace.agent.entry.LabelNames;
import io.millrace.agent.entry.LogEntry;
import io.millrace.agent.entry.TokenBucket;
import io.millrace.service.config.ConfigMap;
import io.millrace.service.config.ConfigNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads the options of each stage. */
final class StageReaders {
  private static final Pattern NOTHING = Pattern.compile("");

  /**
   * What terminals take for commands (ECMA-48): control sequences, commands of the operating system
   * up to their end, and escapes of two and more characters.
   */
  private static final Pattern ANSI =
      Pattern.compile(
          "(?:\\x1b\\[|\\x{9b})[0-?]*[ -/]*[@-~]"
              + "|\\x1b\\][^\\x07\\x1b]*(?:\\x07|\\x1b\\\\)"
              + "|\\x1b[ -/]+[0-~]"
              + "|\\x1b[0-Z\\\\^-~]");

  /** Fewer values than this are not worth to be told apart by the ones used last. */
  private static final int MIN_DISTINCT_LABELS = 10_000;

  private final int maxLineBytes;

  StageReaders(int maxLineBytes) {
    this.maxLineBytes = maxLineBytes;
  }

  /** As {@link #sources}, for labels. */
  Map<String, String> labelSources(ConfigMap options) {
    checkLabelNames(options);
    return sources(options);
  }

  /** A map from labels to values; one without a value is left out. */
  Map<String, String> labelTexts(ConfigMap options) {
    checkLabelNames(options);
    Map<String, String> texts = new LinkedHashMap<>();
    for (String name : options.keys()) {
      if (options.has(name)) {
        texts.put(name, options.string(name, ""));
      }
    }
    return texts;
  }

  private static void checkLabelNames(ConfigMap options) {
    if (options.keys().isEmpty()) {
      options.problem("expected a map of labels");
    }
    for (String name : options.keys()) {
      if (!LabelNames.isValid(name)) {
        options.problem(name, "no name for a label: letters, digits and _, no digit first");
      }
    }
  }

  /** A map from names to the names they come from, which are the same when none is given. */
  Map<String, String> sources(ConfigMap options) {
    Map<String, String> sources = new LinkedHashMap<>();
    for (String name : options.keys()) {
      String source = options.string(name, "");
      sources.put(name, source.isEmpty() ? name : source);
    }
    return sources;
  }

  private static Pattern pattern(ConfigMap options, String key) {
    String text = options.requiredString(key);
    try {
      return Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      options.problem(key, "not a regular expression: " + e.getMessage());
      return NOTHING;
    }
  }

  private static @Nullable String source(ConfigMap options) {
    String source = options.optionalString("source");
    if (source != null && source.isEmpty()) {
      options.problem("source", "must not be empty; leave it out for the line");
    }
    return source;
  }

  StageFactory json(ConfigMap options) {
    Map<String, JsonPath> paths = new LinkedHashMap<>();
    ConfigMap expressions = options.section("expressions");
    sources(expressions)
        .forEach(
            (name, path) -> {
              try {
                paths.put(name, JsonPath.of(path));
              } catch (IllegalArgumentException e) {
                expressions.problem(name, String.valueOf(e.getMessage()));
              }
            });
    if (expressions.keys().isEmpty()) {
      options.problem("expressions", "missing, expected a map from names to paths");
    }
    String source = source(options);
    boolean dropsMalformed = options.bool("drop_malformed", false);
    return context -> new JsonStage(paths, source, dropsMalformed, context);
  }

  StageFactory regex(ConfigMap options) {
    Stage stage = new RegexStage(pattern(options, "expression"), source(options));
    return _ -> stage;
  }

  StageFactory logfmt(ConfigMap options) {
    Map<String, String> names = new LinkedHashMap<>();
    sources(options.section("mapping")).forEach((name, key) -> names.put(key, name));
    if (names.isEmpty()) {
      options.problem("mapping", "missing, expected a map from names to keys");
    }
    Stage stage = new LogfmtStage(Map.copyOf(names), source(options));
    return _ -> stage;
  }

  StageFactory timestamp(ConfigMap options) {
    List<TimestampStage.Format> formats = new ArrayList<>();
    formats.add(TimestampStage.Format.of(options.requiredString("format")));
    for (String each : options.stringList("fallback_formats", List.of())) {
      formats.add(TimestampStage.Format.of(each));
    }
    String action = options.choice("action_on_failure", "fudge", List.of("fudge", "skip"));
    TimestampStage.Options read =
        new TimestampStage.Options(
            options.requiredString("source"), formats, zone(options), action.equals("fudge"));
    return context -> new TimestampStage(read, context);
  }

  private static ZoneId zone(ConfigMap options) {
    String name = options.string("location", "");
    try {
      return switch (name) {
        case "" -> ZoneOffset.UTC;
        case "Local" -> ZoneId.systemDefault();
        default -> ZoneId.of(name);
      };
    } catch (DateTimeException e) {
      options.problem("location", "unknown zone \"" + name + "\"");
      return ZoneOffset.UTC;
    }
  }

  StageFactory output(ConfigMap options) {
    String source = options.requiredString("source");
    return StageFactory.edit(
        entry -> {
          String text = Values.text(entry.extracted().get(source));
          if (text != null) {
            entry.text(text);
          }
        });
  }

  StageFactory tenant(ConfigMap options) {
    String label = options.string("label", "");
    String source = options.string("source", "");
    String value = options.string("value", "");
    int given = (label.isEmpty() ? 0 : 1) + (source.isEmpty() ? 0 : 1) + (value.isEmpty() ? 0 : 1);
    if (given != 1) {
      options.problem("needs exactly one of label, source and value");
    }
    if (!value.isEmpty()) {
      return LabelStages.fixed(Map.of("__tenant_id__", value));
    }
    return LabelStages.tenant(label.isEmpty() ? source : label, !label.isEmpty());
  }

  StageFactory replace(ConfigMap options) {
    TemplateText replacement = text(options, "replace");
    Stage stage = new ReplaceStage(pattern(options, "expression"), source(options), replacement);
    return _ -> stage;
  }

  StageFactory template(ConfigMap options) {
    String source = options.requiredString("source");
    TemplateText text = text(options, "template");
    return StageFactory.edit(
        entry -> {
          String made = text.apply(entry, Values.text(entry.extracted().get(source)));
          if (made == null) {
            return;
          }
          if (made.isEmpty()) {
            entry.extracted().remove(source);
          } else {
            entry.extracted().put(source, made);
          }
        });
  }

  private static TemplateText text(ConfigMap options, String key) {
    try {
      return TemplateText.of(key, options.string(key, ""));
    } catch (IllegalArgumentException e) {
      options.problem(key, String.valueOf(e.getMessage()));
      return TemplateText.of(key, "");
    }
  }

  StageFactory eventLog(ConfigMap options) {
    String source = options.string("source", "message");
    boolean dropsInvalid = options.bool("drop_invalid_labels", false);
    boolean overwrites = options.bool("overwrite_existing", false);
    return context -> new EventLogStage(source, dropsInvalid, overwrites, context);
  }

  StageFactory drop(ConfigMap options) {
    Duration olderThan = options.optionalDuration("older_than");
    boolean hasLonger = options.has("longer_than");
    List<String> sources = options.stringList("source", List.of());
    String value = options.optionalString("value");
    Pattern expression = options.has("expression") ? pattern(options, "expression") : null;
    if (value != null && (sources.isEmpty() || expression != null)) {
      options.problem("value", "needs source and excludes expression");
    }
    boolean hasAny = olderThan != null || hasLonger || !sources.isEmpty() || expression != null;
    if (!hasAny) {
      options.problem("needs at least one of source, expression, older_than and longer_than");
    }
    DropStage.Conditions conditions =
        new DropStage.Conditions(
            sources,
            options.string("separator", ";"),
            expression,
            value,
            olderThan == null ? -1 : olderThan.toNanos(),
            hasLonger ? options.byteSize("longer_than", 0) : -1,
            options.string("drop_counter_reason", "drop_stage"));
    return context -> new DropStage(conditions, context);
  }

  StageFactory limit(ConfigMap options) {
    double rate = options.decimal("rate", 0);
    int burst = options.integer("burst", 0);
    if (rate <= 0 || burst <= 0) {
      options.problem("needs a rate and a burst above 0");
    }
    String label = options.string("by_label_name", "");
    int values = options.integer("max_distinct_labels", MIN_DISTINCT_LABELS);
    boolean drops = options.bool("drop", false);
    if (!label.isEmpty() && !drops) {
      options.problem("by_label_name", "needs drop: true");
    }
    double perSecond = Math.max(rate, 1e-9);
    int most = Math.max(burst, 1);
    if (!label.isEmpty()) {
      LimitStage.Buckets buckets =
          new LimitStage.Buckets(perSecond, most, Math.max(values, MIN_DISTINCT_LABELS));
      return context -> new LimitStage.ByLabel(label, buckets, context);
    }
    // The rate is the job's, not the file's.
    TokenBucket bucket = new TokenBucket(perSecond, most);
    return drops
        ? context -> new LimitStage.Dropping(bucket, context)
        : context -> new LimitStage.Slowing(bucket, context);
  }

  StageFactory sampling(ConfigMap options) {
    double rate = options.decimal("rate", 1, 0, 1);
    String reason = options.string("drop_counter_reason", "sampling_stage");
    return context ->
        (entry, next) -> {
          if (ThreadLocalRandom.current().nextDouble() < rate) {
            next.accept(entry);
          } else {
            context.drops().dropped(reason);
          }
        };
  }

  StageFactory multiline(ConfigMap options) {
    Pattern firstLine = pattern(options, "firstline");
    int maxLines = options.integer("max_lines", 128, 1, Integer.MAX_VALUE);
    long wait = options.duration("max_wait_time", Duration.ofSeconds(3)).toNanos();
    return context -> new MultilineStage(firstLine, maxLines, wait, maxLineBytes, context);
  }

  StageFactory pack(ConfigMap options) {
    TreeSet<String> names = new TreeSet<>(options.stringList("labels", List.of()));
    boolean isNow = options.bool("ingest_timestamp", true);
    return context -> new PackStage(names, isNow, context);
  }

  StageFactory decolorize() {
    return StageFactory.edit(
        entry -> {
          if (entry.text().indexOf('\u001b') >= 0 || entry.text().indexOf('\u009b') >= 0) {
            entry.text(ANSI.matcher(entry.text()).replaceAll(""));
          }
        });
  }

  StageFactory match(ConfigMap options, Function<@Nullable ConfigNode, PipelineSpec> parser) {
    options.string("pipeline_name", "");
    String action = options.choice("action", "keep", List.of("keep", "drop"));
    String reason = options.string("drop_counter_reason", "match_stage");
    PipelineSpec stages = parser.apply(options.node("stages"));
    boolean drops = action.equals("drop");
    if (drops != stages.stages().isEmpty()) {
      options.problem("stages", drops ? "cannot be given for drop" : "missing, expected a list");
    }
    Predicate<LogEntry> selector = selector(options);
    return context ->
        drops
            ? (entry, next) -> {
              if (selector.test(entry)) {
                context.drops().dropped(reason);
              } else {
                next.accept(entry);
              }
            }
            : new MatchStage(selector, stages, context);
  }

  private static Predicate<LogEntry> selector(ConfigMap options) {
    try {
      return MatchSelector.of(options.requiredString("selector"));
    } catch (IllegalArgumentException e) {
      options.problem("selector", String.valueOf(e.getMessage()));
      return _ -> false;
    }
  }
}
