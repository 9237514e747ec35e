package io.millrace.logql.syntax;

import java.util.Locale;

/** The kinds of tokens, with the names that Loki's messages give them. */
enum TokenType {
  END("$end"),
  /** A character that starts no token; it is an identifier to Loki's messages. */
  BYTES,
  IDENTIFIER,
  STRING,
  NUMBER,
  FUNCTION_FLAG,
  DURATION,
  RANGE,
  EQ("="),
  RE("=~"),
  NRE("!~"),
  NPA("!>"),
  OPEN_BRACE("{"),
  CLOSE_BRACE("}"),
  DOT("."),
  COMMA(","),
  PIPE_MATCH("|~"),
  PIPE_EXACT("|="),
  PIPE_PATTERN("|>"),
  OPEN_PARENTHESIS("("),
  CLOSE_PARENTHESIS(")"),
  OPEN_BRACKET("["),
  CLOSE_BRACKET("]"),
  PIPE("|"),
  NEQ("!="),
  CMP_EQ("=="),
  GT(">"),
  GTE(">="),
  LT("<"),
  LTE("<="),
  ADD("+"),
  SUB("-"),
  MUL("*"),
  DIV("/"),
  MOD("%"),
  POW("^"),

  // Words that are never identifiers.
  BY("by", true),
  WITHOUT("without", true),
  BOOL("bool", true),
  ON("on", true),
  IGNORING("ignoring", true),
  GROUP_LEFT("group_left", true),
  GROUP_RIGHT("group_right", true),
  AND("and", true),
  OR("or", true),
  UNLESS("unless", true),
  OFFSET("offset", true),
  JSON("json", true),
  LOGFMT("logfmt", true),
  REGEXP("regexp", true),
  PATTERN("pattern", true),
  UNPACK("unpack", true),
  LABEL_FORMAT("label_format", true),
  LINE_FORMAT("line_format", true),
  DECOLORIZE("decolorize", true),
  DROP("drop", true),
  KEEP("keep", true),
  UNWRAP("unwrap", true),
  VARIANTS("variants", true),
  OF("of", true),

  /** The name of a range aggregation, before its opening parenthesis. */
  RANGE_OPERATION,
  /** The name of a vector aggregation, before its parenthesis or grouping. */
  VECTOR_OPERATION,
  VECTOR,
  LABEL_REPLACE("label_replace"),
  IP("ip"),
  BYTES_CONV,
  DURATION_CONV,
  DURATION_SECONDS_CONV;

  private final String shown;
  private final boolean keyword;

  TokenType() {
    this.shown = name();
    this.keyword = false;
  }

  TokenType(String shown) {
    this(shown, false);
  }

  TokenType(String shown, boolean keyword) {
    this.shown = shown;
    this.keyword = keyword;
  }

  /** The name in messages. */
  String shown() {
    return shown;
  }

  boolean isKeyword() {
    return keyword;
  }

  /** The word in lower case, of a keyword. */
  String word() {
    return shown.toLowerCase(Locale.ROOT);
  }
}
