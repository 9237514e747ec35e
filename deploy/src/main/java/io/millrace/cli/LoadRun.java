package io.millrace.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What came of many clients doing the same for a while.
 *
 * @param nanos times of what succeeded, in ascending order
 * @param units that what succeeded was worth
 * @param failure the first one's message; empty for none
 */
record LoadRun(List<Long> nanos, long units, long failures, String failure, double seconds) {
  LoadRun {
    nanos = List.copyOf(nanos);
  }

  /** What a client does, again and again. */
  @FunctionalInterface
  interface Work {
    /** Makes a request ready; the time that this takes is not the server's. */
    Call prepare(Random random);
  }

  /** One request. */
  @FunctionalInterface
  interface Call {
    /** Sends it and returns how many units it was worth. */
    long run() throws IOException, InterruptedException;
  }

  private static final class Client {
    private final List<Long> nanos = new ArrayList<>();
    private long units;
    private long failures;

    private void run(Work work, Random random, long end, AtomicReference<String> failure) {
      while (System.nanoTime() < end) {
        Call call = work.prepare(random);
        long start = System.nanoTime();
        try {
          units += call.run();
          nanos.add(System.nanoTime() - start);
        } catch (IOException e) {
          failures++;
          failure.compareAndSet("", String.valueOf(e.getMessage()));
        } catch (InterruptedException _) {
          Thread.currentThread().interrupt();
          return;
        }
      }
    }
  }

  /** Runs clients on virtual threads until the time is over. */
  static LoadRun of(int clients, Duration time, Work work) throws InterruptedException {
    List<Client> all = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    AtomicReference<String> failure = new AtomicReference<>("");
    long start = System.nanoTime();
    long end = start + time.toNanos();
    for (int i = 0; i < clients; i++) {
      Client client = new Client();
      Random random = new Random(i);
      all.add(client);
      threads.add(Thread.ofVirtual().start(() -> client.run(work, random, end, failure)));
    }
    for (Thread each : threads) {
      each.join();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    List<Long> nanos = all.stream().flatMap(client -> client.nanos.stream()).sorted().toList();
    return new LoadRun(
        nanos,
        all.stream().mapToLong(client -> client.units).sum(),
        all.stream().mapToLong(client -> client.failures).sum(),
        failure.get(),
        seconds);
  }

  double unitsPerSecond() {
    return units / seconds;
  }

  /** {@code 1234 done, p50 1.2 ms, p99 3.4 ms, worst 5.6 ms, 0 failed}. */
  String describe() {
    String text =
        "%d done, p50 %.1f ms, p99 %.1f ms, worst %.1f ms, %d failed"
            .formatted(nanos.size(), percentile(0.5), percentile(0.99), percentile(1), failures);
    return failure.isEmpty() ? text : text + " (" + failure + ")";
  }

  private double percentile(double share) {
    int index = (int) Math.ceil(share * nanos.size()) - 1;
    return nanos.isEmpty() ? 0 : nanos.get(Math.max(0, index)) / 1e6;
  }
}
