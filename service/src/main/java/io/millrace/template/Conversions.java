package io.millrace.template;

import io.millrace.template.Node.Place;

/** Which values go where a function wants a kind, see {@link Function#parameters()}. */
final class Conversions {
  private Conversions() {}

  /** Refuses a literal that cannot be of the kind. */
  static void check(Node.Literal literal, char kind, RunContext context) throws TemplateException {
    boolean fits =
        switch (kind) {
          case 's' -> literal.value() instanceof String;
          case 'i' -> literal.value() instanceof Long;
          case 'f' -> literal.value() instanceof Double || literal.value() instanceof Long;
          default -> true;
        };
    if (!fits) {
      String wanted = kind == 's' ? "string" : kind == 'i' ? "integer" : "float";
      throw context.error(
          literal.place(), "expected " + wanted + "; found " + literal.place().text());
    }
  }

  /** The value as the kind. */
  static Object converted(Object value, char kind, Place place, RunContext context)
      throws TemplateException {
    boolean fits =
        switch (kind) {
          case 's' -> value instanceof String;
          case 'i' -> value instanceof Long;
          case 'f' -> value instanceof Double || value instanceof Long;
          case 't' -> value instanceof GoTime;
          default -> true;
        };
    if (!fits) {
      String wanted =
          switch (kind) {
            case 's' -> "string";
            case 'i' -> "int";
            case 'f' -> "float64";
            default -> "time.Time";
          };
      throw context.error(
          place,
          value instanceof Nil
              ? "invalid value; expected " + wanted
              : "wrong type for value; expected " + wanted + "; got " + Values.typeName(value));
    }
    return kind == 'f' && value instanceof Long whole ? (double) whole : value;
  }
}
