package io.millrace.store.s3;

import io.millrace.service.config.Secret;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;

/** A real S3 server in this process, which keeps its objects in memory. */
public final class S3Server implements AutoCloseable {
  public static final String ACCESS_KEY = "the-key";
  public static final String SECRET_KEY = "the-secret";
  private static final String BUCKET = "logs";

  private final S3Proxy server;
  private final AtomicInteger nextPrefix = new AtomicInteger();

  private S3Server(S3Proxy server) {
    this.server = server;
  }

  public static S3Server start() throws Exception {
    TransientNio2BlobStore blobs = new TransientNio2BlobStore();
    S3Proxy server =
        S3Proxy.builder()
            .blobStore(blobs)
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, ACCESS_KEY, SECRET_KEY)
            .build();
    blobs.createContainer(BUCKET);
    server.start();
    return new S3Server(server);
  }

  public int port() {
    return server.getPort();
  }

  /** A place in the bucket that nothing was put to yet. */
  public S3Settings settings() {
    return settings(port());
  }

  /** As {@link #settings()}, through another port. */
  public S3Settings settings(int port) {
    return S3Settings.of(
            "http://127.0.0.1:" + port,
            BUCKET,
            new S3Settings.Credentials(ACCESS_KEY, new Secret(SECRET_KEY), null))
        .withPrefix("test-" + nextPrefix.incrementAndGet() + "/");
  }

  @Override
  public void close() throws IOException {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IOException("the S3 server does not stop", e);
    }
  }
}
