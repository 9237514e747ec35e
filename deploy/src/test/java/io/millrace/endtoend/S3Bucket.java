package io.millrace.endtoend;

import java.net.URI;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;

/** A real S3 server in this process with one bucket, which keeps its objects in memory. */
final class S3Bucket {
  private static final String NAME = "logs";
  private static final String KEY = "the-key";
  private static final String SECRET = "the-secret";

  private final S3Proxy server;

  private S3Bucket(S3Proxy server) {
    this.server = server;
  }

  static S3Bucket start() throws Exception {
    TransientNio2BlobStore blobs = new TransientNio2BlobStore();
    S3Proxy server =
        S3Proxy.builder()
            .blobStore(blobs)
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, KEY, SECRET)
            .build();
    blobs.createContainer(NAME);
    server.start();
    return new S3Bucket(server);
  }

  /** The value of {@code common.storage.s3}. */
  String config() {
    return ("{endpoint: '127.0.0.1:%d', bucketnames: %s, access_key_id: %s, secret_access_key: %s,"
            + " s3forcepathstyle: true, insecure: true}")
        .formatted(server.getPort(), NAME, KEY, SECRET);
  }

  void close() throws Exception {
    server.stop();
  }
}
