package io.millrace.querier.ruler.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.querier.ruler.RuleBook;
import io.millrace.querier.ruler.Ruler;
import io.millrace.querier.ruler.RulerLimits;
import io.millrace.querier.ruler.RulerSettings;
import io.millrace.querier.ruler.group.EvaluationMetrics;
import io.millrace.querier.ruler.group.GroupRunner;
import io.millrace.querier.ruler.group.RuleQuery;
import io.millrace.querier.ruler.group.Sinks;
import io.millrace.querier.ruler.notify.Notification;
import io.millrace.querier.ruler.remotewrite.WriteSample;
import io.millrace.querier.ruler.storage.GroupStates;
import io.millrace.querier.ruler.storage.RuleFiles;
import io.millrace.querier.ruler.storage.StoredRules;
import io.millrace.service.config.ConfigFile;
import io.millrace.service.http.HttpException;
import io.millrace.service.http.HttpRequest;
import io.millrace.service.http.HttpResponse;
import io.millrace.service.http.Method;
import io.millrace.service.http.Route;
import io.millrace.store.object.FilesystemObjectStore;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RulesOverHttpTest {
  private static final long START = 1_700_000_000_001L;
  private static final String GROUP =
      """
      name: errors
      rules:
      - alert: Errors
        expr: vector(1)
        for: 1m
        labels:
          severity: page
      - record: a:b
        expr: vector(2)
      """;

  @TempDir private Path directory;
  private final List<Notification> notified = new ArrayList<>();
  private final List<Route> routes = new ArrayList<>();
  private RulerLimits limits = RulerLimits.DEFAULT;
  private boolean mayRun = true;
  private Ruler ruler;

  @BeforeEach
  void open() throws Exception {
    FilesystemObjectStore objects = new FilesystemObjectStore(directory.resolve("objects"));
    RulerSettings settings =
        ConfigFile.parse(
                "test",
                "ruler: {disabled_tenants: off}",
                ConfigFile.Options.loki(false),
                root -> RulerSettings.from(root, directory))
            .config();
    Sinks sinks =
        new Sinks() {
          @Override
          public void notify(String tenant, List<Notification> notifications) {
            notified.addAll(notifications);
          }

          @Override
          public void write(String tenant, List<WriteSample> samples) {}
        };
    RuleBook book = new RuleBook(new StoredRules(objects), new RuleFiles(settings.directory()));
    ruler =
        new Ruler(
            settings,
            book,
            new GroupRunner.Parts(
                (_, _, _) -> List.of(new RuleQuery.Sample(Map.of("app", "web"), 15)),
                new GroupStates(objects),
                sinks,
                settings.evaluation(),
                new EvaluationMetrics(new PrometheusRegistry())),
            () -> mayRun,
            Runnable::run);
    ruler.tick(START);
    routes.addAll(
        new RuleRoutes(book, ruler, r -> "team", _ -> limits, () -> Instant.ofEpochMilli(START))
            .routes());
    routes.addAll(new AlertRoutes(ruler, _ -> "team").routes());
  }

  private HttpResponse ask(Method method, String template, String target, String body)
      throws Exception {
    HttpRequest.Builder request = HttpRequest.builder(method, target).body(body);
    String[] names = template.split("/", -1);
    String[] values = target.replaceFirst("\\?.*", "").split("/", -1);
    for (int i = 0; i < names.length; i++) {
      if (names[i].startsWith("{")) {
        String name = names[i].substring(1, names[i].length() - 1);
        request.pathParam(name, URLDecoder.decode(values[i], StandardCharsets.UTF_8));
      }
    }
    for (Route route : routes) {
      if (route.pathTemplate().equals(template) && route.methods().contains(method)) {
        return route.handler().handle(request.build());
      }
    }
    throw new IllegalStateException("no route " + method + " " + template);
  }

  private HttpResponse put(String namespace, String yaml) throws Exception {
    String base = "/loki/api/v1/rules/";
    return ask(Method.POST, base + "{namespace}", base + namespace, yaml);
  }

  private HttpResponse get(String... names) throws Exception {
    String base = "/api/prom/rules";
    String template =
        switch (names.length) {
          case 0 -> base;
          case 1 -> base + "/{namespace}";
          default -> base + "/{namespace}/{group}";
        };
    String target = names.length == 0 ? base : base + "/" + String.join("/", names);
    return ask(Method.GET, template, target, "");
  }

  private JsonNode json(String target) throws Exception {
    HttpResponse response = ask(Method.GET, target.replaceFirst("\\?.*", ""), target, "");
    return new ObjectMapper().readTree(response.bodyText());
  }

  private static void assertRefused(Action action, int status, String message) {
    assertThatThrownBy(action::run)
        .isInstanceOf(HttpException.class)
        .hasMessage(message + "\n")
        .matches(e -> ((HttpException) e).status() == status);
  }

  private interface Action {
    void run() throws Exception;
  }

  @Test
  void storesListsAndDeletesGroups() throws Exception {
    assertRefused(this::get, 404, "no rule groups found");
    assertRefused(() -> get("test", "test"), 404, "group does not exist");
    HttpResponse stored = put("my%20rules", GROUP);
    assertThat(stored.status()).isEqualTo(202);
    assertThat(stored.bodyText())
        .isEqualTo("{\"status\":\"success\",\"data\":null,\"errorType\":\"\",\"error\":\"\"}");
    HttpResponse one = get("my%20rules", "errors");
    assertThat(one.bodyText()).isEqualTo(GROUP);
    assertThat(one.headers().get("Content-Type")).isEqualTo("application/yaml");
    assertThat(get().bodyText()).startsWith("my rules:\n- name: errors\n");
    assertThat(get("my%20rules").bodyText()).isEqualTo(get().bodyText());
    assertRefused(() -> get("other"), 404, "no rule groups found");
    put("my%20rules", GROUP.replace("1m", "2m"));
    assertThat(get("my%20rules", "errors").bodyText()).contains("for: 2m");
    String base = "/api/prom/rules/";
    String group = base + "{namespace}/{group}";
    assertThat(ask(Method.DELETE, group, base + "my%20rules/errors", "").status()).isEqualTo(202);
    assertRefused(
        () -> ask(Method.DELETE, group, base + "my%20rules/errors", ""),
        404,
        "group does not exist");
    assertRefused(
        () -> ask(Method.DELETE, base + "{namespace}", base + "x", ""),
        404,
        "group namespace does not exist");
    put("x", GROUP);
    assertThat(ask(Method.DELETE, base + "{namespace}", base + "x", "").status()).isEqualTo(202);
    assertRefused(this::get, 404, "no rule groups found");
  }

  @Test
  void filtersRulesByLabel() throws Exception {
    put("ns", GROUP);
    String base = "/loki/api/v1/rules";
    HttpResponse found = ask(Method.GET, base, base + "?labels=severity:page,a:b", "");
    assertThat(found.bodyText()).contains("alert: Errors").doesNotContain("record");
    assertRefused(
        () -> ask(Method.GET, base, base + "?labels=severity:none", ""),
        404,
        "no rule groups found");
  }

  @Test
  void refusesWhatIsNoGroupOrLeadsElsewhere() throws Exception {
    assertRefused(() -> put("ns", "- a"), 400, "unable to decoded rule group");
    assertRefused(
        () -> put("ns", "name: g\nrules: [{expr: vector(1)}]"),
        400,
        "one of 'record' or 'alert' must be set");
    HttpResponse traversal = put("..%2Fother", GROUP);
    assertThat(traversal.status()).isEqualTo(500);
    assertThat(traversal.bodyText())
        .contains("\"server_error\"", "invalid namespace: path traversal not allowed");
    assertThat(get("ns", "..%2F..%2Fx").status()).isEqualTo(500);
  }

  @Test
  void holdsTenantsToTheirLimits() throws Exception {
    limits = new RulerLimits(1, 0, true);
    assertRefused(
        () -> put("ns", GROUP),
        400,
        "per-user rules per rule group limit (limit: 1 actual: 2) exceeded");
    limits = new RulerLimits(2, 1, true);
    put("ns", GROUP);
    put("ns", GROUP);
    assertRefused(
        () -> put("other", GROUP), 400, "per-user rule groups limit (limit: 1 actual: 2) exceeded");
  }

  @Test
  void tellsStatesOfRulesAndAlerts() throws Exception {
    assertThat(json("/prometheus/api/v1/rules").toString())
        .isEqualTo(
            "{\"status\":\"success\",\"data\":{\"groups\":[]},\"errorType\":\"\",\"error\":\"\"}");
    put("ns", GROUP);
    JsonNode before = json("/prometheus/api/v1/rules").at("/data/groups/0");
    assertThat(before.at("/rules/0/state").asText()).isEqualTo("unknown");
    assertThat(before.path("lastEvaluation").asText()).isEqualTo("0001-01-01T00:00:00Z");
    ruler.tick(START + 60_000);
    JsonNode group = json("/prometheus/api/v1/rules").at("/data/groups/0");
    assertThat(group.path("name").asText()).isEqualTo("errors");
    assertThat(group.path("file").asText()).isEqualTo("ns");
    assertThat(group.path("interval").asInt()).isEqualTo(60);
    JsonNode rule = group.at("/rules/0");
    assertThat(rule.path("state").asText()).isEqualTo("pending");
    assertThat(rule.path("duration").asInt()).isEqualTo(60);
    assertThat(rule.path("type").asText()).isEqualTo("alerting");
    assertThat(rule.at("/alerts/0/value").asText()).isEqualTo("1.5e+01");
    assertThat(group.at("/rules/1/type").asText()).isEqualTo("recording");
    assertThat(group.at("/rules/1/health").asText()).isEqualTo("ok");
    ruler.tick(START + 120_000);
    JsonNode alert = json("/prometheus/api/v1/alerts").at("/data/alerts/0");
    assertThat(alert.path("state").asText()).isEqualTo("firing");
    assertThat(alert.at("/labels/severity").asText()).isEqualTo("page");
    assertThat(notified).hasSize(1);
    assertThat(json("/prometheus/api/v1/rules?type=record").at("/data/groups/0/rules")).hasSize(1);
    assertThat(json("/prometheus/api/v1/rules?rule_name[]=none").at("/data/groups")).isEmpty();
    assertThat(json("/prometheus/api/v1/rules?file=ns&rule_group=errors").at("/data/groups"))
        .hasSize(1);
    assertThat(json("/prometheus/api/v1/rules?type=x").path("error").asText())
        .isEqualTo("not supported value \"x\"");
  }

  @Test
  void readsFilesAgainAndKeepsThoseInForceThatWereGood() throws Exception {
    Path file = Files.createDirectories(directory.resolve("rules/team")).resolve("a.yaml");
    Files.writeString(file, "groups:\n- " + GROUP.replace("\n", "\n  ").stripTrailing() + "\n");
    ruler.tick(START + 60_000);
    assertThat(get("a.yaml", "errors").bodyText()).isEqualTo(GROUP);
    assertRefused(
        () -> put("a.yaml", GROUP),
        400,
        "the namespace a.yaml is a file of rules: change the file");
    Files.writeString(file, "groups: [{name: broken}]");
    ruler.tick(START + 120_000);
    assertThat(get("a.yaml", "errors").bodyText()).isEqualTo(GROUP);
    Files.delete(file);
    ruler.tick(START + 180_000);
    assertThat(ruler.groups("team")).isEmpty();
  }

  @Test
  void evaluatesOnlyWhereItMayAndShowsWhatAnotherProcessKept() throws Exception {
    mayRun = false;
    put("ns", GROUP);
    ruler.tick(START + 60_000);
    ruler.tick(START + 180_000);
    assertThat(json("/prometheus/api/v1/alerts").at("/data/alerts")).isEmpty();
    mayRun = true;
    ruler.tick(START + 240_000);
    ruler.tick(START + 300_000);
    assertThat(json("/prometheus/api/v1/alerts").at("/data/alerts")).hasSize(1);
  }

  @Test
  void writesNumbersAsGoDoes() {
    assertThat(RulerJson.scientific(0)).isEqualTo("0e+00");
    assertThat(RulerJson.scientific(1)).isEqualTo("1e+00");
    assertThat(RulerJson.scientific(-0.00123)).isEqualTo("-1.23e-03");
    assertThat(RulerJson.scientific(1e100)).isEqualTo("1e+100");
    assertThat(RulerJson.scientific(Double.POSITIVE_INFINITY)).isEqualTo("+Inf");
    assertThat(RulerJson.time(1_700_000_000_100L)).isEqualTo("2023-11-14T22:13:20.1Z");
  }
}
