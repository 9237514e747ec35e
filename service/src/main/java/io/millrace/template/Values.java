package io.millrace.template;

import io.millrace.labels.Utf8Order;
import io.millrace.units.GoFloat;
import io.millrace.units.ValueException;
import java.util.List;
import java.util.Map;

/** What Go's templates make of values: truth, comparison, types, conversions. */
final class Values {
  private Values() {}

  static boolean isTrue(Object value) {
    return switch (value) {
      case String s -> !s.isEmpty();
      case Boolean b -> b;
      case Long n -> n != 0;
      case Double d -> d != 0;
      case List<?> list -> !list.isEmpty();
      case Map<?, ?> map -> !map.isEmpty();
      case Nil _ -> false;
      default -> true;
    };
  }

  static boolean equal(Object left, Object right) throws TemplateException {
    if (left instanceof Nil || right instanceof Nil) {
      return left instanceof Nil && right instanceof Nil;
    }
    if (left.getClass() != right.getClass()) {
      throw new TemplateException("incompatible types for comparison");
    }
    if (left instanceof Map || left instanceof List) {
      throw new TemplateException(
          "non-comparable type " + GoPrint.text(right) + ": " + typeName(right));
    }
    return left.equals(right);
  }

  static int compare(Object left, Object right) throws TemplateException {
    if (left instanceof String a && right instanceof String b) {
      return Utf8Order.compare(a, b);
    }
    if (left instanceof Long a && right instanceof Long b) {
      return a.compareTo(b);
    }
    if (left instanceof Double a && right instanceof Double b) {
      return a < b ? -1 : a > b ? 1 : 0;
    }
    boolean comparable =
        (left instanceof String || left instanceof Long || left instanceof Double)
            && (right instanceof String || right instanceof Long || right instanceof Double);
    throw new TemplateException(
        comparable ? "incompatible types for comparison" : "invalid type for comparison");
  }

  static String typeName(Object value) {
    return switch (value) {
      case String _ -> "string";
      case Long _ -> "int";
      case Double _ -> "float64";
      case Boolean _ -> "bool";
      case GoTime _ -> "time.Time";
      case LabelMap _ -> "map[string]string";
      case Map<?, ?> _ -> "map[string]interface {}";
      case List<?> _ -> "[]interface {}";
      default -> "<nil>";
    };
  }

  /** As the functions that calculate with whole numbers see a value: junk is 0. */
  static long toLong(Object value) {
    return switch (value) {
      case Long n -> n;
      case Double d -> (long) (double) d;
      case Boolean b -> b ? 1 : 0;
      case String s -> toLong(s);
      default -> 0;
    };
  }

  private static long toLong(String text) {
    int point = text.indexOf('.');
    boolean decimal =
        point > 0 && text.chars().skip(point + 1L).allMatch(c -> c >= '0' && c <= '9');
    Long whole = GoLiterals.whole(decimal ? text.substring(0, point) : text);
    return whole == null ? 0 : whole;
  }

  /** As the functions that calculate with floats see a value: junk is 0. */
  static double toDouble(Object value) {
    return switch (value) {
      case Long n -> n;
      case Double d -> d;
      case Boolean b -> b ? 1 : 0;
      case String s -> {
        try {
          yield GoFloat.parse(s);
        } catch (ValueException junk) {
          yield 0;
        }
      }
      default -> 0;
    };
  }
}
