package io.millrace.ingester;

import io.millrace.service.http.HttpRequest;
import io.millrace.service.http.HttpResponse;
import io.millrace.service.http.Method;
import io.millrace.service.http.Route;
import io.millrace.service.http.RouteOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends an ingester, on demand or with its process. Safe for use by any number of threads. */
public final class IngesterShutdown {
  private static final Logger LOG = LoggerFactory.getLogger(IngesterShutdown.class);

  private final Ingester ingester;
  private final ShutdownOptions options;
  private final Runnable endProcess;
  private final AtomicBoolean flushAtEnd;
  private final AtomicBoolean shuttingDown = new AtomicBoolean();

  /**
   * A shutdown that nobody has asked for.
   *
   * @param endProcess asks the process to end, and returns at once
   */
  public IngesterShutdown(Ingester ingester, ShutdownOptions options, Runnable endProcess) {
    this.ingester = ingester;
    this.options = options;
    this.endProcess = endProcess;
    this.flushAtEnd = new AtomicBoolean(options.flush());
  }

  /** Loki's {@code /ingester/shutdown} and {@code /ingester/prepare_shutdown}. */
  public List<Route> routes() {
    return List.of(
        new Route(
            Set.of(Method.GET, Method.POST),
            "/ingester/shutdown",
            this::shutdown,
            RouteOptions.DEFAULT),
        new Route(
            Set.of(Method.GET, Method.POST, Method.DELETE),
            "/ingester/prepare_shutdown",
            this::prepare,
            RouteOptions.DEFAULT));
  }

  /** Answers when all is stored, and takes no push any more. */
  private HttpResponse shutdown(HttpRequest request) throws InterruptedException {
    boolean flush = isTrue(request, "flush");
    boolean terminate = isTrue(request, "terminate");
    if (!shuttingDown.compareAndSet(false, true)) {
      return HttpResponse.text(503, "the ingester is shutting down already\n");
    }
    ingester.refusePushes(true);
    try {
      if (flush) {
        // Pushes that were let in before may still come: the end of the process stores them.
        flushAtEnd.set(true);
        ingester.flushes().flushAll();
      }
    } catch (RuntimeException | InterruptedException e) {
      shuttingDown.set(false);
      ingester.refusePushes(false);
      throw e;
    }
    if (terminate) {
      endProcess.run();
    }
    return HttpResponse.empty(204);
  }

  /** As in Loki, what is not said is true. */
  private static boolean isTrue(HttpRequest request, String name) {
    return !"false".equalsIgnoreCase(request.param(name));
  }

  private HttpResponse prepare(HttpRequest request) throws IOException {
    Path marker = options.marker();
    return switch (request.method()) {
      case POST -> {
        if (!Files.exists(marker)) {
          Path directory = marker.toAbsolutePath().getParent();
          Files.createDirectories(directory == null ? Path.of("") : directory);
          Files.createFile(marker);
        }
        yield HttpResponse.empty(204);
      }
      case DELETE -> {
        Files.deleteIfExists(marker);
        yield HttpResponse.empty(204);
      }
      case GET, HEAD, PUT, PATCH, OPTIONS ->
          HttpResponse.text(200, Files.exists(marker) ? "set\n" : "unset\n");
    };
  }

  /**
   * Stores what is in memory if the end of the process has to, while pushes and queries go on: what
   * comes in meanwhile is left for {@link #close}, and takes a moment then.
   */
  public void flushWhileServing(Duration grace) throws IOException, InterruptedException {
    if (flushesAtEnd() && !ingester.flushes().flushAll(grace)) {
      LOG.warn("not all is stored yet, and the process ends");
    }
  }

  private boolean flushesAtEnd() {
    return (flushAtEnd.get() || Files.exists(options.marker())) && ingester.status() == null;
  }

  /** Closes the ingester, which nobody pushes to any more; stores what is in memory if asked to. */
  public void close(Duration grace) throws IOException, InterruptedException {
    if (flushesAtEnd()) {
      if (ingester.flushes().flushAll(grace)) {
        Files.deleteIfExists(options.marker());
        LOG.info("all that was in memory is stored");
      } else {
        LOG.warn("not all is stored; the rest is in the write-ahead log");
      }
    }
    ingester.close();
  }
}
