package io.millrace.logql.stage;

import io.millrace.logql.syntax.LabelFilter;
import io.millrace.store.LabelMatcher;
import io.millrace.units.ByteSize;
import io.millrace.units.GoDuration;
import io.millrace.units.ValueException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A compiled condition on labels; immutable. */
sealed interface LabelCondition {
  /** Of {@link #onlyLabel}: none, or more than one thing that the outcome depends on. */
  int NONE = -1;

  /** May set the error of the line, which then passes. */
  boolean test(LineRun run);

  /** The one label that alone decides the outcome, or {@link #NONE}. */
  int onlyLabel();

  /** Conditions that must all hold if this one does. */
  default List<LabelCondition> conjuncts() {
    return List.of(this);
  }

  /** True when it is about labels, as is usual, and not about errors, which few lines have. */
  default boolean isOnLabels() {
    return conjuncts().stream().anyMatch(each -> each.onlyLabel() != NONE);
  }

  /** Compiles a filter. */
  static LabelCondition of(LabelFilter filter, LabelNames names) throws StageException {
    return switch (filter) {
      case LabelFilter.Matches matches -> matches(matches.matcher(), names);
      case LabelFilter.Numeric n -> new Numeric(names.id(n.label()), n.comparison(), n.value());
      case LabelFilter.Duration d -> new Duration(names.id(d.label()), d.comparison(), d.nanos());
      case LabelFilter.Size s -> new Size(names.id(s.label()), s.comparison(), s.bytes());
      case LabelFilter.Ip ip ->
          new Ip(names.id(ip.label()), ip.negated(), IpMatcher.of(ip.pattern()));
      case LabelFilter.And and -> new And(of(and.left(), names), of(and.right(), names));
      case LabelFilter.Or or -> new Or(of(or.left(), names), of(or.right(), names));
    };
  }

  private static LabelCondition matches(LabelMatcher matcher, LabelNames names) {
    String name = matcher.name();
    int id = names.id(name);
    boolean special = LineRun.isError(name);
    boolean plain =
        matcher.type() == LabelMatcher.Type.EQUAL || matcher.type() == LabelMatcher.Type.NOT_EQUAL;
    if (plain && !special) {
      return new Equal(id, matcher.type() == LabelMatcher.Type.NOT_EQUAL, matcher.value());
    }
    return new Matches(id, matcher);
  }

  private static boolean holds(LabelFilter.Comparison comparison, int order) {
    return switch (comparison) {
      case EQUAL -> order == 0;
      case NOT_EQUAL -> order != 0;
      case GREATER -> order > 0;
      case GREATER_OR_EQUAL -> order >= 0;
      case LESS -> order < 0;
      case LESS_OR_EQUAL -> order <= 0;
    };
  }

  private static int common(LabelCondition left, LabelCondition right) {
    return left.onlyLabel() == right.onlyLabel() ? left.onlyLabel() : NONE;
  }

  private static boolean fail(LineRun run, ValueException e) {
    if (run.error().isEmpty()) {
      run.setError("LabelFilterErr", String.valueOf(e.getMessage()));
    }
    return true;
  }

  /** Compares text without making it. */
  final class Equal implements LabelCondition {
    private final int label;
    private final boolean negated;
    private final String text;
    private final byte[] bytes;

    private Equal(int label, boolean negated, String text) {
      this.label = label;
      this.negated = negated;
      this.text = text;
      this.bytes = text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public boolean test(LineRun run) {
      boolean equal;
      if (run.has(label) && run.isSlice(label)) {
        equal =
            Arrays.equals(
                run.buffer(label), run.start(label), run.end(label), bytes, 0, bytes.length);
      } else {
        equal = run.text(label).equals(text);
      }
      return equal != negated;
    }

    @Override
    public int onlyLabel() {
      return label;
    }
  }

  /** Matches a regular expression; a label has few values mostly, so outcomes are remembered. */
  record Matches(int label, LabelMatcher matcher) implements LabelCondition {
    private static final int MAX_REMEMBERED = 4096;

    @Override
    public boolean test(LineRun run) {
      String value = run.textOrError(label, matcher.name());
      Map<String, Boolean> outcomes = run.outcomes(this);
      Boolean known = outcomes.get(value);
      if (known == null) {
        if (outcomes.size() >= MAX_REMEMBERED) {
          outcomes.clear();
        }
        known = matcher.matches(value);
        outcomes.put(value, known);
      }
      return known;
    }

    @Override
    public int onlyLabel() {
      return LineRun.isError(matcher.name()) ? NONE : label;
    }
  }

  record Numeric(int label, LabelFilter.Comparison comparison, double value)
      implements LabelCondition {
    @Override
    public boolean test(LineRun run) {
      if (!run.has(label)) {
        return false;
      }
      try {
        double found = Numbers.parse(run, label);
        return switch (comparison) {
          case EQUAL -> found == value;
          case NOT_EQUAL -> found != value;
          case GREATER -> found > value;
          case GREATER_OR_EQUAL -> found >= value;
          case LESS -> found < value;
          case LESS_OR_EQUAL -> found <= value;
        };
      } catch (ValueException e) {
        return fail(run, e);
      }
    }

    @Override
    public int onlyLabel() {
      return label;
    }
  }

  record Duration(int label, LabelFilter.Comparison comparison, long nanos)
      implements LabelCondition {
    @Override
    public boolean test(LineRun run) {
      if (!run.has(label)) {
        return false;
      }
      try {
        return holds(comparison, Long.compare(GoDuration.parse(run.text(label)), nanos));
      } catch (ValueException e) {
        return fail(run, e);
      }
    }

    @Override
    public int onlyLabel() {
      return label;
    }
  }

  record Size(int label, LabelFilter.Comparison comparison, long bytes) implements LabelCondition {
    @Override
    public boolean test(LineRun run) {
      if (!run.has(label)) {
        return false;
      }
      try {
        return holds(comparison, Long.compareUnsigned(ByteSize.parse(run.text(label)), bytes));
      } catch (ValueException e) {
        return fail(run, e);
      }
    }

    @Override
    public int onlyLabel() {
      return label;
    }
  }

  record Ip(int label, boolean negated, IpMatcher addresses) implements LabelCondition {
    @Override
    public boolean test(LineRun run) {
      if (!run.error().isEmpty()) {
        return true;
      }
      if (!run.has(label)) {
        return false;
      }
      byte[] text = run.text(label).getBytes(StandardCharsets.UTF_8);
      return addresses.matchesIn(text, 0, text.length) != negated;
    }

    @Override
    public int onlyLabel() {
      return NONE;
    }
  }

  /** Asks both sides, as each may set the error of the line. */
  record And(LabelCondition left, LabelCondition right) implements LabelCondition {
    @Override
    public boolean test(LineRun run) {
      boolean first = left.test(run);
      boolean second = right.test(run);
      return first && second;
    }

    @Override
    public int onlyLabel() {
      return common(left, right);
    }

    @Override
    public List<LabelCondition> conjuncts() {
      return Stream.of(left, right).flatMap(side -> side.conjuncts().stream()).toList();
    }
  }

  record Or(LabelCondition left, LabelCondition right) implements LabelCondition {
    @Override
    public boolean test(LineRun run) {
      return left.test(run) || right.test(run);
    }

    @Override
    public int onlyLabel() {
      return common(left, right);
    }
  }
}
