package io.millrace.agent.receive;

import io.millrace.agent.input.Feed;
import io.millrace.agent.input.InputContext;
import io.millrace.bytes.FormatException;
import io.millrace.labels.Labels;
import io.millrace.push.PushDecoder;
import io.millrace.service.http.HttpHandler;
import io.millrace.service.http.HttpRequest;
import io.millrace.service.http.HttpResponse;
import io.millrace.service.http.Route;
import io.millrace.service.http.RouteOptions;
import io.millrace.service.http.Routes;
import io.millrace.snappy.SnappyBlock;
import io.prometheus.metrics.core.metrics.Counter;
import org.jspecify.annotations.Nullable;

/** {@code /loki/api/v1/push}, {@code /promtail/api/v1/raw} and {@code /ready}. */
final class ReceiveRoutes {
  private static final int MAX_BODY_BYTES = 16 << 20;
  private static final int MAX_DECOMPRESSED_BYTES = 64 << 20;
  private static final String RETRY_AFTER_SECONDS = "1";
  private static final RouteOptions LIMITS =
      RouteOptions.DEFAULT
          .withMaxBodyBytes(MAX_BODY_BYTES)
          .withMaxDecompressedBytes(MAX_DECOMPRESSED_BYTES);

  private final PushSource source;
  private final InputContext context;
  private final Feed feed;
  private final Counter refused;

  ReceiveRoutes(PushSource source, InputContext context, Feed feed) {
    this.source = source;
    this.context = context;
    this.feed = feed;
    this.refused =
        context
            .counters()
            .counter(
                "millrace_agent_pushes_refused_total",
                "Pushes answered with 503 because the delivery was full.");
  }

  Routes routes() {
    return Routes.of(
        Route.post("/loki/api/v1/push", limited(this::push)).with(LIMITS),
        Route.post("/promtail/api/v1/raw", limited(this::raw)).with(LIMITS),
        Route.get("/ready", _ -> HttpResponse.text(200, "ready")));
  }

  private HttpHandler limited(HttpHandler handler) {
    return request -> {
      if (!feed.hasRoom()) {
        refused.inc();
        return HttpResponse.text(503, "the agent's clients are behind, push again later\n")
            .withHeader("Retry-After", RETRY_AFTER_SECONDS);
      }
      return handler.handle(request);
    };
  }

  private HttpResponse push(HttpRequest request) {
    PushedStreams streams = new PushedStreams(source, context, feed);
    try {
      byte[] body = request.body();
      if (request.mediaType().equals("application/json")) {
        JsonStreams.decode(body, streams);
      } else {
        byte[] message = SnappyBlock.decompress(body, 0, body.length, MAX_DECOMPRESSED_BYTES);
        PushDecoder.decode(message, 0, message.length, streams);
      }
    } catch (FormatException e) {
      boolean isLarge = e.kind() == FormatException.Kind.TOO_LARGE;
      return HttpResponse.text(isLarge ? 413 : 400, "not a push: " + e.getMessage() + "\n");
    } catch (BadPushException e) {
      return HttpResponse.text(400, "not a push: " + e.getMessage() + "\n");
    }
    @Nullable String problem = streams.problem();
    return problem == null ? HttpResponse.empty(204) : HttpResponse.text(400, problem + "\n");
  }

  /** Lines as they are, with the source's labels and the time of their arrival. */
  private HttpResponse raw(HttpRequest request) {
    Labels labels = context.labels(source.labels());
    if (labels == null) {
      return HttpResponse.empty(204);
    }
    byte[] body = request.body();
    int start = 0;
    for (int at = 0; at <= body.length; at++) {
      if (at == body.length || body[at] == '\n') {
        int end = at;
        while (end > start && body[end - 1] == '\r') {
          end--;
        }
        if (end > start) {
          feed.accept(Feed.NOW, labels, body, start, end - start);
        }
        start = at + 1;
      }
    }
    return HttpResponse.empty(204);
  }
}
