package io.millrace.ingester.otlp;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.millrace.labels.Utf8Order;
import java.math.BigDecimal;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An attribute's value, or a log record's body. */
sealed interface OtlpValue {
  /** A value that was not sent. */
  record Empty() implements OtlpValue {}

  record Text(String value) implements OtlpValue {}

  record Bool(boolean value) implements OtlpValue {}

  record Int(long value) implements OtlpValue {}

  record Decimal(double value) implements OtlpValue {}

  /** Bytes, in base64. */
  record Bytes(String base64) implements OtlpValue {
    static Bytes of(byte[] bytes) {
      return new Bytes(Base64.getEncoder().encodeToString(bytes));
    }
  }

  record Array(List<OtlpValue> values) implements OtlpValue {
    public Array {
      values = List.copyOf(values);
    }
  }

  record Attributes(List<Attribute> values) implements OtlpValue {
    public Attributes {
      values = List.copyOf(values);
    }
  }

  /** A name and its value. */
  record Attribute(String key, OtlpValue value) {}

  /** As text: strings as they are, arrays and maps as JSON. */
  default String text() {
    return switch (this) {
      case Empty() -> "";
      case Text(String value) -> value;
      case Bool(boolean value) -> Boolean.toString(value);
      case Int(long value) -> Long.toString(value);
      case Decimal(double value) -> decimal(value);
      case Bytes(String base64) -> base64;
      case Array _, Attributes _ -> {
        StringBuilder out = new StringBuilder();
        appendJson(out);
        yield out.toString();
      }
    };
  }

  /** As JSON, the keys of maps sorted. */
  private void appendJson(StringBuilder out) {
    switch (this) {
      case Empty() -> out.append("null");
      case Text(String value) -> appendString(out, value);
      case Bytes(String base64) -> appendString(out, base64);
      case Bool _, Int _, Decimal _ -> out.append(text());
      case Array(List<OtlpValue> values) -> {
        out.append('[');
        for (int i = 0; i < values.size(); i++) {
          out.append(i == 0 ? "" : ",");
          values.get(i).appendJson(out);
        }
        out.append(']');
      }
      case Attributes(List<Attribute> values) -> {
        Map<String, OtlpValue> sorted = new TreeMap<>(Utf8Order.COMPARATOR);
        values.forEach(attribute -> sorted.put(attribute.key(), attribute.value()));
        out.append('{');
        boolean first = true;
        for (Map.Entry<String, OtlpValue> entry : sorted.entrySet()) {
          out.append(first ? "" : ",");
          first = false;
          appendString(out, entry.getKey());
          out.append(':');
          entry.getValue().appendJson(out);
        }
        out.append('}');
      }
    }
  }

  private static void appendString(StringBuilder out, String text) {
    out.append('"');
    out.append(JsonStringEncoder.getInstance().quoteAsString(text));
    out.append('"');
  }

  /** The shortest form, as Go's JSON has it: with an exponent only when very small or large. */
  private static String decimal(double value) {
    double magnitude = Math.abs(value);
    if (!Double.isFinite(value) || (magnitude != 0 && (magnitude < 1e-6 || magnitude >= 1e21))) {
      return Double.toString(value).replace("E-", "e-").replace("E", "e+").replace(".0e", "e");
    }
    return new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
  }
}
