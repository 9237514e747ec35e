package io.millrace.template;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import java.util.TimeZone;

/** Abbreviations of time zones, such as CET. */
final class TimeZoneNames {
  private TimeZoneNames() {}

  static String abbreviation(ZoneId zone, Instant at) {
    boolean summer = zone.getRules().isDaylightSavings(at);
    String name = TimeZone.getTimeZone(zone).getDisplayName(summer, TimeZone.SHORT, Locale.ROOT);
    return name.startsWith("GMT") && name.length() > 3 ? "" : name;
  }
}
