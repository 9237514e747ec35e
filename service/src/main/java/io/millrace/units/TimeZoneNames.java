package io.millrace.units;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.TimeZone;

/** Abbreviations of time zones, such as CET. */
public final class TimeZoneNames {
  private TimeZoneNames() {}

  /** The abbreviation at a time, empty for a zone that has none. */
  public static String abbreviation(ZoneId zone, Instant at) {
    if (zone.equals(ZoneOffset.UTC) || zone.getId().equals("UTC")) {
      return "UTC";
    }
    boolean summer = zone.getRules().isDaylightSavings(at);
    String name = TimeZone.getTimeZone(zone).getDisplayName(summer, TimeZone.SHORT, Locale.US);
    return name.startsWith("GMT") && name.length() > 3 ? "" : name;
  }
}
