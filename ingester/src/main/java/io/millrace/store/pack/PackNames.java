package io.millrace.store.pack;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * Names new packs: {@code packs/<UTC day>/<ULID>.pack}. The ULID begins with the time, so names
 * sort by age, and has 80 random bits, so that any number of writers may name packs.
 */
public final class PackNames {
  private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
  private static final int TIME_DIGITS = 10;
  private static final int RANDOM_DIGITS = 16;
  private static final String SUFFIX = ".pack";
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyyMMdd", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  public PackNames(InstantSource clock) {
    this.clock = clock;
  }

  /** A name below the day of today. */
  public String next() {
    return next(DAY.format(clock.instant()));
  }

  /** A name below the day of the entries, which is what packs that replace others lie under. */
  public String nextForDayOf(long timestampNanos) {
    return next(DAY.format(Instant.ofEpochSecond(TimeUnit.NANOSECONDS.toSeconds(timestampNanos))));
  }

  private String next(String day) {
    long millis = clock.instant().toEpochMilli();
    StringBuilder name = new StringBuilder("packs/").append(day).append('/');
    for (int shift = 5 * (TIME_DIGITS - 1); shift >= 0; shift -= 5) {
      name.append(DIGITS.charAt((int) (millis >>> shift) & 31));
    }
    for (int i = 0; i < RANDOM_DIGITS; i++) {
      name.append(DIGITS.charAt(random.nextInt(32)));
    }
    return name.append(SUFFIX).toString();
  }

  /** When a pack was named, in milliseconds since 1970; empty for names that do not tell. */
  public static OptionalLong millisOf(String packId) {
    int start = packId.lastIndexOf('/') + 1;
    if (packId.length() - start != TIME_DIGITS + RANDOM_DIGITS + SUFFIX.length()) {
      return OptionalLong.empty();
    }
    long millis = 0;
    for (int i = start; i < start + TIME_DIGITS; i++) {
      int digit = DIGITS.indexOf(packId.charAt(i));
      if (digit < 0) {
        return OptionalLong.empty();
      }
      millis = millis << 5 | digit;
    }
    return OptionalLong.of(millis);
  }
}
