package io.millrace.endtoend;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Writes numbered lines into a container's log as containerd or Docker does, and rotates it by
 * rename as the kubelet or Docker does, with lines that still go to the old file after the rename.
 * Used by one thread.
 */
final class PodWriter {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final String pod;
  private final boolean docker;
  private final Path file;
  private final List<String> written = new ArrayList<>();
  private Instant last = Instant.EPOCH;
  private int rotations;

  private PodWriter(String pod, boolean docker, Path file) {
    this.pod = pod;
    this.docker = docker;
    this.file = file;
  }

  static PodWriter containerd(Path pods, String pod) throws IOException {
    return new PodWriter(pod, false, container(pods, pod).resolve("0.log"));
  }

  static PodWriter docker(Path pods, Path containers, String pod) throws IOException {
    Path target = Files.createDirectories(containers.resolve(pod)).resolve(pod + "-json.log");
    Files.createSymbolicLink(container(pods, pod).resolve("0.log"), target);
    return new PodWriter(pod, true, target);
  }

  private static Path container(Path pods, String pod) throws IOException {
    return Files.createDirectories(
        pods.resolve("test_" + pod + "_00000000-0000-0000-0000-000000000001").resolve("main"));
  }

  String pod() {
    return pod;
  }

  /** All lines, in the order in which they were written. */
  List<String> written() {
    return written;
  }

  void write(int lines) throws IOException {
    append(file, lines);
  }

  /** The runtime learns of the rename late: a few lines still go to the old file. */
  void rotate() throws IOException {
    rotations++;
    Path old =
        file.resolveSibling(
            file.getFileName() + (docker ? "." + rotations : ".20261101-0000" + (10 + rotations)));
    Files.move(file, old, StandardCopyOption.ATOMIC_MOVE);
    append(old, 3);
    append(file, 1);
  }

  private void append(Path target, int lines) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < lines; i++) {
      String line = "line " + written.size() + " of " + pod + " with some words to fill it";
      Instant now = Instant.now();
      last = now.isAfter(last) ? now : last.plusNanos(1);
      text.append(runtimeLine(line)).append('\n');
      written.add(line);
    }
    Files.write(
        target,
        text.toString().getBytes(StandardCharsets.UTF_8),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  private String runtimeLine(String line) {
    String time = TIME.format(last);
    return docker
        ? "{\"log\":\"" + line + "\\n\",\"stream\":\"stdout\",\"time\":\"" + time + "\"}"
        : time + " stdout F " + line;
  }
}
