package io.millrace.agent;

import io.millrace.agent.discovery.Job;
import io.millrace.agent.input.InputStatus;
import io.millrace.agent.tail.TailStatus;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code /targets} for a browser. */
final class TargetsPage {
  private static final String HEAD =
      """
      <!doctype html>
      <html lang="en">
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width">
      <title>Millrace agent: %s</title>
      <style>
      body { font: 14px/1.4 system-ui, sans-serif; margin: 2em; color: #222; background: #fff }
      table { border-collapse: collapse; width: 100% }
      th, td { text-align: left; padding: .3em .8em .3em 0; border-bottom: 1px solid #ddd }
      td.n { text-align: right; font-variant-numeric: tabular-nums }
      .problem { color: #b00020 }
      @media (prefers-color-scheme: dark) { body { color: #ddd; background: #181818 } }
      </style>
      <p><a href="targets">Targets</a> <a href="service-discovery">Service discovery</a>
      <a href="config">Config</a> <a href="metrics">Metrics</a></p>
      <h1>%s</h1>
      """;

  private TargetsPage() {}

  /** The page: the files that lag most come first. */
  static byte[] render(
      List<TailStatus> files,
      List<InputStatus> inputs,
      List<Job.Dropped> dropped,
      Map<String, String> problems) {
    StringBuilder out = new StringBuilder(head("Targets"));
    problems.forEach(
        (job, problem) ->
            out.append("<p class=problem>").append(escape(job + ": " + problem)).append("</p>\n"));
    out.append("<p>").append(files.size()).append(" files</p>\n<table>\n");
    out.append("<tr><th>Job<th>File<th>State<th>Labels<th>Size<th>Acknowledged<th>Lag\n");
    files.stream()
        .sorted(Comparator.comparingLong(TailStatus::lagBytes).reversed())
        .forEach(file -> row(out, file));
    out.append("</table>\n");
    if (!inputs.isEmpty()) {
      out.append("<h2>Other sources</h2>\n<table>\n<tr><th>Job<th>Kind<th>Place<th>Problem\n");
      for (InputStatus each : inputs) {
        out.append("<tr><td>").append(escape(each.job()));
        out.append("<td>").append(escape(each.kind()));
        out.append("<td>").append(escape(each.place()));
        String problem = each.problem() == null ? "" : each.problem();
        out.append("<td class=problem>").append(escape(problem)).append('\n');
      }
      out.append("</table>\n");
    }
    if (!dropped.isEmpty()) {
      out.append("<h2>Targets that are not read</h2>\n<table>\n<tr><th>Job<th>Reason<th>Found\n");
      for (Job.Dropped each : dropped) {
        out.append("<tr><td>").append(escape(each.job()));
        out.append("<td class=problem>").append(escape(each.reason()));
        out.append("<td>").append(escape(each.discovered().toString())).append('\n');
      }
      out.append("</table>\n");
    }
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void row(StringBuilder out, TailStatus file) {
    out.append("<tr><td>").append(escape(file.job()));
    out.append("<td>").append(escape(file.path()));
    out.append("<td>").append(file.state().name().toLowerCase(Locale.ROOT));
    if (!file.detail().isEmpty()) {
      out.append("<br><span class=problem>").append(escape(file.detail())).append("</span>");
    }
    out.append("<td>").append(escape(file.labels().toString()));
    out.append("<td class=n>").append(file.size());
    out.append("<td class=n>").append(file.committedOffset());
    out.append("<td class=n>").append(file.lagBytes()).append('\n');
  }

  static String head(String title) {
    return HEAD.replace("%s", title);
  }

  static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
