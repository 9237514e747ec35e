package io.millrace.service.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {
  private static <T> LoadedConfig<T> read(String text, Function<ConfigMap, T> reader)
      throws ConfigException {
    return ConfigFile.parse("c.yml", text, ConfigFile.Options.STRICT, reader);
  }

  private static LoadedConfig<ServerConfig> readLoki(String text) throws ConfigException {
    return ConfigFile.parse(
        "c.yml",
        text,
        ConfigFile.Options.loki(false),
        map -> map.section("server", server -> ServerConfig.from(server, 3100)));
  }

  private static List<String> problems(String text, Function<ConfigMap, ?> reader) {
    ConfigException failure = catchThrowableOfType(ConfigException.class, () -> read(text, reader));
    return failure.problems().stream().map(ConfigProblem::toString).toList();
  }

  private static List<String> lokiProblems(String text) {
    ConfigException failure = catchThrowableOfType(ConfigException.class, () -> readLoki(text));
    return failure.problems().stream().map(ConfigProblem::toString).toList();
  }

  @Test
  void givesDefaultsForAnEmptyFile() throws Exception {
    for (String text : new String[] {"", "\n", "---\n", "# nothing\n", "~\n"}) {
      ServerConfig server = readLoki(text).config();
      assertThat(server.httpListenPort()).isEqualTo(3100);
      assertThat(server.gracefulShutdownTimeout()).isEqualTo(Duration.ofSeconds(30));
      assertThat(server.httpTls()).isNull();
    }
  }

  @Test
  void reportsAllProblemsOfAFileTogetherInItsOrder() {
    String text =
        """
        server:
          http_listen_prt: 3100
          http_listen_port: 70000
          graceful_shutdown_timeout: soon
          log_level: loud
          http_path_prefix: [a]
        serve: {}
        """;
    assertThat(lokiProblems(text))
        .containsExactly(
            "c.yml:2:3: server.http_listen_prt: unknown key, did you mean \"http_listen_port\"?",
            "c.yml:3:21: server.http_listen_port: found \"70000\", expected an integer from 0 to"
                + " 65535",
            "c.yml:4:30: server.graceful_shutdown_timeout: found \"soon\", expected a duration"
                + " like 30s or 1h30m",
            "c.yml:5:14: server.log_level: found \"loud\", expected one of debug, info, warn,"
                + " error",
            "c.yml:6:21: server.http_path_prefix: found a list, expected a text",
            "c.yml:7:1: serve: unknown key, did you mean \"server\"?");
  }

  @Test
  void listsLokisOtherKeysOnceAndRefusesWhatLokiDoesNotKnow() throws Exception {
    String text =
        """
        auth_enabled: false
        memberlist:
          bind_port: 7946
          join_members: [a, b]
        server:
          grpc_listen_port: 9096
        schema_config:
          configs:
            - from: 2020-10-24
              store: tsdb
              index: {prefix: index_, period: 24h, tags: {any: thing}}
        frontend_worker:
          frontend_address: x
        """;
    assertThat(readLoki(text).ignoredKeys())
        .containsExactlyInAnyOrder(
            "auth_enabled",
            "memberlist",
            "server.grpc_listen_port",
            "schema_config",
            "frontend_worker");
    assertThat(lokiProblems(text + "  frontend_adress: y\n"))
        .containsExactly(
            "c.yml:14:3: frontend_worker.frontend_adress: unknown key, did you mean"
                + " \"frontend_address\"?");
    assertThat(lokiProblems("schema_config:\n  configs:\n  - stoer: tsdb\n"))
        .containsExactly(
            "c.yml:3:5: schema_config.configs[0].stoer: unknown key, did you mean \"store\"?");
  }

  @Test
  void refusesDuplicateKeysMissingOnesAndBrokenYaml() {
    assertThat(problems("a: 1\nb: 2\na: 3\n", map -> map.integer("a", 0) + map.integer("b", 0)))
        .containsExactly("c.yml:3:1: a: given twice, first on line 1");
    assertThat(problems("x: {}\n", map -> map.section("x").requiredString("url")))
        .containsExactly("c.yml:1:1: x.url: missing, expected a text");
    assertThat(problems("a: [1,\nb: 2\n", map -> 0))
        .singleElement()
        .asString()
        .contains("not YAML");
    assertThat(problems("a: 1\n---\nb: 2\n", map -> 0))
        .singleElement()
        .asString()
        .startsWith("c.yml:2:1: not YAML");
    assertThat(problems("- a\n", map -> 0))
        .containsExactly("c.yml:1:1: found a list, expected a map of settings");
  }

  @Test
  void readsListsMapsSizesAndMergeKeys() throws Exception {
    String text =
        """
        base: &base {url: http://a, wait: 1.5s}
        clients:
          - <<: *base
            url: http://b
            labels: {x: 1, y: "on"}
          - <<: *base
        names: a, b
        paths: [/x, /y]
        size: 1.5MB
        rate_mb: 0.5
        """;
    record Client(String url, Duration batchWait, Map<String, String> labels) {}
    Function<ConfigMap, Client> client =
        map ->
            new Client(
                map.requiredString("url"),
                map.duration("wait", Duration.ZERO),
                map.stringMap("labels"));
    Function<ConfigMap, List<Object>> reader =
        map ->
            List.of(
                map.list("clients", client),
                map.stringList("names", List.of()),
                map.stringList("paths", List.of()),
                map.byteSize("size", 0),
                map.megabytes("rate_mb", 4),
                map.section("base", client));
    Duration wait = Duration.ofMillis(1500);
    assertThat(read(text, reader).config())
        .containsExactly(
            List.of(
                new Client("http://b", wait, Map.of("x", "1", "y", "on")),
                new Client("http://a", wait, Map.of())),
            List.of("a", "b"),
            List.of("/x", "/y"),
            1_572_864L,
            524_288L,
            new Client("http://a", wait, Map.of()));
  }

  @Test
  void readsValuesOfSeveralShapes() throws Exception {
    Function<ConfigMap, List<String>> stages =
        map -> {
          ConfigNode node = map.node("stages");
          return node == null
              ? List.of()
              : node.elements().stream()
                  .map(
                      stage -> {
                        ConfigMap entry = stage.map();
                        String name = entry.keys().iterator().next();
                        String value = entry.section(name).string("expression", "");
                        entry.finish();
                        return name + "=" + value;
                      })
                  .toList();
        };
    assertThat(read("stages:\n- regex: {expression: '\\d+'}\n- cri: {}\n", stages).config())
        .containsExactly("regex=\\d+", "cri=");
    assertThat(problems("stages:\n- regex: {expresion: x}\n", stages))
        .containsExactly(
            "c.yml:2:11: stages[0].regex.expresion: unknown key, did you mean \"expression\"?");
  }

  @Test
  void turnsARecordsRefusalIntoAProblemWithItsPlace() {
    assertThat(
            problems(
                "a:\n  b:\n    low: 5\n",
                map ->
                    map.section("a")
                        .section(
                            "b",
                            b -> {
                              throw new IllegalArgumentException("low must be below high");
                            })))
        .containsExactly("c.yml:2:3: a.b: low must be below high");
  }

  @Test
  void stopsAliasBombsAndDeepNesting() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
    for (int i = 1; i < 12; i++) {
      String alias = "*a" + (i - 1);
      bomb.append("a").append(i).append(": &a").append(i).append(" [");
      bomb.append(String.join(",", java.util.Collections.nCopies(10, alias))).append("]\n");
    }
    assertThat(problems(bomb.toString(), map -> 0))
        .singleElement()
        .asString()
        .contains("more than 100000 nodes");
    assertThat(problems("a: &a {b: *a}\n", map -> 0)).hasSize(1);
    assertThat(problems("a: " + "[".repeat(5_000) + "]".repeat(5_000), map -> 0)).hasSize(1);
  }

  @Test
  void expandsTheEnvironmentOnlyWhenAsked() throws Exception {
    Map<String, String> environment = Map.of("HOST", "h1", "EMPTY", "");
    ConfigFile.Options expanding = new ConfigFile.Options(true, environment::get, KnownKeys::none);
    String text = "a: '${HOST}:${PORT:-3100}${EMPTY:x}${NONE} \\d $1 ${1} $${HOST}'\n";
    Function<ConfigMap, String> reader = map -> map.string("a", "");
    assertThat(ConfigFile.parse("c.yml", text, expanding, reader).config())
        .isEqualTo("h1:3100x \\d $1 ${1} ${HOST}");
    assertThat(read(text, reader).config()).startsWith("${HOST}");
  }

  @Test
  void masksSecretsWhenItPrintsWhatIsInForce(@TempDir Path dir) throws Exception {
    Path password = dir.resolve("password");
    Files.writeString(password, "hunter2\n");
    String text =
        "user: bob\nkey: swordfish\npassword_file: " + password + "\nlist: [{wait: 90s}]\n";
    record Login(String user, Secret key, Secret password, Object list) {}
    LoadedConfig<Login> loaded =
        read(
            text,
            map ->
                new Login(
                    map.string("user", ""),
                    map.secret("key"),
                    map.secret("password"),
                    map.list("list", element -> element.duration("wait", Duration.ZERO))));
    assertThat(loaded.config().password().reveal()).isEqualTo("hunter2");
    assertThat(loaded.config().toString()).doesNotContain("hunter2").doesNotContain("swordfish");
    assertThat(loaded.toYaml())
        .contains("key: <secret>", "- wait: 1m30s")
        .doesNotContain("swordfish")
        .doesNotContain("hunter2");
  }

  @Test
  void namesAFileThatCannotBeRead(@TempDir Path dir) {
    Path missing = dir.resolve("none.yml");
    assertThat(
            catchThrowableOfType(
                ConfigException.class,
                () -> ConfigFile.load(missing, ConfigFile.Options.STRICT, map -> 0)))
        .hasMessage(missing + ":1:1: there is no such file");
  }
}
