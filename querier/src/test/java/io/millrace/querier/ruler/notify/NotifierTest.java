package io.millrace.querier.ruler.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.querier.ruler.alert.Alert;
import io.millrace.querier.ruler.alert.AlertState;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NotifierTest {
  private static Alert alert(AlertState state) {
    return new Alert(
        Map.of("alertname", "A"), Map.of("s", "t"), 1, state, 1000, 2000, 3000, 0, 0, 4000);
  }

  @Test
  void writesAlertmanagersAlerts() throws Exception {
    byte[] body =
        Notifier.encode(
            List.of(
                new Notification(
                    Map.of("alertname", "A", "cluster", "eu"),
                    alert(AlertState.FIRING),
                    "http://g"),
                new Notification(
                    Map.of("alertname", "A"), alert(AlertState.INACTIVE), "http://g")));
    ObjectMapper json = new ObjectMapper();
    assertThat(json.readTree(body))
        .isEqualTo(
            json.readTree(
                """
                [{"labels":{"alertname":"A","cluster":"eu"},"annotations":{"s":"t"},
                  "startsAt":"1970-01-01T00:00:02Z","endsAt":"1970-01-01T00:00:04Z",
                  "generatorURL":"http://g"},
                 {"labels":{"alertname":"A"},"annotations":{"s":"t"},
                  "startsAt":"1970-01-01T00:00:02Z","endsAt":"1970-01-01T00:00:03Z",
                  "generatorURL":"http://g"}]
                """));
  }
}
