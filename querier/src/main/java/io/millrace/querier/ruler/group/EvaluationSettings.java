package io.millrace.querier.ruler.group;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/**
 * What holds for all evaluations.
 *
 * @param interval of groups that name none
 * @param resendDelay how long an Alertmanager is not told again of an alert that goes on
 * @param outageTolerance how long nobody may have evaluated for alerts to go on where they were
 * @param externalLabels added to what leaves the process
 * @param externalUrl of the Grafana that alerts lead to, without a slash at its end
 * @param datasourceUid of its data source
 */
public record EvaluationSettings(
    Duration interval,
    Duration resendDelay,
    Duration outageTolerance,
    Map<String, String> externalLabels,
    String externalUrl,
    String datasourceUid) {
  public EvaluationSettings {
    externalLabels = Map.copyOf(externalLabels);
  }

  /** Where Grafana shows what an expression finds. */
  String link(String expression) {
    String query =
        "{\"queries\":[{\"refId\":\"A\",\"expr\":\"%s\",\"queryType\":\"range\",\"datasource\":{\"type\":\"loki\",\"uid\":\"%s\"}}]}"
            .formatted(inJson(expression), inJson(datasourceUid));
    return externalUrl + "/explore?left=" + URLEncoder.encode(query, StandardCharsets.UTF_8);
  }

  private static String inJson(String text) {
    return text.replace("\\", "\\\\")
        .replace("\"", "\\\"")
        .replace("\n", "\\n")
        .replace("\r", "\\r")
        .replace("\t", "\\t");
  }
}
