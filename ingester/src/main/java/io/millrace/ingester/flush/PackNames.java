package io.millrace.ingester.flush;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Names new packs: {@code packs/<UTC day>/<ULID>.pack}. The ULID begins with the time, so names
 * sort by age, and has 80 random bits, so that any number of writers may name packs.
 */
final class PackNames {
  private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyyMMdd", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  PackNames(InstantSource clock) {
    this.clock = clock;
  }

  String next() {
    Instant now = clock.instant();
    StringBuilder name = new StringBuilder("packs/").append(DAY.format(now)).append('/');
    for (int shift = 45; shift >= 0; shift -= 5) {
      name.append(DIGITS.charAt((int) (now.toEpochMilli() >>> shift) & 31));
    }
    for (int i = 0; i < 16; i++) {
      name.append(DIGITS.charAt(random.nextInt(32)));
    }
    return name.append(".pack").toString();
  }
}
