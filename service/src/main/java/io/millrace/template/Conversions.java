package io.millrace.template;

import io.millrace.template.Node.Place;

/** Which values go where a function wants a kind, see {@link Function#parameters()}. */
final class Conversions {
  private Conversions() {}

  /** A literal as the kind; a whole number may be written like a float. */
  static Object ofLiteral(Node.Literal literal, char kind, RunContext context)
      throws TemplateException {
    Object value = literal.value();
    if (kind == 'i' && value instanceof Double d && d == Math.rint(d) && Math.abs(d) < 0x1p63) {
      return (long) (double) d;
    }
    boolean fits =
        switch (kind) {
          case 's' -> value instanceof String;
          case 'i' -> value instanceof Long;
          case 'f' -> value instanceof Double || value instanceof Long;
          case 't' -> false;
          default -> true;
        };
    String text = literal.place().text();
    if (!fits && kind == 't') {
      throw context.error(literal.place(), "can't handle " + text + " for arg of type time.Time");
    }
    if (!fits) {
      String wanted = kind == 's' ? "string" : kind == 'i' ? "integer" : "float";
      throw context.error(literal.place(), "expected " + wanted + "; found " + text);
    }
    return kind == 'f' && value instanceof Long whole ? (double) whole : value;
  }

  /** Go's name of the kind's type. */
  static String typeOf(char kind) {
    return switch (kind) {
      case 's' -> "string";
      case 'i' -> "int";
      case 'f' -> "float64";
      case 't' -> "time.Time";
      default -> "interface {}";
    };
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
      String wanted = typeOf(kind);
      throw context.error(
          place,
          value instanceof Nil
              ? "invalid value; expected " + wanted
              : "wrong type for value; expected " + wanted + "; got " + Values.typeName(value));
    }
    return kind == 'f' && value instanceof Long whole ? (double) whole : value;
  }
}
