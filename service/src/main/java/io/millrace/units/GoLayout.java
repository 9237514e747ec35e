package io.millrace.units;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A layout of Go's package {@code time}: a time written as the reference time {@code Mon Jan 2
 * 15:04:05 MST 2006}. Immutable.
 */
public final class GoLayout {
  private static final Map<String, String> NAMED =
      Map.ofEntries(
          Map.entry("ANSIC", "Mon Jan _2 15:04:05 2006"),
          Map.entry("UnixDate", "Mon Jan _2 15:04:05 MST 2006"),
          Map.entry("RubyDate", "Mon Jan 02 15:04:05 -0700 2006"),
          Map.entry("RFC822", "02 Jan 06 15:04 MST"),
          Map.entry("RFC822Z", "02 Jan 06 15:04 -0700"),
          Map.entry("RFC850", "Monday, 02-Jan-06 15:04:05 MST"),
          Map.entry("RFC1123", "Mon, 02 Jan 2006 15:04:05 MST"),
          Map.entry("RFC1123Z", "Mon, 02 Jan 2006 15:04:05 -0700"),
          Map.entry("RFC3339", "2006-01-02T15:04:05Z07:00"),
          Map.entry("RFC3339Nano", "2006-01-02T15:04:05.999999999Z07:00"));

  /** Longer ones stand before those that they begin with. */
  private static final List<String> ELEMENTS =
      List.of(
          "January",
          "Jan",
          "Monday",
          "Mon",
          "MST",
          "2006",
          "__2",
          "_2",
          "002",
          "01",
          "02",
          "03",
          "04",
          "05",
          "06",
          "15",
          "PM",
          "pm",
          "-07:00:00",
          "-070000",
          "-07:00",
          "-0700",
          "-07",
          "Z07:00:00",
          "Z070000",
          "Z07:00",
          "Z0700",
          "Z07",
          "1",
          "2",
          "3",
          "4",
          "5");

  private final List<Part> parts;
  private final boolean hasYear;

  /**
   * A stretch of a layout.
   *
   * @param isElement whether it stands for a part of the time, or else for itself
   */
  record Part(String text, boolean isElement) {
    boolean isFraction() {
      return isElement && (text.charAt(0) == '.' || text.charAt(0) == ',');
    }
  }

  /**
   * A time that was read.
   *
   * @param zoneName what {@code MST} in a layout shows; empty when the offset stands for the name
   */
  public record Parsed(ZonedDateTime time, String zoneName) {}

  private GoLayout(List<Part> parts) {
    this.parts = List.copyOf(parts);
    this.hasYear =
        parts.stream().anyMatch(p -> p.isElement && (p.text.equals("2006") || p.text.equals("06")));
  }

  /** The layout that a text spells. */
  public static GoLayout of(String layout) {
    List<Part> parts = new ArrayList<>();
    StringBuilder literal = new StringBuilder();
    for (int at = 0; at < layout.length(); ) {
      String element = element(layout, at);
      if (element == null) {
        literal.append(layout.charAt(at++));
        continue;
      }
      if (!literal.isEmpty()) {
        parts.add(new Part(literal.toString(), false));
        literal.setLength(0);
      }
      parts.add(new Part(element, true));
      at += element.length();
    }
    if (!literal.isEmpty()) {
      parts.add(new Part(literal.toString(), false));
    }
    return new GoLayout(parts);
  }

  /** One of Go's constants by its name, such as {@code RFC3339Nano}, else as {@link #of}. */
  public static GoLayout named(String nameOrLayout) {
    return of(NAMED.getOrDefault(nameOrLayout, nameOrLayout));
  }

  private static @Nullable String element(String layout, int at) {
    char c = layout.charAt(at);
    if (c == '.' || c == ',') {
      return fraction(layout, at);
    }
    if (layout.startsWith("_2006", at)) {
      return null;
    }
    for (String element : ELEMENTS) {
      if (layout.startsWith(element, at)) {
        boolean shortName = element.equals("Jan") || element.equals("Mon");
        boolean wordGoesOn =
            shortName && at + 3 < layout.length() && Character.isLowerCase(layout.charAt(at + 3));
        if (!wordGoesOn) {
          return element;
        }
      }
    }
    return null;
  }

  private static @Nullable String fraction(String layout, int at) {
    char digit = at + 1 < layout.length() ? layout.charAt(at + 1) : 0;
    if (digit != '0' && digit != '9') {
      return null;
    }
    int end = at + 1;
    while (end < layout.length() && layout.charAt(end) == digit) {
      end++;
    }
    boolean digitFollows = end < layout.length() && Character.isDigit(layout.charAt(end));
    return digitFollows ? null : layout.substring(at, end);
  }

  /** Whether times of this layout say their year; those that do not are read as of year 0. */
  public boolean hasYear() {
    return hasYear;
  }

  /**
   * Writes a time.
   *
   * @param zoneName as in {@link Parsed}
   */
  public String format(ZonedDateTime time, String zoneName) {
    StringBuilder out = new StringBuilder();
    for (Part part : parts) {
      if (part.isElement) {
        GoLayoutWriter.append(out, time, zoneName, part);
      } else {
        out.append(part.text);
      }
    }
    return out.toString();
  }

  /**
   * Reads a time.
   *
   * @param zone of times that name none
   * @throws DateTimeException when the text is not of this layout, or no time
   */
  public Parsed parse(String text, ZoneId zone) {
    GoLayoutReader reader = new GoLayoutReader(text);
    for (int i = 0; i < parts.size(); i++) {
      reader.read(parts.get(i), i + 1 < parts.size() ? parts.get(i + 1) : null);
    }
    return reader.finish(zone);
  }
}
