package io.millrace.ingester.push;

import io.millrace.ingester.wal.WalUnavailableException;
import io.millrace.service.http.HttpHandler;
import io.millrace.service.http.HttpRequest;
import io.millrace.service.http.HttpResponse;
import io.millrace.service.http.Route;
import io.millrace.service.http.RouteOptions;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** Loki's push endpoints. */
public final class PushRoutes {
  private static final int RETRY_AFTER_SECONDS = 5;

  private final Supplier<PushService> service;
  private final Function<HttpRequest, String> tenant;
  private final int maxBodyBytes;
  private final int maxDecompressedBytes;

  /**
   * Endpoints over a service.
   *
   * @param service asked for at each request; may throw while there is none
   * @param tenant finds the request's tenant, or refuses it with an HttpException
   * @param maxBodyBytes on the wire
   * @param maxDecompressedBytes after gzip, deflate or snappy
   */
  public PushRoutes(
      Supplier<PushService> service,
      Function<HttpRequest, String> tenant,
      int maxBodyBytes,
      int maxDecompressedBytes) {
    this.service = service;
    this.tenant = tenant;
    this.maxBodyBytes = maxBodyBytes;
    this.maxDecompressedBytes = maxDecompressedBytes;
  }

  public List<Route> routes() {
    return List.of(
        route("/loki/api/v1/push", JsonPush::decode),
        route("/api/prom/push", LegacyJsonPush::decode));
  }

  /** Reads the JSON form of a push. */
  @FunctionalInterface
  private interface JsonDecoder {
    List<IncomingStream> decode(byte[] body) throws PushRefusedException;
  }

  private Route route(String path, JsonDecoder json) {
    HttpHandler handler = request -> handle(request, json);
    return Route.post(path, handler)
        .with(
            RouteOptions.DEFAULT
                .withMaxBodyBytes(maxBodyBytes)
                .withMaxDecompressedBytes(maxDecompressedBytes));
  }

  private HttpResponse handle(HttpRequest request, JsonDecoder json) throws InterruptedException {
    String tenantId = tenant.apply(request);
    try {
      PushOutcome outcome = service.get().push(tenantId, decode(request, json));
      return outcome.status() == 204
          ? HttpResponse.empty(204)
          : HttpResponse.text(outcome.status(), outcome.message() + '\n');
    } catch (PushRefusedException e) {
      HttpResponse answer = HttpResponse.text(e.status(), e.reason() + '\n');
      return e.status() == 503 ? retryLater(answer) : answer;
    } catch (WalUnavailableException e) {
      return retryLater(HttpResponse.text(503, e.getMessage() + "\n"));
    }
  }

  private static HttpResponse retryLater(HttpResponse answer) {
    return answer.withHeader("Retry-After", Integer.toString(RETRY_AFTER_SECONDS));
  }

  private List<IncomingStream> decode(HttpRequest request, JsonDecoder json)
      throws PushRefusedException {
    String type = ContentType.parse(request.header("Content-Type"));
    return type.equals(ContentType.JSON)
        ? json.decode(request.body())
        : ProtobufPush.decode(request.body(), maxDecompressedBytes);
  }
}
