package io.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.service.http.Method;
import io.millrace.service.http.Route;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

class OpenApiTest {
  private static final Pattern REFERENCE = Pattern.compile("#/components/([A-Za-z]+)/([A-Za-z]+)");

  @TempDir private Path directory;
  private RunningServer server;
  private String text = "";
  private Map<?, ?> description = Map.of();

  @BeforeEach
  void start() throws Exception {
    server = new RunningServer(directory, "auth_enabled: false\n");
    text = server.get("/openapi.yaml").body();
    description = new Yaml().load(text);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static Map<?, ?> map(Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  @Test
  void describesEachRouteAndNothingElse() {
    Set<String> routes = new TreeSet<>();
    for (Route route : server.routes()) {
      for (Method method : route.methods()) {
        routes.add(method.name() + " " + route.pathTemplate());
      }
    }
    Set<String> described = new TreeSet<>();
    map(description.get("paths"))
        .forEach(
            (path, methods) ->
                map(methods)
                    .keySet()
                    .forEach(
                        method ->
                            described.add(
                                method.toString().toUpperCase(Locale.ROOT) + " " + path)));
    assertThat(described).isEqualTo(routes);
  }

  @Test
  void eachReferenceLeadsSomewhere() {
    Map<?, ?> components = map(description.get("components"));
    Set<String> missing = new LinkedHashSet<>();
    Matcher reference = REFERENCE.matcher(text);
    while (reference.find()) {
      if (!map(components.get(reference.group(1))).containsKey(reference.group(2))) {
        missing.add(reference.group());
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void eachOperationHasASummaryAndAnAnswer() {
    map(description.get("paths"))
        .forEach(
            (path, methods) ->
                map(methods)
                    .forEach(
                        (method, operation) -> {
                          assertThat(map(operation).get("summary"))
                              .as(method + " " + path)
                              .isNotNull();
                          assertThat(map(map(operation).get("responses"))).isNotEmpty();
                        }));
  }
}
