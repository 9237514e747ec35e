package io.millrace.ingester.otlp;

import com.github.luben.zstd.ZstdInputStream;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.FormatException;
import io.millrace.ingester.limits.TenantLimits;
import io.millrace.ingester.push.IncomingStream;
import io.millrace.ingester.push.PushOutcome;
import io.millrace.ingester.push.PushRefusedException;
import io.millrace.ingester.push.PushService;
import io.millrace.ingester.wal.WalUnavailableException;
import io.millrace.service.http.HttpRequest;
import io.millrace.service.http.HttpResponse;
import io.millrace.service.http.Route;
import io.millrace.service.http.RouteOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import net.jpountz.lz4.LZ4FrameInputStream;

/** The OTLP endpoint. Errors are a protobuf {@code google.rpc.Status}, as exporters expect. */
public final class OtlpRoutes {
  private static final String PROTOBUF = "application/x-protobuf";
  private static final String JSON = "application/json";

  private final Supplier<PushService> service;
  private final Function<HttpRequest, String> tenant;
  private final TenantLimits limits;
  private final int maxBodyBytes;
  private final int maxDecompressedBytes;
  private final InstantSource clock;

  /** As the push endpoints have it; the clock gives records without a time their time. */
  public OtlpRoutes(
      Supplier<PushService> service,
      Function<HttpRequest, String> tenant,
      TenantLimits limits,
      int maxBodyBytes,
      int maxDecompressedBytes,
      InstantSource clock) {
    this.service = service;
    this.tenant = tenant;
    this.limits = limits;
    this.maxBodyBytes = maxBodyBytes;
    this.maxDecompressedBytes = maxDecompressedBytes;
    this.clock = clock;
  }

  public List<Route> routes() {
    return List.of(
        Route.post("/otlp/v1/logs", this::handle)
            .with(
                RouteOptions.DEFAULT
                    .withMaxBodyBytes(maxBodyBytes)
                    .withMaxDecompressedBytes(maxDecompressedBytes)
                    .withPassThroughEncodings(Set.of("zstd", "lz4"))));
  }

  private HttpResponse handle(HttpRequest request) throws InterruptedException {
    String tenantId = tenant.apply(request);
    try {
      PushOutcome outcome = service.get().push(tenantId, decode(tenantId, request));
      return outcome.status() == 204
          ? HttpResponse.empty(204)
          : error(outcome.status(), outcome.message());
    } catch (PushRefusedException e) {
      return error(e.status(), e.reason());
    } catch (WalUnavailableException e) {
      return error(503, String.valueOf(e.getMessage())).withHeader("Retry-After", "5");
    }
  }

  private static HttpResponse error(int status, String message) {
    byte[] body = new ByteWriter().u8(2 << 3 | 2).utf8(message).toByteArray();
    return HttpResponse.bytes(status, "application/octet-stream", body);
  }

  private List<IncomingStream> decode(String tenantId, HttpRequest request)
      throws PushRefusedException {
    String type = request.mediaType();
    byte[] body = decompress(request);
    OtlpLogs logs =
        switch (type) {
          case JSON -> OtlpJson.decode(body);
          case PROTOBUF -> protobuf(body);
          default ->
              throw new PushRefusedException(400, "content type: " + type + " is not supported");
        };
    Instant now = clock.instant();
    long nowNanos = now.getEpochSecond() * 1_000_000_000L + now.getNano();
    return OtlpStreams.of(logs, limits.of(tenantId).otlp(), nowNanos);
  }

  private static OtlpLogs protobuf(byte[] body) throws PushRefusedException {
    try {
      return OtlpProtobuf.decode(body);
    } catch (FormatException e) {
      throw new PushRefusedException(400, String.valueOf(e.getMessage()));
    }
  }

  private byte[] decompress(HttpRequest request) throws PushRefusedException {
    String encoding = request.headers().has("Content-Encoding") ? encoding(request) : "";
    return switch (encoding) {
      case "zstd" -> read(request.body(), ZstdInputStream::new);
      case "lz4" -> read(request.body(), LZ4FrameInputStream::new);
      default -> request.body();
    };
  }

  private static String encoding(HttpRequest request) {
    return String.valueOf(request.header("Content-Encoding"));
  }

  /** Opens a compressed stream. */
  @FunctionalInterface
  private interface Decompressor {
    InputStream open(InputStream compressed) throws IOException;
  }

  private byte[] read(byte[] body, Decompressor decompressor) throws PushRefusedException {
    try (InputStream in = decompressor.open(new ByteArrayInputStream(body))) {
      byte[] plain = in.readNBytes(maxDecompressedBytes);
      if (in.read() >= 0) {
        throw new PushRefusedException(
            413, "request body too large: more than " + maxDecompressedBytes + " bytes");
      }
      return plain;
    } catch (IOException e) {
      throw new PushRefusedException(400, String.valueOf(e.getMessage()));
    }
  }
}
