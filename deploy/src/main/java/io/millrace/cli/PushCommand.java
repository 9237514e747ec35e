package io.millrace.cli;

import io.millrace.labels.Labels;
import io.millrace.labels.LabelsSyntaxException;
import io.millrace.labels.StreamLabelsParser;
import io.millrace.push.PushEncoder;
import io.millrace.snappy.SnappyBlock;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Pushes the lines of a file, or of standard input, as one stream. */
@Command(
    name = "push",
    mixinStandardHelpOptions = true,
    description = "Push the lines of a file or of standard input, stamped with the time now.")
final class PushCommand implements Callable<Integer> {
  private static final int BATCH_BYTES = 1 << 20;

  @Spec private CommandSpec spec;
  @Mixin private ApiOptions api;

  @Parameters(paramLabel = "FILE", arity = "0..1", description = "File, or - for standard input.")
  private @Nullable Path file;

  @Option(
      names = {"-l", "--labels"},
      defaultValue = "{job=\"push\"}",
      description = "Labels of the stream (default: ${DEFAULT-VALUE}).")
  private String labels = "";

  private long pushed;

  /** Keeps lines in order although many come within one tick of the clock. */
  private long lastNanos;

  @Override
  public Integer call() throws Exception {
    String stream = canonical(labels);
    LokiClient client = api.client();
    try (InputStream in = open()) {
      push(client, stream, in);
    }
    spec.commandLine().getErr().println("pushed " + pushed + " lines");
    return 0;
  }

  private static String canonical(String text) {
    try {
      return StreamLabelsParser.parse(text).labels().toString();
    } catch (LabelsSyntaxException e) {
      throw new UsageException("labels " + text + ": " + e.getMessage());
    }
  }

  private InputStream open() throws IOException {
    return file == null || file.toString().equals("-")
        ? System.in
        : new BufferedInputStream(Files.newInputStream(file));
  }

  private void push(LokiClient client, String stream, InputStream in)
      throws IOException, InterruptedException {
    PushEncoder encoder = new PushEncoder();
    encoder.beginStream(stream);
    int lines = 0;
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = in.read(); ; c = in.read()) {
      if (c == '\n' || (c < 0 && line.size() > 0)) {
        byte[] bytes = line.toByteArray();
        encoder.entry(nextNanos(), bytes, 0, bytes.length, Labels.empty());
        line.reset();
        lines++;
      } else if (c >= 0) {
        line.write(c);
      }
      if (lines > 0 && (c < 0 || encoder.size() > BATCH_BYTES)) {
        encoder.endStream();
        byte[] body = encoder.toByteArray();
        client.post(
            "/loki/api/v1/push",
            "application/x-protobuf",
            SnappyBlock.compress(body, 0, body.length));
        pushed += lines;
        lines = 0;
        encoder.reset();
        encoder.beginStream(stream);
      }
      if (c < 0) {
        return;
      }
    }
  }

  private long nextNanos() {
    lastNanos = Math.max(lastNanos + 1, TimeArgument.nanos(Instant.now()));
    return lastNanos;
  }
}
