package io.millrace.template;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;

/** Arithmetic: on whole numbers, and on decimals for the functions that end in f. */
final class MathFunctions {
  private static final int DIVISION_DIGITS = 16;

  private MathFunctions() {}

  private interface Whole {
    long apply(long left, long right) throws TemplateException;
  }

  private interface Decimal {
    BigDecimal apply(BigDecimal left, BigDecimal right) throws TemplateException;
  }

  static void addTo(Map<String, Function> all) {
    all.put("int", new Function("a", (a, _) -> Values.toLong(a[0])));
    all.put("float64", new Function("a", (a, _) -> Values.toDouble(a[0])));
    all.put("add", new Function("a*", (a, _) -> fold(a, 0, Long::sum)));
    all.put("sub", new Function("aa", (a, _) -> Values.toLong(a[0]) - Values.toLong(a[1])));
    all.put("mul", new Function("aa*", (a, _) -> fold(a, 1, (x, y) -> x * y)));
    all.put("div", new Function("aa", (a, _) -> Values.toLong(a[0]) / divisor(a[1])));
    all.put("mod", new Function("aa", (a, _) -> Values.toLong(a[0]) % divisor(a[1])));
    all.put("max", new Function("aa*", (a, _) -> fold(a, Values.toLong(a[0]), Math::max)));
    all.put("min", new Function("aa*", (a, _) -> fold(a, Values.toLong(a[0]), Math::min)));
    all.put("maxf", new Function("aa*", (a, _) -> extreme(a, true)));
    all.put("minf", new Function("aa*", (a, _) -> extreme(a, false)));
    all.put("addf", new Function("a*", (a, _) -> decimal(a, BigDecimal::add)));
    all.put("subf", new Function("aa*", (a, _) -> decimal(a, BigDecimal::subtract)));
    all.put("mulf", new Function("aa*", (a, _) -> decimal(a, BigDecimal::multiply)));
    all.put("divf", new Function("aa*", (a, _) -> decimal(a, MathFunctions::divide)));
    all.put("ceil", new Function("a", (a, _) -> Math.ceil(Values.toDouble(a[0]))));
    all.put("floor", new Function("a", (a, _) -> Math.floor(Values.toDouble(a[0]))));
    all.put("round", new Function("aif*", (a, _) -> round(a)));
  }

  private static Long fold(Object[] arguments, long first, Whole operation)
      throws TemplateException {
    long result = first;
    for (Object argument : arguments) {
      result = operation.apply(result, Values.toLong(argument));
    }
    return result;
  }

  private static long divisor(Object value) throws TemplateException {
    long divisor = Values.toLong(value);
    if (divisor == 0) {
      throw new TemplateException("runtime error: integer divide by zero");
    }
    return divisor;
  }

  private static Double extreme(Object[] arguments, boolean largest) {
    double result = Values.toDouble(arguments[0]);
    for (Object argument : arguments) {
      double value = Values.toDouble(argument);
      result = largest ? Math.max(result, value) : Math.min(result, value);
    }
    return result;
  }

  private static Double decimal(Object[] arguments, Decimal operation) throws TemplateException {
    if (arguments.length == 0) {
      return 0.0;
    }
    BigDecimal result = decimal(arguments[0]);
    for (int i = 1; i < arguments.length; i++) {
      result = operation.apply(result, decimal(arguments[i]));
    }
    return result.doubleValue();
  }

  private static BigDecimal decimal(Object value) throws TemplateException {
    double number = Values.toDouble(value);
    if (Double.isNaN(number) || Double.isInfinite(number)) {
      throw new TemplateException("Cannot create a Decimal from " + GoPrint.text(number));
    }
    return new BigDecimal(Double.toString(number));
  }

  private static BigDecimal divide(BigDecimal left, BigDecimal right) throws TemplateException {
    if (right.signum() == 0) {
      throw new TemplateException("decimal division by 0");
    }
    return left.divide(right, DIVISION_DIGITS, RoundingMode.HALF_UP);
  }

  private static Double round(Object[] arguments) {
    double threshold = arguments.length > 2 ? (Double) arguments[2] : 0.5;
    double power = Math.pow(10, (Long) arguments[1]);
    double scaled = power * Values.toDouble(arguments[0]);
    double whole = scaled < 0 ? Math.ceil(scaled) : Math.floor(scaled);
    double rounded = scaled - whole >= threshold ? Math.ceil(scaled) : Math.floor(scaled);
    return rounded / power;
  }
}
