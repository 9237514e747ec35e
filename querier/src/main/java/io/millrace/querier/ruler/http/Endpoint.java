package io.millrace.querier.ruler.http;

import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A URL that is posted to. Safe for use by any number of threads. */
public final class Endpoint implements AutoCloseable {
  private static final int MAX_MESSAGE_BYTES = 1024;

  private final URI url;
  private final Settings settings;
  private final HttpClient client;

  /**
   * How to reach an endpoint.
   *
   * @param url may hold a user and a password, which count if there are no other credentials
   * @param timeout of one request
   * @param headers sent with each request
   */
  public record Settings(
      URI url,
      Duration timeout,
      Map<String, String> headers,
      Optional<Credentials> credentials,
      TlsSettings tls) {
    public Settings {
      headers = Map.copyOf(headers);
      if (credentials.isEmpty()) {
        credentials = Credentials.fromUrl(url);
      }
      url = withoutUser(url);
    }

    private static URI withoutUser(URI url) {
      try {
        return new URI(
            url.getScheme(),
            null,
            url.getHost(),
            url.getPort(),
            url.getPath(),
            url.getQuery(),
            null);
      } catch (URISyntaxException e) {
        throw new IllegalArgumentException("not a URL to post to: " + e.getReason(), e);
      }
    }
  }

  /**
   * A client for an endpoint.
   *
   * @throws IOException when the certificates can't be used
   */
  public Endpoint(Settings settings) throws IOException {
    this.url = settings.url();
    this.settings = settings;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(settings.timeout());
    if (!settings.tls().equals(TlsSettings.DEFAULT)) {
      builder.sslContext(context(settings.tls()));
    }
    this.client = builder.build();
  }

  private static SSLContext context(TlsSettings tls) throws IOException {
    SslContextBuilder builder = SslContextBuilder.forClient().sslProvider(SslProvider.JDK);
    try {
      if (tls.isUnverified()) {
        builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
      } else if (tls.caFile() != null) {
        builder.trustManager(file(tls.caFile()));
      }
      if (tls.certFile() != null) {
        builder.keyManager(file(tls.certFile()), file(tls.keyFile()));
      }
      if (builder.build() instanceof JdkSslContext jdk) {
        return jdk.context();
      }
      throw new IOException("no TLS of the JDK");
    } catch (IllegalArgumentException e) {
      throw new IOException("can't use the certificates of a client: " + e.getMessage(), e);
    }
  }

  private static @Nullable File file(@Nullable Path path) {
    return path == null ? null : path.toFile();
  }

  /** An answer; the message is the start of its body. */
  public record Answer(int status, String message) {}

  /** Posts a body and waits for the answer. */
  public Answer post(byte[] body, Map<String, String> headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .timeout(settings.timeout())
            .header("User-Agent", "millrace")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    settings.headers().forEach(request::setHeader);
    headers.forEach(request::setHeader);
    settings
        .credentials()
        .ifPresent(credentials -> request.setHeader("Authorization", credentials.header()));
    HttpResponse<byte[]> response =
        client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    byte[] answer = response.body();
    int length = Math.min(answer.length, MAX_MESSAGE_BYTES);
    return new Answer(
        response.statusCode(), new String(answer, 0, length, StandardCharsets.UTF_8).strip());
  }

  /** Where it posts to, without secrets. */
  public String url() {
    return url.toString();
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
