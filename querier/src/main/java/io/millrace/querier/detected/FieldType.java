package io.millrace.querier.detected;

import io.millrace.units.ByteSize;
import io.millrace.units.GoDuration;
import io.millrace.units.GoFloat;
import io.millrace.units.ValueException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What a field's value looks like, as Loki names it. */
public enum FieldType {
  INT,
  FLOAT,
  BOOLEAN,
  DURATION,
  BYTES,
  STRING;

  private static final Set<String> BOOLEANS =
      Set.of("1", "t", "T", "TRUE", "true", "True", "0", "f", "F", "FALSE", "false", "False");

  /** At most 19 digits; the pattern is fixed and takes linear time. */
  private static final Pattern WHOLE = Pattern.compile("[+-]?0*[0-9]{1,19}");

  /** A way to read a value. */
  private interface Reader {
    void read(String value) throws ValueException;
  }

  /** The first type, in the order of the constants, that {@code value} can be read as. */
  public static FieldType of(String value) {
    if (isInt(value)) {
      return INT;
    }
    if (reads(GoFloat::parse, value)) {
      return FLOAT;
    }
    if (BOOLEANS.contains(value)) {
      return BOOLEAN;
    }
    if (reads(GoDuration::parse, value)) {
      return DURATION;
    }
    return reads(ByteSize::parse, value) ? BYTES : STRING;
  }

  private static boolean isInt(String value) {
    if (!WHOLE.matcher(value).matches()) {
      return false;
    }
    try {
      Long.parseLong(value);
      return true;
    } catch (NumberFormatException outOfRange) {
      return false;
    }
  }

  private static boolean reads(Reader reader, String value) {
    try {
      reader.read(value);
      return true;
    } catch (ValueException other) {
      return false;
    }
  }

  /** The name in the API. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
