package io.millrace.ingester.serve;

import io.millrace.bytes.FormatException;
import io.millrace.service.http.HttpException;
import io.millrace.service.http.HttpHandler;
import io.millrace.service.http.HttpRequest;
import io.millrace.service.http.HttpResponse;
import io.millrace.service.http.Route;
import io.millrace.service.http.RouteOptions;
import io.millrace.store.held.HeldFrameWriter;
import io.millrace.store.held.HeldQuestion;
import io.millrace.store.live.LiveEntries;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.function.Supplier;

/** The endpoints that queriers ask for what is not stored yet. Not part of the public API. */
public final class HeldRoutes {
  private static final String TYPE = "application/x-millrace-frames";

  private final Supplier<HeldStreams> streams;
  private final LiveEntries live;

  /**
   * Routes.
   *
   * @param streams throws while the log is replayed
   */
  public HeldRoutes(Supplier<HeldStreams> streams, LiveEntries live) {
    this.streams = streams;
    this.live = live;
  }

  /** {@code POST /internal/v1/held} and {@code POST /internal/v1/tail}. */
  public List<Route> routes() {
    return List.of(post("/internal/v1/held", this::held), post("/internal/v1/tail", this::tail));
  }

  /** Blocks are compressed already. */
  private static Route post(String path, HttpHandler handler) {
    return Route.post(path, handler).with(RouteOptions.DEFAULT.withCompress(false));
  }

  private HttpResponse held(HttpRequest request) {
    HeldQuestion question = question(request);
    HeldStreams asked = streams.get();
    return HttpResponse.stream(
        200, TYPE, out -> asked.answer(question, new HeldFrameWriter(stopping(request, out))));
  }

  private HttpResponse tail(HttpRequest request) {
    HeldQuestion question = question(request);
    LiveStream stream = new LiveStream(question, request.cancellation());
    return HttpResponse.stream(200, TYPE, out -> stream.run(live, new HeldFrameWriter(out)));
  }

  private static HeldQuestion question(HttpRequest request) {
    try {
      return HeldQuestion.parse(request.body());
    } catch (FormatException e) {
      throw new HttpException(400, "no question: " + e.getMessage() + "\n");
    }
  }

  /** Ends the work for an answer that nobody wants any more. */
  private static OutputStream stopping(HttpRequest request, OutputStream out) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        check();
        out.write(b);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        check();
        out.write(bytes, offset, length);
      }

      @Override
      public void flush() throws IOException {
        out.flush();
      }

      private void check() throws IOException {
        if (request.isCancelled()) {
          throw new IOException("nobody wants the answer any more");
        }
      }
    };
  }
}
