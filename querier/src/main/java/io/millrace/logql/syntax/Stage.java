package io.millrace.logql.syntax;

import io.millrace.store.LabelMatcher;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One step of a log pipeline. */
public sealed interface Stage {

  /** The operator of a line filter. */
  enum LineOperator {
    CONTAINS("|="),
    NOT_CONTAINS("!="),
    MATCHES("|~"),
    NOT_MATCHES("!~"),
    PATTERN("|>"),
    NOT_PATTERN("!>");

    private final String symbol;

    LineOperator(String symbol) {
      this.symbol = symbol;
    }

    public String symbol() {
      return symbol;
    }

    public boolean negated() {
      return this == NOT_CONTAINS || this == NOT_MATCHES || this == NOT_PATTERN;
    }
  }

  /** What a line is held against: a text, or the addresses of {@code ip("…")}. */
  record LineOperand(String text, boolean ip) {}

  /**
   * Keeps lines by their text. A positive operator wants any of the operands, a negative one none
   * of them.
   */
  record LineFilter(LineOperator operator, List<LineOperand> operands) implements Stage {
    public LineFilter {
      operands = List.copyOf(operands);
    }
  }

  /** A label and where its value comes from. */
  record Extraction(String label, String expression) {}

  /** Labels from JSON: all members, or those that {@code extractions} name. */
  record JsonParser(List<Extraction> extractions) implements Stage {
    public JsonParser {
      extractions = List.copyOf(extractions);
    }
  }

  /** Labels from logfmt: all pairs, or those that {@code extractions} name. */
  record LogfmtParser(boolean strict, boolean keepEmpty, List<Extraction> extractions)
      implements Stage {
    public LogfmtParser {
      extractions = List.copyOf(extractions);
    }
  }

  /** Labels from the named groups of a regular expression. */
  record RegexpParser(String expression) implements Stage {}

  /** Labels from the captures of a pattern. */
  record PatternParser(String expression) implements Stage {}

  /** Labels and line from what Promtail's pack stage wrote. */
  record Unpack() implements Stage {}

  /** Keeps lines by their labels. */
  record LabelFilterStage(LabelFilter filter) implements Stage {}

  /** A new line from a template. */
  record LineFormat(String template) implements Stage {}

  /** Without terminal colours. */
  record Decolorize() implements Stage {}

  /** One change of label_format: exactly one of {@code source} and {@code template} is there. */
  record LabelChange(String label, @Nullable String source, @Nullable String template) {}

  /** Renamed labels and labels from templates. */
  record LabelFormat(List<LabelChange> changes) implements Stage {
    public LabelFormat {
      changes = List.copyOf(changes);
    }
  }

  /** A label to drop or keep, always or when the matcher likes its value. */
  record LabelSelection(String label, @Nullable LabelMatcher matcher) {}

  /** Removes labels. */
  record Drop(List<LabelSelection> labels) implements Stage {
    public Drop {
      labels = List.copyOf(labels);
    }
  }

  /** Removes all other labels. */
  record Keep(List<LabelSelection> labels) implements Stage {
    public Keep {
      labels = List.copyOf(labels);
    }
  }
}
