package io.millrace.service.http;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** An immutable table of routes, looked up by path segments, with the answers to exceptions. */
public final class Routes {
  private final List<Route> routes;
  private final List<ExceptionMapper> mappers;
  private final Node root = new Node();

  private Routes(List<Route> routes, List<ExceptionMapper> mappers) {
    this.routes = List.copyOf(routes);
    this.mappers = List.copyOf(mappers);
    for (Route route : this.routes) {
      insert(route);
    }
  }

  /**
   * A table of the given routes.
   *
   * @throws IllegalArgumentException for two routes that answer the same method and path
   */
  public static Routes of(Collection<Route> routes) {
    return builder().addAll(routes).build();
  }

  public static Routes of(Route... routes) {
    return of(List.of(routes));
  }

  public static Builder builder() {
    return new Builder();
  }

  /** All routes, in the order they were added. */
  public List<Route> routes() {
    return routes;
  }

  /** The same table with each route changed, for example put behind a check. */
  public Routes map(UnaryOperator<Route> change) {
    return new Routes(routes.stream().map(change).toList(), mappers);
  }

  /** The answer of the first mapper that knows {@code exception}. */
  Optional<HttpResponse> map(HttpRequest request, Exception exception) {
    for (ExceptionMapper mapper : mappers) {
      Optional<HttpResponse> response = mapper.map(request, exception);
      if (response.isPresent()) {
        return response;
      }
    }
    return Optional.empty();
  }

  /** What the table says about a method and a raw path. */
  sealed interface Match {
    /**
     * A route, with its parameters percent-decoded.
     *
     * @param method the request's, HEAD included
     */
    record Found(RouteEntry entry, Method method, Map<String, String> params) implements Match {}

    record WrongMethod(String allow) implements Match {}

    record NotFound() implements Match {}
  }

  /** A route with what is computed once for it. */
  record RouteEntry(Route route, String metricName, List<String> paramNames) {}

  /**
   * Looks up a request.
   *
   * @throws HttpException 400 for a path with a broken percent escape
   */
  Match match(String methodName, String rawPath) {
    if (!rawPath.startsWith("/")) {
      return new Match.NotFound();
    }
    String[] segments = rawPath.substring(1).split("/", -1);
    List<String> values = new ArrayList<>(4);
    Node node = find(root, segments, 0, values);
    if (node == null) {
      return new Match.NotFound();
    }
    Method method = Method.parse(methodName);
    RouteEntry entry = method == null ? null : node.entry(method);
    if (method == null || entry == null) {
      return new Match.WrongMethod(node.allow());
    }
    Map<String, String> params = new LinkedHashMap<>();
    for (int i = 0; i < values.size(); i++) {
      params.put(entry.paramNames().get(i), UrlCodec.decodePath(values.get(i)));
    }
    return new Match.Found(entry, method, params);
  }

  private static @Nullable Node find(Node node, String[] segments, int at, List<String> values) {
    if (at == segments.length) {
      return node.entries.isEmpty() ? null : node;
    }
    String segment = segments[at];
    Node literal = node.literals.get(segment);
    if (literal != null) {
      Node found = find(literal, segments, at + 1, values);
      if (found != null) {
        return found;
      }
    }
    int mark = values.size();
    if (node.param != null && !segment.isEmpty()) {
      values.add(segment);
      Node found = find(node.param, segments, at + 1, values);
      if (found != null) {
        return found;
      }
      values.subList(mark, values.size()).clear();
    }
    if (node.rest != null) {
      values.add(String.join("/", List.of(segments).subList(at, segments.length)));
    }
    return node.rest;
  }

  private void insert(Route route) {
    Node node = root;
    List<String> names = new ArrayList<>();
    for (String segment : route.pathTemplate().substring(1).split("/", -1)) {
      if (node.isRest) {
        throw new IllegalArgumentException("segments after {...}: " + route.pathTemplate());
      }
      node = node.child(segment, names);
    }
    RouteEntry entry = new RouteEntry(route, route.metricName(), List.copyOf(names));
    for (Method method : route.methods()) {
      if (node.entries.putIfAbsent(method, entry) != null) {
        throw new IllegalArgumentException("two routes for " + method + " " + route.pathTemplate());
      }
    }
  }

  /** A node of the segment tree; filled by the constructor, read-only after it. */
  private static final class Node {
    final Map<String, Node> literals = new HashMap<>();
    final Map<Method, RouteEntry> entries = new EnumMap<>(Method.class);
    @Nullable Node param;
    @Nullable Node rest;
    boolean isRest;

    Node child(String segment, List<String> names) {
      if (segment.startsWith("{") && segment.endsWith("...}")) {
        names.add(segment.substring(1, segment.length() - 4));
        if (rest == null) {
          rest = new Node();
          rest.isRest = true;
        }
        return rest;
      }
      if (segment.startsWith("{") && segment.endsWith("}")) {
        names.add(segment.substring(1, segment.length() - 1));
        if (param == null) {
          param = new Node();
        }
        return param;
      }
      return literals.computeIfAbsent(segment, _ -> new Node());
    }

    @Nullable RouteEntry entry(Method method) {
      RouteEntry entry = entries.get(method);
      return entry == null && method == Method.HEAD ? entries.get(Method.GET) : entry;
    }

    String allow() {
      StringBuilder allow = new StringBuilder();
      for (Method method : Method.values()) {
        if (entry(method) != null) {
          allow.append(allow.isEmpty() ? "" : ", ").append(method);
        }
      }
      return allow.toString();
    }
  }

  /** Collects routes and exception mappers; not safe for concurrent use. */
  public static final class Builder {
    private final List<Route> routes = new ArrayList<>();
    private final List<ExceptionMapper> mappers = new ArrayList<>();

    private Builder() {}

    public Builder add(Route route) {
      routes.add(route);
      return this;
    }

    public Builder addAll(Collection<Route> more) {
      routes.addAll(more);
      return this;
    }

    /** Adds a mapper, asked after those added before it. */
    public Builder onException(ExceptionMapper mapper) {
      mappers.add(mapper);
      return this;
    }

    /**
     * The table.
     *
     * @throws IllegalArgumentException for two routes that answer the same method and path
     */
    public Routes build() {
      return new Routes(routes, mappers);
    }
  }
}
