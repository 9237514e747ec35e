package io.millrace.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.agent.discovery.Job;
import io.millrace.labels.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DiscoveryPageTest {
  @Test
  void showsAHundredDroppedTargetsOfEachJob() {
    List<Job.Dropped> dropped = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      dropped.add(new Job.Dropped("one", Labels.of("n", "<" + i + ">"), "dropped"));
    }
    dropped.add(new Job.Dropped("two", Labels.of("n", "last"), "no_path"));
    String page = new String(DiscoveryPage.render(List.of(), dropped, Map.of()), UTF_8);
    assertThat(page)
        .contains("&lt;99&gt;", "last", "no_path")
        .doesNotContain("&lt;100&gt;", "<99>");
  }
}
