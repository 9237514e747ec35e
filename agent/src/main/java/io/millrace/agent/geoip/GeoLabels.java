package io.millrace.agent.geoip;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Makes Promtail's labels of what a database says of an address. */
public enum GeoLabels {
  CITY {
    @Override
    public void read(Map<?, ?> found, BiConsumer<String, String> labels) {
      text(found, labels, "geoip_city_name", "city", "names", "en");
      text(found, labels, "geoip_country_name", "country", "names", "en");
      text(found, labels, "geoip_continent_name", "continent", "names", "en");
      text(found, labels, "geoip_continent_code", "continent", "code");
      text(found, labels, "geoip_postal_code", "postal", "code");
      text(found, labels, "geoip_timezone", "location", "time_zone");
      Object latitude = value(found, "location", "latitude");
      Object longitude = value(found, "location", "longitude");
      if (latitude instanceof Number north && longitude instanceof Number east) {
        labels.accept("geoip_location_latitude", plain(north));
        labels.accept("geoip_location_longitude", plain(east));
      }
      // The most specific one is the last.
      if (found.get("subdivisions") instanceof List<?> parts
          && !parts.isEmpty()
          && parts.getLast() instanceof Map<?, ?> part) {
        text(part, labels, "geoip_subdivision_name", "names", "en");
        text(part, labels, "geoip_subdivision_code", "iso_code");
      }
    }
  },
  COUNTRY {
    @Override
    public void read(Map<?, ?> found, BiConsumer<String, String> labels) {
      text(found, labels, "geoip_country_name", "country", "names", "en");
      text(found, labels, "geoip_country_code", "country", "iso_code");
      text(found, labels, "geoip_continent_name", "continent", "names", "en");
      text(found, labels, "geoip_continent_code", "continent", "code");
    }
  },
  ASN {
    @Override
    public void read(Map<?, ?> found, BiConsumer<String, String> labels) {
      if (found.get("autonomous_system_number") instanceof Number number
          && number.longValue() != 0) {
        labels.accept("geoip_autonomous_system_number", plain(number));
      }
      text(found, labels, "geoip_autonomous_system_organization", "autonomous_system_organization");
    }
  };

  /** Gives each label that there is, never with an empty value. */
  public abstract void read(Map<?, ?> found, BiConsumer<String, String> labels);

  private static void text(
      Map<?, ?> found, BiConsumer<String, String> labels, String label, String... path) {
    if (value(found, path) instanceof String text && !text.isEmpty()) {
      labels.accept(label, text);
    }
  }

  private static @Nullable Object value(Map<?, ?> found, String... path) {
    Object value = found;
    for (String each : path) {
      value = value instanceof Map<?, ?> map ? map.get(each) : null;
    }
    return value;
  }

  /** Decimal, shortest form, no exponent. */
  private static String plain(Number number) {
    BigDecimal decimal = new BigDecimal(number.toString());
    return decimal.signum() == 0 ? "0" : decimal.stripTrailingZeros().toPlainString();
  }
}
