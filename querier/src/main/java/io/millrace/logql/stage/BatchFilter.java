package io.millrace.logql.stage;

import io.millrace.logql.stage.RegexLiterals.Literal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Texts that a line must contain to pass the first line filters of a pipeline. They are looked for
 * in all lines of a batch at once, and in the filters of stored blocks.
 */
public final class BatchFilter {
  /** Shorter texts occur in nearly every line, so that looking for them first is a loss. */
  private static final int MIN_LENGTH = 3;

  /** One of the conditions, all of which a line must satisfy: it contains one of the literals. */
  private record Condition(List<Literal> literals, RequiredText text) {}

  private final List<Condition> conditions;

  private BatchFilter(List<Condition> conditions) {
    this.conditions = List.copyOf(conditions);
  }

  static BatchFilter of(List<LineStage> stages) {
    List<Condition> conditions = new ArrayList<>();
    for (LineStage stage : stages) {
      if (changesLine(stage)) {
        break;
      }
      if (stage instanceof LineFilterStage filter && !filter.negated()) {
        List<Literal> literals = new ArrayList<>();
        if (collect(filter.matcher(), literals)) {
          conditions.add(new Condition(List.copyOf(literals), RequiredText.ofAny(literals)));
        }
      }
    }
    // The longest texts are the rarest, so they are looked for first.
    conditions.sort(Comparator.comparingInt(BatchFilter::shortest).reversed());
    return new BatchFilter(conditions);
  }

  private static int shortest(Condition condition) {
    return condition.literals().stream().mapToInt(l -> l.text().length()).min().orElse(0);
  }

  private static boolean changesLine(LineStage stage) {
    return stage instanceof LineFormatStage
        || stage instanceof UnpackStage
        || stage instanceof DecolorizeStage;
  }

  /** Adds the texts of which a matching line contains one; false when there is none to name. */
  private static boolean collect(LineMatcher matcher, List<Literal> literals) {
    return switch (matcher) {
      case LineMatcher.Contains contains -> {
        literals.add(new Literal(contains.text(), false));
        yield contains.text().length() >= MIN_LENGTH;
      }
      case LineMatcher.Regex regex -> {
        literals.addAll(regex.required().literals());
        yield !regex.required().isUnknown()
            && regex.required().literals().stream().allMatch(l -> l.text().length() >= MIN_LENGTH);
      }
      case LineMatcher.Any any -> {
        boolean all = true;
        for (LineMatcher each : any.matchers()) {
          all &= collect(each, literals);
        }
        yield all;
      }
      case LineMatcher.Ip _, LineMatcher.Shape _ -> false;
    };
  }

  public boolean isEmpty() {
    return conditions.isEmpty();
  }

  /** A test of a stored block for a text: false only when no line of it contains the text. */
  public interface BlockTest {
    boolean mayContain(byte[] literal, boolean ignoreAsciiCase);
  }

  /** False only when no line of the block can pass. */
  public boolean mayPass(BlockTest block) {
    for (Condition condition : conditions) {
      boolean any = false;
      for (int i = 0; i < condition.literals().size() && !any; i++) {
        Literal literal = condition.literals().get(i);
        any = block.mayContain(literal.text().getBytes(StandardCharsets.UTF_8), literal.fold());
      }
      if (!any) {
        return false;
      }
    }
    return true;
  }

  /** A test of the lines of a block: those that contain a text, and perhaps others. */
  public interface LineTest {
    BitSet mayContain(byte[] literal, boolean ignoreAsciiCase) throws IOException;
  }

  /**
   * The lines of a block that may pass.
   *
   * @param lines of the block
   * @throws IOException when the test does
   */
  public BitSet mayPass(int lines, LineTest test) throws IOException {
    BitSet passing = new BitSet(lines);
    passing.set(0, lines);
    for (Condition condition : conditions) {
      if (passing.isEmpty()) {
        return passing;
      }
      BitSet any = new BitSet(lines);
      for (Literal literal : condition.literals()) {
        any.or(test.mayContain(literal.text().getBytes(StandardCharsets.UTF_8), literal.fold()));
      }
      passing.and(any);
    }
    return passing;
  }

  /**
   * Offset of the next place in {@code buffer[from..to)} that a passing line may hold, or -1 when
   * no line there can pass.
   */
  public int next(byte[] buffer, int from, int to) {
    RequiredText first = first();
    if (first == null) {
      return from;
    }
    return first.first(buffer, from, to);
  }

  /** True when {@link #next} finds every line that may pass. */
  public boolean canSearch() {
    return first() != null;
  }

  /** The condition that the fewest lines are likely to satisfy: the one with the longest texts. */
  private @Nullable RequiredText first() {
    return conditions.isEmpty() ? null : conditions.getFirst().text();
  }
}
