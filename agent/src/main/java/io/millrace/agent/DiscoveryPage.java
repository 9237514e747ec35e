package io.millrace.agent;

import io.millrace.agent.discovery.Job;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code /service-discovery} for a browser: what was found, and what rules have made of it. */
final class DiscoveryPage {
  /** Of the targets that rules drop only so many are shown for each job. */
  private static final int MAX_DROPPED = 100;

  private DiscoveryPage() {}

  static byte[] render(
      List<Job.Target> targets, List<Job.Dropped> dropped, Map<String, String> problems) {
    StringBuilder out = new StringBuilder(TargetsPage.head("Service discovery"));
    problems.forEach(
        (job, problem) ->
            out.append("<p class=problem>")
                .append(TargetsPage.escape(job + ": " + problem))
                .append("</p>\n"));
    out.append("<p>").append(targets.size()).append(" targets</p>\n<table>\n");
    out.append("<tr><th>Job<th>Found<th>Labels<th>Files\n");
    for (Job.Target each : targets) {
      out.append("<tr><td>").append(TargetsPage.escape(each.job()));
      out.append("<td>").append(TargetsPage.escape(each.discovered().toString()));
      out.append("<td>").append(TargetsPage.escape(each.labels().toString()));
      out.append("<td class=n>").append(each.files()).append('\n');
    }
    out.append("</table>\n<h2>Dropped</h2>\n<table>\n<tr><th>Job<th>Reason<th>Found\n");
    Map<String, Integer> shown = new HashMap<>();
    for (Job.Dropped each : dropped) {
      if (shown.merge(each.job(), 1, Integer::sum) > MAX_DROPPED) {
        continue;
      }
      out.append("<tr><td>").append(TargetsPage.escape(each.job()));
      out.append("<td>").append(TargetsPage.escape(each.reason()));
      out.append("<td>").append(TargetsPage.escape(each.discovered().toString())).append('\n');
    }
    return out.append("</table>\n").toString().getBytes(StandardCharsets.UTF_8);
  }
}
