package io.millrace.querier.ruler.api;

import io.millrace.querier.ruler.RuleBook;
import io.millrace.querier.ruler.Ruler;
import io.millrace.querier.ruler.RulerLimits;
import io.millrace.querier.ruler.rule.GroupKey;
import io.millrace.querier.ruler.rule.Rule;
import io.millrace.querier.ruler.rule.RuleException;
import io.millrace.querier.ruler.rule.RuleGroup;
import io.millrace.querier.ruler.rule.RuleGroups;
import io.millrace.service.http.HttpException;
import io.millrace.service.http.HttpHandler;
import io.millrace.service.http.HttpRequest;
import io.millrace.service.http.HttpResponse;
import io.millrace.service.http.Method;
import io.millrace.service.http.Route;
import io.millrace.service.http.RouteOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** Reads and changes groups of rules: {@code /loki/api/v1/rules} and {@code /api/prom/rules}. */
public final class RuleRoutes {
  private static final int MAX_NAMESPACE_BYTES = 256;

  private final RuleBook book;
  private final Ruler ruler;
  private final Function<HttpRequest, String> tenants;
  private final Function<String, RulerLimits> limits;
  private final InstantSource clock;

  /**
   * Endpoints over the rules of a server.
   *
   * @param tenants finds the tenant of a request, or refuses it with an HttpException
   */
  public RuleRoutes(
      RuleBook book,
      Ruler ruler,
      Function<HttpRequest, String> tenants,
      Function<String, RulerLimits> limits,
      InstantSource clock) {
    this.book = book;
    this.ruler = ruler;
    this.tenants = tenants;
    this.limits = limits;
    this.clock = clock;
  }

