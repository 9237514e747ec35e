package io.millrace.logql.stage;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a regular expression for the texts that a match must contain. It understands the common
 * part of RE2's syntax and says "nothing known" about the rest, so it may only be asked about
 * expressions that compile.
 */
final class RegexLiterals {
  private static final int MAX_ALTERNATIVES = 32;
  private static final int MAX_DEPTH = 50;

  /** A text, perhaps with letters of either case. */
  record Literal(String text, boolean fold) {}

  /**
   * What is known of a part of an expression.
   *
   * @param exact the part matches these texts and nothing else; null when it matches more
   * @param required each match contains at least one of these; null when nothing is known
   */
  record Known(@Nullable List<Literal> exact, @Nullable List<Literal> required) {
    static final Known NOTHING = new Known(null, null);
    static final Known EMPTY = new Known(List.of(new Literal("", false)), null);
  }

  /** The expression holds something that this reader does not know. */
  private static final class UnknownSyntax extends RuntimeException {
    private static final long serialVersionUID = 1;

    private UnknownSyntax() {
      super(null, null, false, false);
    }
  }

  private final String text;
  private int at;
  private int depth;
  private boolean fold;
  private boolean anchors;

  private RegexLiterals(String text) {
    this.text = text;
  }

  /** What is known of an expression, as a search anywhere in a text. */
  static Known of(String expression) {
    RegexLiterals reader = new RegexLiterals(expression);
    try {
      Known known = reader.alternation();
      if (reader.at < expression.length()) {
        return Known.NOTHING;
      }
      return reader.anchors ? new Known(null, known.required()) : known;
    } catch (UnknownSyntax | IndexOutOfBoundsException unknown) {
      return Known.NOTHING;
    }
  }

  private Known alternation() {
    if (++depth > MAX_DEPTH) {
      throw new UnknownSyntax();
    }
    List<Known> branches = new ArrayList<>();
    branches.add(concatenation());
    while (at < text.length() && text.charAt(at) == '|') {
      at++;
      branches.add(concatenation());
    }
    depth--;
    if (branches.size() == 1) {
      return branches.getFirst();
    }
    List<Literal> exact = new ArrayList<>();
    List<Literal> required = new ArrayList<>();
    boolean allExact = true;
    boolean allRequired = true;
    for (Known branch : branches) {
      allExact &= branch.exact() != null && exact.addAll(branch.exact());
      allRequired &= branch.required() != null && required.addAll(branch.required());
    }
    return new Known(
        allExact && exact.size() <= MAX_ALTERNATIVES ? exact : null,
        allRequired && required.size() <= MAX_ALTERNATIVES ? required : null);
  }

  private Known concatenation() {
    List<Literal> run = List.of(new Literal("", false));
    List<Literal> best = null;
    boolean allExact = true;
    while (at < text.length() && text.charAt(at) != '|' && text.charAt(at) != ')') {
      Known item = repeated();
      List<Literal> joined = item.exact() == null ? null : join(run, item.exact());
      if (joined != null) {
        run = joined;
        continue;
      }
      allExact = false;
      best = better(best, useful(run));
      best = better(best, item.required());
      run = item.exact() != null ? item.exact() : List.of(new Literal("", false));
    }
    best = better(best, useful(run));
    return new Known(allExact ? run : null, best);
  }

  private static @Nullable List<Literal> useful(List<Literal> literals) {
    for (Literal literal : literals) {
      if (literal.text().isEmpty()) {
        return null;
      }
    }
    return literals;
  }

  /** Of two conditions the one that fewer lines will satisfy. */
  private static @Nullable List<Literal> better(
      @Nullable List<Literal> left, @Nullable List<Literal> right) {
    if (left == null || right == null) {
      return left == null ? right : left;
    }
    return shortest(right) > shortest(left) ? right : left;
  }

  private static int shortest(List<Literal> literals) {
    int shortest = Integer.MAX_VALUE;
    for (Literal literal : literals) {
      shortest = Math.min(shortest, literal.text().length());
    }
    return shortest;
  }

