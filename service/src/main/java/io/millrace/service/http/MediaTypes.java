package io.millrace.service.http;

import java.util.Locale;

/** Media types as far as the server looks at them. */
final class MediaTypes {
  static final String TEXT = "text/plain; charset=utf-8";
  static final String JSON = "application/json; charset=UTF-8";

  private MediaTypes() {}

  /** The type without parameters, in lower case. */
  static String base(String contentType) {
    int end = contentType.indexOf(';');
    String base = end < 0 ? contentType : contentType.substring(0, end);
    return base.strip().toLowerCase(Locale.ROOT);
  }

  /** Whether gzip is likely to make a body of this type smaller. */
  static boolean isCompressible(String contentType) {
    String base = base(contentType);
    return base.startsWith("text/")
        || base.endsWith("json")
        || base.endsWith("javascript")
        || base.endsWith("xml")
        || base.endsWith("protobuf")
        || base.equals("application/yaml");
  }
}
