package io.millrace.querier.ruler.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.service.http.HttpResponse;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The frame of the ruler's JSON, and how numbers and times stand in it. */
final class RulerJson {
  static final ObjectMapper JSON = new ObjectMapper();

  /** Go's zero time, for what never was. */
  private static final String NEVER = "0001-01-01T00:00:00Z";

  private RulerJson() {}

  static HttpResponse success(int status, @Nullable JsonNode data) {
    return answer(status, "success", data, "", "");
  }

  static HttpResponse badData(String error) {
    return answer(400, "error", null, "bad_data", error);
  }

  static HttpResponse serverError(String error) {
    return answer(500, "error", null, "server_error", error);
  }

  private static HttpResponse answer(
      int status, String word, @Nullable JsonNode data, String errorType, String error) {
    ObjectNode root = JSON.createObjectNode();
    root.put("status", word);
    root.set("data", data == null ? JSON.nullNode() : data);
    root.put("errorType", errorType).put("error", error);
    try {
      return HttpResponse.json(status, JSON.writeValueAsBytes(root));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can't be written as JSON", e);
    }
  }

  /** Go's RFC3339Nano of milliseconds since 1970, 0 being never. */
  static String time(long millis) {
    if (millis == 0) {
      return NEVER;
    }
    String text = Instant.ofEpochMilli(millis).toString();
    return text.indexOf('.') < 0 ? text : text.replaceFirst("0{1,2}Z$", "Z");
  }

  /** The shortest number with an exponent: {@code 1.5e+01}. */
  static String scientific(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    BigDecimal exact = new BigDecimal(Double.toString(Math.abs(value))).stripTrailingZeros();
    String digits = exact.unscaledValue().toString();
    int exponent = value == 0 ? 0 : exact.precision() - exact.scale() - 1;
    String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
    String sign = 1 / value < 0 ? "-" : "";
    return sign
        + mantissa
        + (exponent < 0 ? "e-" : "e+")
        + String.format(Locale.ROOT, "%02d", Math.abs(exponent));
  }
}