  private static @Nullable List<Literal> join(List<Literal> left, List<Literal> right) {
    if (left.size() * right.size() > MAX_ALTERNATIVES) {
      return null;
    }
    List<Literal> joined = new ArrayList<>();
    for (Literal a : left) {
      for (Literal b : right) {
        boolean free = isCaseless(a.text()) || isCaseless(b.text()) || a.fold() == b.fold();
        if (!free) {
          return null;
        }
        boolean folds = (a.fold() && !isCaseless(a.text())) || (b.fold() && !isCaseless(b.text()));
        joined.add(new Literal(a.text() + b.text(), folds));
      }
    }
    return joined;
  }

  private static boolean isCaseless(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
        return false;
      }
    }
    return true;
  }

  private Known repeated() {
    Known item = atom();
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '*' || c == '?') {
        at++;
        item = Known.NOTHING;
      } else if (c == '+') {
        at++;
        item = new Known(null, required(item));
      } else if (c == '{') {
        int close = text.indexOf('}', at);
        String body = close < 0 ? "" : text.substring(at + 1, close);
        if (body.isEmpty() || !body.chars().allMatch(x -> x == ',' || (x >= '0' && x <= '9'))) {
          throw new UnknownSyntax();
        }
        at = close + 1;
        boolean mayBeAbsent = body.charAt(0) == '0' || body.charAt(0) == ',';
        item = mayBeAbsent ? Known.NOTHING : new Known(null, required(item));
      } else {
        break;
      }
      if (at < text.length() && text.charAt(at) == '?') {
        at++;
      }
    }
    return item;
  }

  private static @Nullable List<Literal> required(Known item) {
    List<Literal> exact = item.exact();
    return exact != null ? useful(exact) : item.required();
  }

  private Known atom() {
    int c = text.codePointAt(at);
    at += Character.charCount(c);
    return switch (c) {
      case '(' -> group();
      case '[' -> characterClass();
      case '.' -> Known.NOTHING;
      case '^', '$' -> {
        anchors = true;
        yield Known.EMPTY;
      }
      case '\\' -> escape();
      case '*', '+', '?', '{' -> throw new UnknownSyntax();
      default -> literal(c);
    };
  }

  private Known literal(int c) {
    if (fold && c >= 0x80) {
      return Known.NOTHING;
    }
    return new Known(List.of(new Literal(Character.toString(c), fold)), null);
  }

  private Known escape() {
    char c = text.charAt(at++);
    return switch (c) {
      case 'n' -> literal('\n');
      case 't' -> literal('\t');
      case 'r' -> literal('\r');
      case 'f' -> literal('\f');
      case 'd', 'D', 'w', 'W', 's', 'S' -> Known.NOTHING;
      case 'b', 'B', 'A', 'z' -> {
        anchors = true;
        yield Known.EMPTY;
      }
      default -> {
        if (Character.isLetterOrDigit(c) || c >= 0x80) {
          throw new UnknownSyntax();
        }
        yield literal(c);
      }
    };
  }

  private Known characterClass() {
    int from = at;
    if (text.charAt(at) == '^') {
      at++;
    }
    if (text.charAt(at) == ']') {
      at++;
    }
    while (text.charAt(at) != ']') {
      if (text.startsWith("[:", at)) {
        at = text.indexOf(":]", at) + 2;
        if (at < from) {
          throw new UnknownSyntax();
        }
      } else {
        at += text.charAt(at) == '\\' ? 2 : 1;
      }
    }
    at++;
    return Known.NOTHING;
  }

  private Known group() {
    boolean outer = fold;
    if (at < text.length() && text.charAt(at) == '?') {
      if (text.startsWith("?P<", at) || text.startsWith("?<", at)) {
        at = text.indexOf('>', at) + 1;
      } else {
        boolean flagsOnly = flags();
        if (flagsOnly) {
          return Known.EMPTY;
        }
      }
    }
    Known inner = alternation();
    if (at >= text.length() || text.charAt(at) != ')') {
      throw new UnknownSyntax();
    }
    at++;
    fold = outer;
    return inner;
  }

  /** Reads the flags behind {@code (?}; true when the group ends with them. */
  private boolean flags() {
    boolean on = true;
    at++;
    while (true) {
      char c = text.charAt(at++);
      switch (c) {
        case 'i' -> fold = on;
        case '-' -> on = false;
        case 's', 'm' -> {}
        case ':' -> {
          return false;
        }
        case ')' -> {
          return true;
        }
        default -> throw new UnknownSyntax();
      }
    }
  }
}
