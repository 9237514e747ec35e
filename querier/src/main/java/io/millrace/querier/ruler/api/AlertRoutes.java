package io.millrace.querier.ruler.api;

import static io.millrace.querier.ruler.api.RulerJson.JSON;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.querier.ruler.Ruler;
import io.millrace.querier.ruler.alert.Alert;
import io.millrace.querier.ruler.group.GroupStatus;
import io.millrace.querier.ruler.group.RuleStatus;
import io.millrace.querier.ruler.rule.Rule;
import io.millrace.service.http.HttpRequest;
import io.millrace.service.http.HttpResponse;
import io.millrace.service.http.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;

/** What rules say now: {@code /prometheus/api/v1/rules} and {@code /prometheus/api/v1/alerts}. */
public final class AlertRoutes {
  private final Ruler ruler;
  private final Function<HttpRequest, String> tenants;

  /**
   * Endpoints over the rules of a server.
   *
   * @param tenants finds the tenant of a request, or refuses it with an HttpException
   */
  public AlertRoutes(Ruler ruler, Function<HttpRequest, String> tenants) {
    this.ruler = ruler;
    this.tenants = tenants;
  }

  public List<Route> routes() {
    return List.of(
        Route.get("/prometheus/api/v1/rules", this::rules),
        Route.get("/prometheus/api/v1/alerts", this::alerts));
  }

  private HttpResponse alerts(HttpRequest request) {
    ObjectNode data = JSON.createObjectNode();
    ArrayNode list = data.putArray("alerts");
    for (GroupStatus group : ruler.groups(tenants.apply(request))) {
      for (RuleStatus rule : group.rules()) {
        rule.alerts().active().forEach(alert -> write(list.addObject(), alert));
      }
    }
    return RulerJson.success(200, data);
  }

  private HttpResponse rules(HttpRequest request) {
    String tenant = tenants.apply(request);
    String type = request.params().get("type", "");
    if (!List.of("", "alert", "record").contains(type)) {
      return RulerJson.badData("not supported value \"" + type + "\"");
    }
    Predicate<String> files = among(request, "file");
    Predicate<String> groups = among(request, "rule_group");
    Predicate<String> names = among(request, "rule_name");
    ObjectNode data = JSON.createObjectNode();
    ArrayNode list = data.putArray("groups");
    for (GroupStatus group : ruler.groups(tenant)) {
      List<RuleStatus> rules =
          group.rules().stream()
              .filter(rule -> names.test(rule.rule().name()) && isOf(type, rule.rule()))
              .toList();
      boolean isWanted = files.test(group.key().namespace()) && groups.test(group.key().group());
      if (isWanted && !rules.isEmpty()) {
        write(list.addObject(), group, rules);
      }
    }
    return RulerJson.success(200, data);
  }

  /** Anything, unless the request names what it wants, as {@code name} or {@code name[]}. */
  private static Predicate<String> among(HttpRequest request, String parameter) {
    List<String> wanted = new ArrayList<>(request.params().all(parameter));
    wanted.addAll(request.params().all(parameter + "[]"));
    return wanted.isEmpty() ? _ -> true : wanted::contains;
  }

  private static boolean isOf(String type, Rule rule) {
    return switch (rule) {
      case Rule.Alerting _ -> !type.equals("record");
      case Rule.Recording _ -> !type.equals("alert");
    };
  }

  private static void write(ObjectNode node, GroupStatus group, List<RuleStatus> rules) {
    node.put("name", group.key().group()).put("file", group.key().namespace());
    ArrayNode list = node.putArray("rules");
    rules.forEach(rule -> write(list.addObject(), rule));
    node.put("interval", group.interval().toMillis() / 1000.0)
        .put("limit", group.limit())
        .put("lastEvaluation", RulerJson.time(group.lastEvaluationMillis()))
        .put("evaluationTime", group.evaluationSeconds());
  }

  private static void write(ObjectNode node, RuleStatus status) {
    switch (status.rule()) {
      case Rule.Alerting rule -> {
        boolean isUnknown =
            status.lastEvaluationMillis() == 0 && status.alerts().active().isEmpty();
        node.put("state", isUnknown ? "unknown" : status.alerts().state().text())
            .put("name", rule.name())
            .put("query", rule.expression())
            .put("duration", rule.holdFor().toMillis() / 1000.0);
        if (!rule.keepFiringFor().isZero()) {
          node.put("keepFiringFor", rule.keepFiringFor().toMillis() / 1000.0);
        }
        rule.labels().forEach(node.putObject("labels")::put);
        rule.annotations().forEach(node.putObject("annotations")::put);
        ArrayNode list = node.putArray("alerts");
        status.alerts().active().forEach(alert -> write(list.addObject(), alert));
        writeHealth(node, status, "alerting");
      }
      case Rule.Recording rule -> {
        node.put("name", rule.name()).put("query", rule.expression());
        rule.labels().forEach(node.putObject("labels")::put);
        writeHealth(node, status, "recording");
      }
    }
  }

  private static void writeHealth(ObjectNode node, RuleStatus status, String type) {
    node.put("health", status.health().name().toLowerCase(Locale.ROOT))
        .put("lastError", status.lastError())
        .put("type", type)
        .put("lastEvaluation", RulerJson.time(status.lastEvaluationMillis()))
        .put("evaluationTime", status.evaluationSeconds());
  }

  private static void write(ObjectNode node, Alert alert) {
    alert.labels().forEach(node.putObject("labels")::put);
    alert.annotations().forEach(node.putObject("annotations")::put);
    node.put("state", alert.state().text())
        .put("activeAt", RulerJson.time(alert.activeAt()))
        .put("value", RulerJson.scientific(alert.value()));
  }
}
