package io.millrace.service.http;

import java.util.List;
import java.util.Locale;

/** Reads Accept-Encoding (RFC 9110, section 12.5.3) for the one coding that answers can have. */
final class AcceptEncoding {
  private AcceptEncoding() {}

  /** Whether gzip, or anything, is named with a weight above zero. */
  static boolean allowsGzip(List<String> fieldValues) {
    boolean any = false;
    for (String fieldValue : fieldValues) {
      for (String item : fieldValue.toLowerCase(Locale.ROOT).split(",", -1)) {
        int end = item.indexOf(';');
        String coding = (end < 0 ? item : item.substring(0, end)).strip();
        boolean wanted = end < 0 || !isZero(item.substring(end + 1));
        if (coding.equals("gzip") || coding.equals("x-gzip")) {
          return wanted;
        }
        any |= coding.equals("*") && wanted;
      }
    }
    return any;
  }

  private static boolean isZero(String parameter) {
    String weight = parameter.strip().replace(" ", "");
    return weight.equals("q=0") || weight.matches("q=0\\.0{0,3}");
  }
}
