package io.millrace.template;

import io.millrace.units.GoFloat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Go's {@code fmt.Print}. */
final class GoPrint {
  private GoPrint() {}

  /** The operands, with a blank between two of which neither is a string. */
  static String print(Object[] operands, RunContext run) {
    return print(operands, run, true);
  }

  /** The same, but the absent value reads as in a template's output. */
  static String printable(Object[] operands, RunContext run) {
    return print(operands, run, false);
  }

  private static String print(Object[] operands, RunContext run, boolean nil) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < operands.length; i++) {
      if (i > 0 && !(operands[i] instanceof String) && !(operands[i - 1] instanceof String)) {
        out.append(' ');
      }
      run.charge(append(out, operands[i], nil).length());
    }
    return out.toString();
  }

  /** The operands with blanks between them, and a line feed. */
  static String println(Object[] operands, RunContext run) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < operands.length; i++) {
      if (i > 0) {
        out.append(' ');
      }
      run.charge(append(out, operands[i], true).length());
    }
    return out.append('\n').toString();
  }

  static String text(Object value) {
    return value instanceof String s ? s : append(new StringBuilder(), value, false).toString();
  }

  private static StringBuilder append(StringBuilder out, Object value, boolean nil) {
    switch (value) {
      case Double d -> out.append(GoFloat.formatGeneral(d));
      case Map<?, ?> map -> appendMap(out, map);
      case List<?> list -> appendList(out, list);
      case Nil _ -> out.append(nil ? "<nil>" : "<no value>");
      default -> out.append(value);
    }
    return out;
  }

  private static void appendMap(StringBuilder out, Map<?, ?> map) {
    out.append("map[");
    Iterator<? extends Map.Entry<?, ?>> entries =
        new TreeMap<Object, Object>(map).entrySet().iterator();
    while (entries.hasNext()) {
      Map.Entry<?, ?> entry = entries.next();
      out.append(entry.getKey()).append(':');
      append(out, entry.getValue(), true);
      if (entries.hasNext()) {
        out.append(' ');
      }
    }
    out.append(']');
  }

  private static void appendList(StringBuilder out, List<?> list) {
    out.append('[');
    for (int i = 0; i < list.size(); i++) {
      if (i > 0) {
        out.append(' ');
      }
      append(out, list.get(i), true);
    }
    out.append(']');
  }
}
