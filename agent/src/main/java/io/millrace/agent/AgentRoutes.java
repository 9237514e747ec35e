package io.millrace.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.agent.discovery.Job;
import io.millrace.agent.input.InputStatus;
import io.millrace.agent.tail.TailStatus;
import io.millrace.service.http.HttpRequest;
import io.millrace.service.http.HttpResponse;
import io.millrace.service.http.Route;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The agent's own pages. */
public final class AgentRoutes {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Agent agent;

  public AgentRoutes(Agent agent) {
    this.agent = agent;
  }

  /**
   * {@code GET /targets}: every file with its state, offsets, lag and why it is not read; as JSON,
   * or as HTML for a browser. {@code GET /service-discovery}: what was found and what rules have
   * made of it.
   */
  public List<Route> routes() {
    return List.of(
        Route.get("/", _ -> HttpResponse.empty(302).withHeader("Location", "targets")),
        Route.get("/targets", this::targets),
        Route.get("/service-discovery", this::discovery));
  }

  private HttpResponse discovery(HttpRequest request) throws JsonProcessingException {
    List<Job.Target> targets = agent.targets();
    if (isForBrowser(request)) {
      return html(DiscoveryPage.render(targets, agent.droppedTargets(), agent.discoveryProblems()));
    }
    Map<String, Object> answer = new LinkedHashMap<>();
    List<Object> active = new ArrayList<>();
    for (Job.Target each : targets) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("job", each.job());
      fields.put("discovered", each.discovered().toMap());
      fields.put("labels", each.labels().toMap());
      fields.put("files", each.files());
      active.add(fields);
    }
    answer.put("targets", active);
    answer.put("droppedTargets", dropped());
    answer.put("problems", agent.discoveryProblems());
    return HttpResponse.json(200, JSON.writeValueAsBytes(answer));
  }

  private static boolean isForBrowser(HttpRequest request) {
    String accept = request.header("Accept");
    return accept != null && accept.contains("text/html");
  }

  private static HttpResponse html(byte[] page) {
    return HttpResponse.bytes(200, "text/html; charset=utf-8", page);
  }

  private List<Object> dropped() {
    List<Object> notRead = new ArrayList<>();
    for (Job.Dropped each : agent.droppedTargets()) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("job", each.job());
      fields.put("discovered", each.discovered().toMap());
      fields.put("reason", each.reason());
      notRead.add(fields);
    }
    return notRead;
  }

  private HttpResponse targets(HttpRequest request) throws JsonProcessingException {
    List<TailStatus> files = agent.files();
    if (isForBrowser(request)) {
      return html(
          TargetsPage.render(
              files, agent.inputs(), agent.droppedTargets(), agent.discoveryProblems()));
    }
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("files", files.stream().map(AgentRoutes::file).toList());
    answer.put("inputs", agent.inputs().stream().map(AgentRoutes::input).toList());
    answer.put("droppedTargets", dropped());
    return HttpResponse.json(200, JSON.writeValueAsBytes(answer));
  }

  private static Map<String, Object> input(InputStatus each) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("job", each.job());
    fields.put("kind", each.kind());
    fields.put("place", each.place());
    fields.put("problem", each.problem() == null ? "" : each.problem());
    return fields;
  }

  private static Map<String, Object> file(TailStatus each) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("job", each.job());
    fields.put("path", each.path());
    fields.put("labels", each.labels().toMap());
    fields.put("state", each.state().name().toLowerCase(Locale.ROOT));
    fields.put("detail", each.detail());
    fields.put("size", each.size());
    fields.put("readOffset", each.readOffset());
    fields.put("committedOffset", each.committedOffset());
    fields.put("lagBytes", each.lagBytes());
    fields.put("openFiles", each.openFiles());
    return fields;
  }
}