  public List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    for (String base : List.of("/loki/api/v1/rules", "/api/prom/rules")) {
      routes.add(Route.get(base, this::list));
      routes.add(Route.get(base + "/{namespace}", this::list));
      routes.add(Route.post(base + "/{namespace}", this::put));
      routes.add(delete(base + "/{namespace}", this::deleteNamespace));
      routes.add(Route.get(base + "/{namespace}/{group}", this::get));
      routes.add(delete(base + "/{namespace}/{group}", this::deleteGroup));
    }
    return routes;
  }

  private static Route delete(String path, HttpHandler handler) {
    return new Route(Set.of(Method.DELETE), path, handler, RouteOptions.DEFAULT);
  }

  /** The request names something that leads out of the tenant's rules. */
  private static final class Traversal extends Exception {
    private static final long serialVersionUID = 1;

    Traversal(String what) {
      super("invalid " + what + ": path traversal not allowed", null, false, false);
    }
  }

  private static String name(HttpRequest request, String parameter, String what) throws Traversal {
    String name = request.pathParam(parameter);
    if (name.startsWith("/") || List.of(name.split("[/\\\\]", -1)).contains("..")) {
      throw new Traversal(what);
    }
    return name;
  }

  private interface Action {
    HttpResponse run() throws IOException, Traversal;
  }

  private static HttpResponse guarded(Action action) throws IOException {
    try {
      return action.run();
    } catch (Traversal e) {
      return RulerJson.serverError(String.valueOf(e.getMessage()));
    }
  }

  private static String namespace(HttpRequest request) throws Traversal {
    return name(request, "namespace", "namespace");
  }

  private static GroupKey key(HttpRequest request, String tenant) throws Traversal {
    return new GroupKey(tenant, namespace(request), name(request, "group", "group name"));
  }

  private static HttpException refused(int status, String message) {
    return new HttpException(status, message + "\n");
  }

  private static HttpResponse yaml(String text) {
    return HttpResponse.bytes(200, "application/yaml", text.getBytes(StandardCharsets.UTF_8));
  }

  private HttpResponse list(HttpRequest request) throws IOException {
    String tenant = tenants.apply(request);
    boolean isOne = request.path().contains("/rules/");
    return guarded(
        () -> {
          String wanted = isOne ? namespace(request) : "";
          List<String> labels = List.of(request.params().get("labels", "").split(",", 0));
          Map<String, List<RuleGroup>> found = new TreeMap<>();
          book.of(tenant)
              .forEach(
                  (key, group) -> {
                    RuleGroup kept = filtered(group, labels);
                    if (!kept.rules().isEmpty() && (!isOne || key.namespace().equals(wanted))) {
                      found.computeIfAbsent(key.namespace(), _ -> new ArrayList<>()).add(kept);
                    }
                  });
          if (found.isEmpty()) {
            throw refused(404, "no rule groups found");
          }
          return yaml(RuleGroups.toYaml(found));
        });
  }

  /** The group with those rules that have one of the labels, {@code name:value} each. */
  private static RuleGroup filtered(RuleGroup group, List<String> labels) {
    if (labels.stream().allMatch(String::isEmpty)) {
      return group;
    }
    List<Rule> rules =
        group.rules().stream()
            .filter(
                rule ->
                    rule.labels().entrySet().stream()
                        .anyMatch(each -> labels.contains(each.getKey() + ":" + each.getValue())))
            .toList();
    return new RuleGroup(group.name(), group.interval(), group.limit(), rules);
  }

  private HttpResponse get(HttpRequest request) throws IOException {
    String tenant = tenants.apply(request);
    return guarded(
        () ->
            yaml(
                RuleGroups.toYaml(
                    book.find(key(request, tenant))
                        .orElseThrow(() -> refused(404, "group does not exist")))));
  }

  private HttpResponse put(HttpRequest request) throws IOException {
    String tenant = tenants.apply(request);
    return guarded(
        () -> {
          String namespace = namespace(request);
          RuleGroup group = parsed(request);
          GroupKey key = new GroupKey(tenant, namespace, group.name());
          check(key, group);
          book.stored().put(key, group);
          ruler.sync(tenant, clock.millis());
          return RulerJson.success(202, null);
        });
  }

  private static RuleGroup parsed(HttpRequest request) {
    try {
      return RuleGroups.parse(request.bodyText());
    } catch (RuleException e) {
      // The text is Loki's; clients look for it.
      String message = String.valueOf(e.getMessage());
      throw refused(400, e.isUnreadable() ? "unable to decoded rule group" : message);
    }
  }

  private void check(GroupKey key, RuleGroup group) throws IOException {
    if (key.namespace().getBytes(StandardCharsets.UTF_8).length > MAX_NAMESPACE_BYTES) {
      throw refused(400, "a namespace has at most " + MAX_NAMESPACE_BYTES + " bytes");
    }
    checkFile(key.tenant(), key.namespace());
    RulerLimits ofTenant = limits.apply(key.tenant());
    int rules = group.rules().size();
    if (ofTenant.maxRulesPerGroup() > 0 && rules > ofTenant.maxRulesPerGroup()) {
      throw refused(
          400,
          "per-user rules per rule group limit (limit: %d actual: %d) exceeded"
              .formatted(ofTenant.maxRulesPerGroup(), rules));
    }
    if (ofTenant.maxGroups() > 0) {
      Map<GroupKey, RuleGroup> known = book.of(key.tenant());
      int groups = known.size() + (known.containsKey(key) ? 0 : 1);
      if (groups > ofTenant.maxGroups()) {
        throw refused(
            400,
            "per-user rule groups limit (limit: %d actual: %d) exceeded"
                .formatted(ofTenant.maxGroups(), groups));
      }
    }
  }

  private void checkFile(String tenant, String namespace) {
    if (book.isFile(tenant, namespace)) {
      throw refused(400, "the namespace " + namespace + " is a file of rules: change the file");
    }
  }

  private HttpResponse deleteGroup(HttpRequest request) throws IOException {
    String tenant = tenants.apply(request);
    return guarded(
        () -> {
          GroupKey key = key(request, tenant);
          checkFile(tenant, key.namespace());
          if (!book.stored().delete(key)) {
            throw refused(404, "group does not exist");
          }
          ruler.sync(tenant, clock.millis());
          return RulerJson.success(202, null);
        });
  }

  private HttpResponse deleteNamespace(HttpRequest request) throws IOException {
    String tenant = tenants.apply(request);
    return guarded(
        () -> {
          String namespace = namespace(request);
          checkFile(tenant, namespace);
          if (!book.stored().deleteNamespace(tenant, namespace)) {
            throw refused(404, "group namespace does not exist");
          }
          ruler.sync(tenant, clock.millis());
          return RulerJson.success(202, null);
        });
  }
}
