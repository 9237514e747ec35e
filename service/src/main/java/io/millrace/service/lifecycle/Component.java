package io.millrace.service.lifecycle;

import java.time.Duration;

/** A part of a process that is started and stopped, each once. */
public interface Component {
  /** A short name for logs and {@code /services}: {@code ingester}. */
  String name();

  /** Starts; has no effect left behind when it throws. */
  void start() throws Exception;

  /**
   * Stops: finishes what was promised, frees what was taken. Called only after a successful start.
   *
   * @param grace the time left for it; zero or more
   */
  void stop(Duration grace) throws Exception;

  /** A component of two actions. */
  static Component of(String name, Action start, Stop stop) {
    return new Component() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public void start() throws Exception {
        start.run();
      }

      @Override
      public void stop(Duration grace) throws Exception {
        stop.run(grace);
      }
    };
  }

  /** What {@link #of} starts with. */
  @FunctionalInterface
  interface Action {
    void run() throws Exception;
  }

  /** What {@link #of} stops with. */
  @FunctionalInterface
  interface Stop {
    void run(Duration grace) throws Exception;
  }
}
