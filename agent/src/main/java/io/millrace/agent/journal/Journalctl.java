package io.millrace.agent.journal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A child that prints entries. */
final class Journalctl implements AutoCloseable {
  private static final int MAX_COMPLAINT = 500;
  private static final long CLOSE_SECONDS = 5;

  private final Process process;
  private final Thread errors;
  private volatile String complaint = "";

  private Journalctl(Process process) {
    this.process = process;
    this.errors = Thread.ofVirtual().name("journalctl-errors").unstarted(this::readErrors);
  }

  /**
   * Starts it.
   *
   * @param cursor to begin after, or null to begin at a time
   * @param sinceSeconds that time, since 1970
   * @param follows whether it waits for more at the end, else it ends there
   * @throws IOException when it cannot be started
   */
  static Journalctl start(
      JournalSource source, @Nullable String cursor, long sinceSeconds, boolean follows)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(source.command(), "--output=export", "--all"));
    command.add("--no-pager");
    command.add("--quiet");
    if (follows) {
      command.addAll(List.of("--follow", "--no-tail"));
    }
    if (!source.directory().isEmpty()) {
      command.add("--directory=" + source.directory());
    }
    command.add(cursor == null ? "--since=@" + sinceSeconds : "--after-cursor=" + cursor);
    command.addAll(source.matches());
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("SYSTEMD_COLORS", "0");
    Process process = builder.start();
    process.getOutputStream().close();
    Journalctl started = new Journalctl(process);
    started.errors.start();
    return started;
  }

  InputStream output() {
    return process.getInputStream();
  }

  private void readErrors() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
      char[] text = new char[MAX_COMPLAINT];
      for (int read = lines.read(text); read >= 0; read = lines.read(text)) {
        complaint = new String(text, 0, read).strip();
      }
    } catch (IOException e) {
      complaint = "its errors cannot be read: " + e.getMessage();
    }
  }

  /** Its status and what it has complained of last, when its output has ended. */
  End await() throws InterruptedException {
    int status = process.waitFor();
    errors.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
    return new End(status, complaint);
  }

  /** How it ended. */
  record End(int status, String complaint) {
    boolean isClean() {
      return status == 0;
    }
  }

  /** Kills it if it runs. */
  @Override
  public void close() {
    process.destroyForcibly();
  }
}
