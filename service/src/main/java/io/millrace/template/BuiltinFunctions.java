package io.millrace.template;

import io.millrace.units.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** What every Go template can call: comparison, indexing, printing. */
final class BuiltinFunctions {
  private BuiltinFunctions() {}

  static void addTo(Map<String, Function> all) {
    all.put("not", new Function("a", (a, _) -> !Values.isTrue(a[0])));
    all.put("eq", new Function("aa*", (a, _) -> equal(a)));
    all.put("ne", new Function("aa", (a, _) -> !Values.equal(a[0], a[1])));
    all.put("lt", new Function("aa", (a, _) -> Values.compare(a[0], a[1]) < 0));
    all.put("le", new Function("aa", (a, _) -> Values.compare(a[0], a[1]) <= 0));
    all.put("gt", new Function("aa", (a, _) -> Values.compare(a[0], a[1]) > 0));
    all.put("ge", new Function("aa", (a, _) -> Values.compare(a[0], a[1]) >= 0));
    all.put("len", new Function("a", (a, _) -> length(a[0])));
    all.put("index", new Function("aa*", (a, _) -> index(a)));
    all.put("slice", new Function("aa*", (a, _) -> slice(a)));
    all.put("print", new Function("a*", (a, run) -> GoPrint.print(a, run)));
    all.put("println", new Function("a*", (a, run) -> GoPrint.println(a, run)));
    all.put(
        "printf",
        new Function(
            "sa*",
            (a, run) -> {
              Object[] operands = new Object[a.length - 1];
              System.arraycopy(a, 1, operands, 0, operands.length);
              return new GoFormat(run, operands).format((String) a[0]);
            }));
    all.put("html", new Function("a*", (a, run) -> Escapes.html(GoPrint.printable(a, run))));
    all.put("js", new Function("a*", (a, run) -> Escapes.js(GoPrint.printable(a, run))));
    all.put("urlquery", new Function("a*", (a, run) -> Escapes.query(GoPrint.printable(a, run))));
    all.put("__line__", new Function("", (_, run) -> run.input().line()));
    all.put(
        "__timestamp__",
        new Function("", (_, run) -> GoTime.ofNanos(run.input().timestampNanos())));
    all.put("fromJson", new Function("s", (a, _) -> JsonValues.parse((String) a[0])));
    all.put(
        "default",
        new Function("aa*", (a, _) -> Values.isTrue(a[a.length - 1]) ? a[a.length - 1] : a[0]));
    all.put(
        "call",
        new Function(
            "aa*",
            (a, run) -> {
              throw new TemplateException("non-function of type " + Values.typeName(a[0]));
            }));
  }

  private static boolean equal(Object[] arguments) throws TemplateException {
    if (arguments.length < 2) {
      throw new TemplateException("missing argument for comparison");
    }
    for (int i = 1; i < arguments.length; i++) {
      if (Values.equal(arguments[0], arguments[i])) {
        return true;
      }
    }
    return false;
  }

  private static Long length(Object value) throws TemplateException {
    return switch (value) {
      case String s -> (long) Utf8.length(s);
      case List<?> list -> (long) list.size();
      case Map<?, ?> map -> (long) map.size();
      case Nil _ ->
          throw new TemplateException("reflect: call of reflect.Value.Type on zero Value");
      default -> throw new TemplateException("len of type " + Values.typeName(value));
    };
  }

  private static Object index(Object[] arguments) throws TemplateException {
    Object value = arguments[0];
    for (int i = 1; i < arguments.length; i++) {
      if (value instanceof Nil) {
        throw new TemplateException(i == 1 ? "index of untyped nil" : "index of nil pointer");
      }
      value = index(value, arguments[i]);
    }
    return value;
  }

  private static Object index(Object value, Object key) throws TemplateException {
    return switch (value) {
      case Map<?, ?> map -> {
        if (!(key instanceof String)) {
          throw new TemplateException(
              "value has type " + Values.typeName(key) + "; should be string");
        }
        Object found = map.get(key);
        boolean labels = map instanceof LabelMap;
        yield found != null ? found : labels ? "" : Nil.NIL;
      }
      case List<?> list -> list.get(position(key, list.size()));
      case String s -> {
        byte[] bytes = s.getBytes(StandardCharsets.UTF_8);
        yield (long) (bytes[position(key, bytes.length)] & 0xFF);
      }
      default -> throw new TemplateException("can't index item of type " + Values.typeName(value));
    };
  }

  private static int position(Object key, int size) throws TemplateException {
    if (!(key instanceof Long index)) {
      throw new TemplateException("cannot index slice/array with type " + Values.typeName(key));
    }
    if (index < 0 || index >= size) {
      throw new TemplateException("index out of range: " + index);
    }
    return index.intValue();
  }

  private static Object slice(Object[] arguments) throws TemplateException {
    Object value = arguments[0];
    int size =
        switch (value) {
          case String s -> Utf8.length(s);
          case List<?> list -> list.size();
          default ->
              throw new TemplateException("can't slice item of type " + Values.typeName(value));
        };
    if (arguments.length > 4) {
      throw new TemplateException("too many slice indexes: " + (arguments.length - 1));
    }
    if (arguments.length == 4 && value instanceof String) {
      throw new TemplateException("cannot 3-index slice a string");
    }
    int[] bounds = {0, size};
    for (int i = 1; i < arguments.length && i <= 2; i++) {
      if (!(arguments[i] instanceof Long bound)) {
        throw new TemplateException(
            "cannot index slice/array with type " + Values.typeName(arguments[i]));
      }
      if (bound < 0 || bound > size) {
        throw new TemplateException("index out of range: " + bound);
      }
      bounds[i - 1] = bound.intValue();
    }
    if (bounds[0] > bounds[1]) {
      throw new TemplateException("invalid slice index: " + bounds[0] + " > " + bounds[1]);
    }
    return value instanceof String s
        ? Utf8.decode(s.getBytes(StandardCharsets.UTF_8), bounds[0], bounds[1])
        : ((List<?>) value).subList(bounds[0], bounds[1]);
  }
}
