package io.millrace.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compares answers whose numbers or texts depend on the implementation. */
final class LooseComparison {
  private LooseComparison() {}

  /** All keys of the recorded answer are there, with the same JSON type. */
  static @Nullable String shape(String path, JsonNode want, JsonNode got) {
    if (got.isMissingNode()) {
      return path + " is missing";
    }
    if (want.isObject() && got.isObject()) {
      for (Map.Entry<String, JsonNode> member : want.properties()) {
        String name = member.getKey();
        String difference = shape(path + "." + name, member.getValue(), got.path(name));
        if (difference != null) {
          return difference;
        }
      }
      return null;
    }
    boolean same =
        want.isArray() == got.isArray()
            && want.isObject() == got.isObject()
            && want.isTextual() == got.isTextual();
    return same ? null : path + "\n    want: " + want + "\n    got:  " + got;
  }

  /** Streams exactly, sizes within the tolerance of the case. */
  static @Nullable String stats(JsonNode want, JsonNode got, JsonNode tolerance) {
    boolean streams = want.path("streams").equals(got.path("streams"));
    boolean chunks = want.path("chunks").asInt() == 0 == (got.path("chunks").asInt(-1) == 0);
    boolean sizes = true;
    for (String name : new String[] {"bytes", "entries"}) {
      double relative = tolerance.path(name).asDouble();
      sizes &= isNear(want.path(name).asDouble(), got.path(name).asDouble(-1), relative);
    }
    return streams && chunks && sizes ? null : "want: " + want + "\n    got:  " + got;
  }

  /** As empty as the recorded answer is, of the right shape, and with about the same total. */
  static @Nullable String patterns(JsonNode want, JsonNode got, double relative) {
    JsonNode data = got.path("data");
    boolean shaped = got.path("status").asText().equals("success") && data.isArray();
    for (JsonNode pattern : data) {
      shaped &= pattern.path("pattern").isTextual() && pattern.path("samples").isArray();
      for (JsonNode sample : pattern.path("samples")) {
        shaped &= sample.size() == 2 && sample.get(0).isInt() && sample.get(1).isInt();
      }
    }
    boolean same =
        shaped
            && data.isEmpty() == want.path("data").isEmpty()
            && isNear(total(want.path("data")), total(data), relative);
    return same ? null : "want: " + want + "\n    got:  " + got;
  }

  private static double total(JsonNode patterns) {
    double total = 0;
    for (JsonNode pattern : patterns) {
      for (JsonNode sample : pattern.path("samples")) {
        total += sample.path(1).asDouble();
      }
    }
    return total;
  }

  static boolean isNear(double want, double got, double relative) {
    return Math.abs(want - got) <= relative * Math.max(Math.abs(want), Math.abs(got));
  }
}
