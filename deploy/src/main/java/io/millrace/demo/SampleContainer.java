package io.millrace.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;

/**
 * A container's log file and the runtime that writes it: containerd's lines in a plain file, or
 * Docker's JSON in its own directory behind a symbolic link. Rotates as the kubelet does. Used by
 * one thread.
 */
final class SampleContainer {
  private static final long ROTATE_AT_BYTES = 256 << 10;
  private static final DateTimeFormatter CRI_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter ROTATED =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final SampleApp app;
  private final Random random;
  private final boolean docker;

  /** The real file; behind a link with Docker. */
  private final Path file;

  private SampleContainer(SampleApp app, Random random, boolean docker, Path file) {
    this.app = app;
    this.random = random;
    this.docker = docker;
    this.file = file;
  }

  /** A containerd container below the pods directory. */
  static SampleContainer containerd(SampleApp app, Path pods, Random random) throws IOException {
    return new SampleContainer(app, random, false, directory(app, pods).resolve("0.log"));
  }

  /** A Docker container: the pods directory has a link into the containers directory. */
  static SampleContainer docker(SampleApp app, Path pods, Path containers, Random random)
      throws IOException {
    String id = "%064x".formatted(new BigInteger(1, app.pod().getBytes(StandardCharsets.UTF_8)));
    String shortId = id.substring(id.length() - 64);
    Path target =
        Files.createDirectories(containers.resolve(shortId)).resolve(shortId + "-json.log");
    Path link = directory(app, pods).resolve("0.log");
    Files.deleteIfExists(link);
    Files.createSymbolicLink(link, target.toAbsolutePath());
    return new SampleContainer(app, random, true, target);
  }

  private static Path directory(SampleApp app, Path pods) throws IOException {
    UUID uid = UUID.nameUUIDFromBytes(app.pod().getBytes(StandardCharsets.UTF_8));
    return Files.createDirectories(
        pods.resolve(app.namespace() + "_" + app.pod() + "_" + uid).resolve(app.container()));
  }

  /** Logs once, and rotates when the file has become large. */
  void log(Instant now) throws IOException {
    if (Files.exists(file) && Files.size(file) > ROTATE_AT_BYTES) {
      rotate(now);
    }
    StringBuilder text = new StringBuilder();
    List<String> lines = app.log(random);
    for (int i = 0; i < lines.size(); i++) {
      text.append(runtimeLine(now.plusNanos(i), lines.get(i))).append('\n');
    }
    Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private void rotate(Instant now) throws IOException {
    Path rotated =
        file.resolveSibling(file.getFileName() + (docker ? ".1" : "." + ROTATED.format(now)));
    Files.deleteIfExists(rotated);
    Files.move(file, rotated);
  }

  private String runtimeLine(Instant time, String line) {
    if (!docker) {
      return CRI_TIME.format(time) + " stdout F " + line;
    }
    ObjectNode object = JSON.createObjectNode();
    return object
        .put("log", line + "\n")
        .put("stream", "stdout")
        .put("time", CRI_TIME.format(time))
        .toString();
  }
}
