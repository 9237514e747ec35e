package io.millrace.logql.syntax;

import java.util.HashMap;
import java.util.Map;

/** The words of the language, in lower case. */
final class Words {
  static final Map<String, TokenType> KEYWORDS = keywords();
  static final Map<String, TokenType> FUNCTIONS = functions();

  private Words() {}

  private static Map<String, TokenType> keywords() {
    Map<String, TokenType> words = new HashMap<>();
    for (TokenType type : TokenType.values()) {
      if (type.isKeyword()) {
        words.put(type.word(), type);
      }
    }
    return Map.copyOf(words);
  }

  private static Map<String, TokenType> functions() {
    Map<String, TokenType> words = new HashMap<>();
    for (RangeOperation operation : RangeOperation.values()) {
      words.put(operation.word(), TokenType.RANGE_OPERATION);
    }
    for (VectorOperation operation : VectorOperation.values()) {
      words.put(operation.word(), TokenType.VECTOR_OPERATION);
    }
    words.put("vector", TokenType.VECTOR);
    words.put("label_replace", TokenType.LABEL_REPLACE);
    words.put("ip", TokenType.IP);
    words.put("bytes", TokenType.BYTES_CONV);
    words.put("duration", TokenType.DURATION_CONV);
    words.put("duration_seconds", TokenType.DURATION_SECONDS_CONV);
    return Map.copyOf(words);
  }
}
