package io.millrace.service.http;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Answers that a connection gives without a handler. */
final class Refusal {
  private Refusal() {}

  static FullHttpResponse of(int status, @Nullable String text) {
    byte[] body = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), Unpooled.wrappedBuffer(body));
    response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
    if (body.length > 0) {
      response.headers().set(HttpHeaderNames.CONTENT_TYPE, MediaTypes.TEXT);
      response.headers().set("X-Content-Type-Options", "nosniff");
    }
    return response;
  }

  static FullHttpResponse notFound() {
    return of(404, "404 page not found\n");
  }

  static FullHttpResponse wrongMethod(String allow) {
    FullHttpResponse response = of(405, "");
    response.headers().set(HttpHeaderNames.ALLOW, allow);
    return response;
  }

  static FullHttpResponse tooLarge(int cap) {
    return of(413, "request body too large: more than " + cap + " bytes\n");
  }

  /** For a head that the decoder gave up on. */
  static FullHttpResponse malformed(Throwable cause) {
    return switch (cause) {
      case TooLongHttpLineException _ -> of(414, "request line too long\n");
      case TooLongFrameException _ -> of(431, "request header fields too large\n");
      default -> of(400, "malformed request\n");
    };
  }
}
