package io.millrace.agent.pipeline;

import io.millrace.units.GoLayout;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/**
 * Times of a layout; those without a year are of this year, or of the next or last around New Year.
 */
record LayoutFormat(GoLayout layout) implements TimestampStage.Format {
  @Override
  public long parse(String text, ZoneId zone, LocalDate today) {
    ZonedDateTime time = layout.parse(text, zone).time();
    if (!layout.hasYear()) {
      time = inYearOf(today, time.toLocalDateTime()).atZone(time.getZone());
    }
    return Math.addExact(Math.multiplyExact(time.toEpochSecond(), 1_000_000_000L), time.getNano());
  }

  private static LocalDateTime inYearOf(LocalDate today, LocalDateTime time) {
    int month = time.getMonthValue();
    int now = today.getMonthValue();
    int year = today.getYear() + (month == 12 && now == 1 ? -1 : month == 1 && now == 12 ? 1 : 0);
    boolean isLeapDay = month == 2 && time.getDayOfMonth() == 29;
    LocalDateTime moved = time.withYear(year);
    // Java ends February where Go goes on to March.
    return isLeapDay && moved.getDayOfMonth() != 29 ? moved.plusDays(1) : moved;
  }
}
