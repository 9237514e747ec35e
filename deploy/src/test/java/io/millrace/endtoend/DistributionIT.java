package io.millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The tar.gz, unpacked and used as its README says, on a machine that has a JDK and nothing else.
 */
class DistributionIT {
  @TempDir private static Path directory;
  private static Path home = Path.of("");

  @BeforeAll
  static void unpack() throws Exception {
    Path tar;
    try (Stream<Path> files = Files.list(Path.of("target"))) {
      tar = files.filter(file -> file.toString().endsWith(".tar.gz")).findFirst().orElseThrow();
    }
    run(directory, "tar", "xzf", tar.toAbsolutePath().toString());
    try (Stream<Path> files = Files.list(directory)) {
      home = files.filter(Files::isDirectory).findFirst().orElseThrow();
    }
  }

  private static String run(Path where, String... command) throws Exception {
    Process process = process(where, command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  private static ProcessBuilder process(Path where, String... command) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(where.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return builder;
  }

  @Test
  void holdsLauncherJarsConfigsAndLicenceAndOnlyOneOfEachJar() throws IOException {
    assertThat(home.resolve("millrace")).isExecutable();
    assertThat(home.resolve("LICENSE")).isNotEmptyFile();
    assertThat(home.resolve("conf/server.yaml")).isNotEmptyFile();
    assertThat(home.resolve("conf/agent.yaml")).isNotEmptyFile();
    try (Stream<Path> jars = Files.list(home.resolve("lib"))) {
      assertThat(
              jars.map(jar -> jar.getFileName().toString())
                  .filter(name -> name.startsWith("rocksdbjni")))
          .hasSize(1);
    }
  }

  @Test
  void timesOfFilesAreThoseOfTheRelease() throws IOException {
    try (Stream<Path> jars = Files.walk(home.resolve("lib"));
        Stream<Path> configs = Files.walk(home.resolve("conf"))) {
      assertThat(
              Stream.concat(jars, configs)
                  .filter(Files::isRegularFile)
                  .map(file -> file.toFile().lastModified())
                  .distinct())
          .hasSize(1);
    }
  }

  @Test
  void theDefaultConfigsAreValid() throws Exception {
    run(home, "./millrace", "config", "check", "-config.expand-env", "conf/server.yaml");
    assertThat(
            run(
                home,
                "./millrace",
                "agent",
                "-config.file=conf/agent.yaml",
                "-config.expand-env",
                "-check-syntax"))
        .contains("Valid config file");
  }

  @Test
  void runsPushesAndAnswersWhileItsStartUpCacheIsDamaged() throws Exception {
    int port = MillraceProcess.freePort();
    // The name depends on JVM and jars alone, so a damaged file can be laid where it will be looked
    // for.
    String trace = run(home, "sh", "-x", "./millrace", "--version");
    String cache =
        trace
            .lines()
            .filter(line -> line.startsWith("+ cache="))
            .map(line -> line.substring("+ cache=".length()).replace("'", ""))
            .findFirst()
            .orElseThrow();
    Files.writeString(Path.of(cache), "not a cache");
    Path config =
        Files.writeString(
            directory.resolve("server.yaml"),
            "auth_enabled: false\nserver: {http_listen_port: %d}\ncommon: {path_prefix: %s}\n"
                .formatted(port, directory.resolve("data")));
    Path log = directory.resolve("server.log");
    try (MillraceProcess server =
        MillraceProcess.of(process(home, "./millrace", "server", "-config.file=" + config), log)
            .awaitReady(port)) {
      Path lines = Files.write(directory.resolve("lines"), List.of("one", "two"));
      String address = "http://127.0.0.1:" + port;
      run(home, "./millrace", "push", "--addr", address, lines.toString());
      assertThat(run(home, "./millrace", "query", "--addr", address, "{job=\"push\"} |= \"one\""))
          .contains("one")
          .doesNotContain("two");
      assertThat(server.terminate()).isZero();
    }
  }
}
