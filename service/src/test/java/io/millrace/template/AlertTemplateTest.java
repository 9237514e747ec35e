package io.millrace.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlertTemplateTest {
  private static String expand(String text, double value) throws TemplateException {
    AlertInput input =
        new AlertInput(
            Map.of("app", "web", "instance", "node1.example.org:9100"),
            value,
            Map.of("cluster", "eu"),
            "http://grafana/base",
            1_700_000_000_000_000_000L);
    return AlertInput.template("annotation", text).execute(input);
  }

  @Test
  void knowsLabelsAndValue() throws Exception {
    assertThat(expand("{{ $labels.app }}: {{ $value }}{{ $labels.none }}", 1_500_000))
        .isEqualTo("web: 1.5e+06");
    assertThat(expand("{{ .Labels.app }} in {{ $externalLabels.cluster }} {{ .Value }}", 3))
        .isEqualTo("web in eu 3");
    assertThat(expand("{{ range $k, $v := $labels }}{{ $k }} {{ end }}", 0))
        .isEqualTo("app instance ");
    assertThat(expand("{{ externalURL }} {{ pathPrefix }} {{ $externalURL }}", 0))
        .isEqualTo("http://grafana/base /base http://grafana/base");
  }

  @ParameterizedTest
  @CsvSource({
    "humanize, 1234567, 1.235M",
    "humanize, 0.0021, 2.1m",
    "humanize, 0, 0",
    "humanize, 999, 999",
    "humanize1024, 1048576, 1Mi",
    "humanize1024, 1000, 1000",
    "humanizePercentage, 0.1234567, 12.35%",
    "humanizeDuration, 0, 0s",
    "humanizeDuration, 90061, 1d 1h 1m 1s",
    "humanizeDuration, -3661, -1h 1m 1s",
    "humanizeDuration, 59.5, 59.5s",
    "humanizeDuration, 0.25, 250ms",
    "humanizeTimestamp, 1700000000, 2023-11-14 22:13:20 +0000 UTC",
    "toDuration, 90, 1m30s"
  })
  void makesNumbersReadable(String function, double value, String text) throws Exception {
    assertThat(expand("{{ $value | " + function + " }}", value)).isEqualTo(text);
  }

  @Test
  void cutsAddressesAndMatches() throws Exception {
    assertThat(expand("{{ stripPort $labels.instance }}", 0)).isEqualTo("node1.example.org");
    assertThat(expand("{{ stripDomain $labels.instance }}", 0)).isEqualTo("node1:9100");
    assertThat(expand("{{ stripPort \"[::1]:80\" }}", 0)).isEqualTo("::1");
    assertThat(expand("{{ reReplaceAll \"(n)ode\" \"$1\" $labels.instance }}", 0))
        .isEqualTo("n1.example.org:9100");
    assertThat(expand("{{ if match \"^web\" $labels.app }}{{ title \"ok then\" }}{{ end }}", 0))
        .isEqualTo("Ok Then");
    assertThat(expand("{{ printf \"%.1f\" $value }}", 2.25)).isEqualTo("2.2");
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertThatThrownBy(() -> AlertInput.template("t", "{{ nonsense }}"))
        .hasMessageContaining("nonsense");
    assertThatThrownBy(() -> AlertInput.template("t", "{{ $labels.app "))
        .isInstanceOf(TemplateException.class);
    assertThatThrownBy(() -> expand("{{ humanize \"many\" }}", 0))
        .hasMessageContaining("error calling humanize");
  }
}
