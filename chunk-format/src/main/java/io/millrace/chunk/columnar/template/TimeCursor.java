package io.millrace.chunk.columnar.template;

import io.millrace.bytes.FormatException;
import org.jspecify.annotations.Nullable;

/** See {@link VariableColumn.Times}. */
final class TimeCursor implements VariableColumn.Cursor {
  private static final long SECONDS_OF_DAY = 86_400;

  /** The years 1700 to 2200 lie within. */
  private static final long MAX_SECONDS = 9_000_000_000L;

  private final TimeLayout layout;
  private final long[] timestamps;
  private final long base;
  private final boolean fromBefore;
  private final @Nullable Varints differences;

  /** The time that was put last, with slack; its date is that of {@link #day}. */
  private final byte[] value;

  private final int length;
  private final int clock;
  private long day = Long.MIN_VALUE;
  private long before;
  private boolean isBegun;

  TimeCursor(VariableColumn.Times column, @Nullable Varints differences) {
    this.layout = column.layout();
    this.timestamps = column.timestamps();
    this.base = column.base();
    this.fromBefore = column.reference() == TimeColumn.BEFORE;
    this.differences = differences;
    this.length = layout.length();
    this.value = new byte[length + LineOutput.SLACK];
    this.clock = layout.style() == TimeText.ISO ? 11 : 12;
    byte[] suffix = layout.suffix();
    System.arraycopy(suffix, 0, value, length - suffix.length, suffix.length);
    if (layout.digits() > 0) {
      value[TimeText.length(layout.style())] = (byte) layout.point();
    }
  }

  @Override
  public int next(LineOutput out, int at, int entry) throws FormatException {
    skip(entry);
    long units = before;
    long seconds = Math.floorDiv(units, layout.unitsPerSecond());
    if (seconds < -MAX_SECONDS || seconds > MAX_SECONDS) {
      throw FormatException.damaged(entry, "time of " + seconds + " s");
    }
    long ofDay = Math.floorDiv(seconds, SECONDS_OF_DAY);
    if (ofDay != day) {
      day = ofDay;
      TimeText.putDay(day, layout.style(), layout.separator(), value);
    }
    TimeText.putClock((int) Math.floorMod(seconds, SECONDS_OF_DAY), value, clock);
    long fraction = Math.floorMod(units, layout.unitsPerSecond());
    int last = TimeText.length(layout.style()) + layout.digits();
    for (int i = 0; i < layout.digits(); i++) {
      value[last - i] = (byte) ('0' + fraction % 10);
      fraction /= 10;
    }
    return out.piece(value, 0, length, at);
  }

  @Override
  public void skip(int entry) throws FormatException {
    long units =
        fromBefore && isBegun
            ? before
            : Math.floorDiv(timestamps[entry], layout.unitNanos()) + base;
    if (differences != null) {
      units += differences.nextSigned();
    }
    before = units;
    isBegun = true;
  }

  @Override
  public void requireEnd() throws FormatException {
    if (differences != null) {
      differences.requireEnd();
    }
  }
}
