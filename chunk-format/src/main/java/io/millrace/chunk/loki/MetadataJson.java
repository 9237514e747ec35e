package io.millrace.chunk.loki;

import io.millrace.bytes.FormatException;
import io.millrace.labels.Labels;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Reads the JSON in front of a log chunk. Unknown keys are passed over, nesting is bounded. */
final class MetadataJson {
  private static final int MAX_DEPTH = 8;
  private static final int MAX_NUMBER_LENGTH = 32;

  private final String text;

  /** Offset of the JSON's object, for errors: its own offsets are behind a compression. */
  private final long offset;

  private int at;

  private MetadataJson(String text, long offset) {
    this.text = text;
    this.offset = offset;
  }

  static LokiObjectMetadata parse(String text, long offset) throws FormatException {
    return new MetadataJson(text, offset).metadata();
  }

  private LokiObjectMetadata metadata() throws FormatException {
    long fingerprint = 0;
    String tenant = "";
    long from = 0;
    long through = 0;
    Labels metric = Labels.empty();
    expect('{');
    while (!accept('}')) {
      String key = string();
      expect(':');
      switch (key) {
        case "fingerprint" -> fingerprint = number().toBigInteger().longValue();
        case "userID" -> tenant = string();
        case "from" -> from = millis();
        case "through" -> through = millis();
        case "metric" -> metric = labels();
        case "encoding" -> requireLogChunk(number().intValue());
        default -> skipValue(0);
      }
      separator();
    }
    return new LokiObjectMetadata(fingerprint, tenant, from, through, metric);
  }

  private void requireLogChunk(int encoding) throws FormatException {
    if (encoding != LokiObject.LOG_CHUNK) {
      throw FormatException.notRecognised(
          offset, "chunk encoding " + encoding + " is no log chunk's");
    }
  }

  private Labels labels() throws FormatException {
    Labels.Builder labels = new Labels.Builder();
    expect('{');
    while (!accept('}')) {
      String name = string();
      expect(':');
      labels.set(name, string());
      separator();
    }
    return labels.build();
  }

  private long millis() throws FormatException {
    BigDecimal millis = number().movePointRight(3).setScale(0, RoundingMode.HALF_EVEN);
    if (millis.precision() > 18) {
      throw bad("time out of range");
    }
    return millis.longValue();
  }

  /** A comma, or the sight of a closing brace. */
  private void separator() throws FormatException {
    if (!accept(',') && peek() != '}') {
      throw bad("expected ',' or '}'");
    }
  }

  private BigDecimal number() throws FormatException {
    skipSpace();
    int start = at;
    while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    String number = text.substring(start, at);
    // An exponent would let a few characters stand for a number of any size.
    if (number.length() > MAX_NUMBER_LENGTH
        || number.indexOf('e') >= 0
        || number.indexOf('E') >= 0) {
      throw bad("number out of range");
    }
    try {
      return new BigDecimal(number);
    } catch (NumberFormatException e) {
      throw bad("expected a number");
    }
  }

  private String string() throws FormatException {
    expect('"');
    StringBuilder value = new StringBuilder();
    while (true) {
      char c = next();
      switch (c) {
        case '"' -> {
          return value.toString();
        }
        case '\\' -> value.append(escape());
        default -> value.append(c);
      }
    }
  }

  private char escape() throws FormatException {
    char c = next();
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        int code = 0;
        for (int i = 0; i < 4; i++) {
          int digit = Character.digit(next(), 16);
          if (digit < 0) {
            throw bad("illegal escape");
          }
          code = 16 * code + digit;
        }
        yield (char) code;
      }
      default -> throw bad("illegal escape");
    };
  }

  private void skipValue(int depth) throws FormatException {
    if (depth > MAX_DEPTH) {
      throw bad("nested too deeply");
    }
    switch (peek()) {
      case '"' -> string();
      case '{' -> {
        expect('{');
        while (!accept('}')) {
          string();
          expect(':');
          skipValue(depth + 1);
          separator();
        }
      }
      case '[' -> {
        expect('[');
        while (!accept(']')) {
          skipValue(depth + 1);
          if (!accept(',') && peek() != ']') {
            throw bad("expected ',' or ']'");
          }
        }
      }
      case 't', 'f', 'n' -> {
        while (at < text.length() && Character.isLetter(text.charAt(at))) {
          at++;
        }
      }
      default -> number();
    }
  }

  private void expect(char c) throws FormatException {
    if (!accept(c)) {
      throw bad("expected '" + c + "'");
    }
  }

  private boolean accept(char c) {
    skipSpace();
    if (at < text.length() && text.charAt(at) == c) {
      at++;
      return true;
    }
    return false;
  }

  private char peek() throws FormatException {
    skipSpace();
    if (at == text.length()) {
      throw bad("unexpected end");
    }
    return text.charAt(at);
  }

  private char next() throws FormatException {
    if (at == text.length()) {
      throw bad("unexpected end");
    }
    return text.charAt(at++);
  }

  private void skipSpace() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private FormatException bad(String what) {
    return FormatException.damaged(offset, "chunk metadata, character " + at + ": " + what);
  }
}
