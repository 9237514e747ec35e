package io.millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starting the packaged program, as it should go and as it may go. */
class StartIT {
  @TempDir private Path directory;

  private Path config(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  private String minimal(int port, String data) {
    return "auth_enabled: false\nserver: {http_listen_port: %d}\ncommon: {path_prefix: %s}\n"
        .formatted(port, directory.resolve(data));
  }

  private MillraceProcess server(String name, Path config) throws IOException {
    return MillraceProcess.start(directory, name, "server", "-config.file=" + config);
  }

  @Test
  void startsFromALokiSingleBinaryConfigAndTellsOnceWhatItIgnores() throws Exception {
    int port = MillraceProcess.freePort();
    String text;
    try (InputStream in =
        Objects.requireNonNull(StartIT.class.getResourceAsStream("/loki-single-binary.yaml"))) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    Path config =
        config(
            "loki.yaml",
            text.replace("/tmp/loki", directory.resolve("loki").toString())
                .replace("http_listen_port: 3100", "http_listen_port: " + port));
    try (MillraceProcess server = server("stock", config).awaitReady(port)) {
      assertThat(new LokiApi(port).get("/loki/api/v1/labels").body())
          .isEqualToIgnoringNewLines("{\"status\":\"success\"}");
      assertThat(server.terminate()).isZero();
      assertThat(server.output())
          .containsOnlyOnce("have no meaning here are ignored")
          .contains("schema_config");
    }
  }

  @Test
  void aTakenPortIsOneClearErrorAndANonZeroExit() throws Exception {
    int port = MillraceProcess.freePort();
    try (MillraceProcess first =
            server("first", config("first.yaml", minimal(port, "first"))).awaitReady(port);
        MillraceProcess second = server("second", config("second.yaml", minimal(port, "second")))) {
      assertThat(second.waitFor()).isEqualTo(1);
      assertThat(second.output()).contains("cannot listen on").contains(Integer.toString(port));
      assertThat(first.terminate()).isZero();
    }
  }

  @Test
  void brokenConfigNamesFileLineAndKeyAndExitsWithTwo() throws Exception {
    Path config = config("broken.yaml", "server:\n  http_listen_prot: 1\n");
    try (MillraceProcess server = server("broken", config)) {
      assertThat(server.waitFor()).isEqualTo(2);
      assertThat(server.output())
          .contains(config + ":2:3")
          .contains("server.http_listen_prot")
          .contains("http_listen_port")
          .doesNotContain("\tat ");
    }
  }

  @Test
  void theDemoShowsItsSamplePodsWithinSeconds() throws Exception {
    int port = MillraceProcess.freePort();
    try (MillraceProcess demo =
        MillraceProcess.start(
                directory, "demo", "demo", "--sample", "--port", Integer.toString(port))
            .awaitReady(port)) {
      MillraceProcess query =
          MillraceProcess.start(
              directory,
              "query",
              "query",
              "{namespace=\"shop\"} |= \"error\"",
              "--addr",
              "http://127.0.0.1:" + port);
      assertThat(query.waitFor()).isZero();
      await()
          .untilAsserted(
              () ->
                  assertThat(new LokiApi(port).get("/loki/api/v1/label/app/values").body())
                      .contains("\"api\"", "\"cart\"", "\"checkout\"", "\"web\"", "\"worker\""));
      assertThat(demo.terminate()).isZero();
    }
  }
}
