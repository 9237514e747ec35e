package io.millrace.querier.api;

import io.millrace.units.GoFloat;
import java.nio.charset.StandardCharsets;

/** Writes JSON text. Commas are put where they belong; the caller opens and closes. */
final class Json {
  private static final String HEX = "0123456789abcdef";

  private final StringBuilder out = new StringBuilder(1024);
  private boolean needsComma;

  private void separate() {
    if (needsComma) {
      out.append(',');
    }
    needsComma = true;
  }

  Json beginObject() {
    separate();
    out.append('{');
    needsComma = false;
    return this;
  }

  Json endObject() {
    out.append('}');
    needsComma = true;
    return this;
  }

  Json beginArray() {
    separate();
    out.append('[');
    needsComma = false;
    return this;
  }

  Json endArray() {
    out.append(']');
    needsComma = true;
    return this;
  }

  Json name(String name) {
    separate();
    quote(name);
    out.append(':');
    needsComma = false;
    return this;
  }

  Json string(String value) {
    separate();
    quote(value);
    return this;
  }

  Json number(long value) {
    separate();
    out.append(value);
    return this;
  }

  Json number(double value) {
    separate();
    out.append(Double.isFinite(value) ? GoFloat.formatPlain(value) : "0");
    return this;
  }

  Json bool(boolean value) {
    separate();
    out.append(value);
    return this;
  }

  Json nothing() {
    separate();
    out.append("null");
    return this;
  }

  private void quote(String text) {
    out.append('"');
    int copied = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c != '"' && c != '\\') {
        continue;
      }
      out.append(text, copied, i);
      copied = i + 1;
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> out.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
      }
    }
    out.append(text, copied, text.length()).append('"');
  }

  byte[] toBytes() {
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }
}
