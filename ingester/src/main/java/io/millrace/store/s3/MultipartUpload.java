package io.millrace.store.s3;

import io.millrace.bytes.RangeReader;
import io.millrace.store.s3.Retries.FailedException;
import io.minio.AbortMultipartUploadArgs;
import io.minio.CompleteMultipartUploadArgs;
import io.minio.CreateMultipartUploadArgs;
import io.minio.MinioAsyncClient;
import io.minio.UploadPartArgs;
import io.minio.messages.Part;
import java.io.IOException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts one large object part by part. The object is there when the last request has worked. */
final class MultipartUpload {
  private static final Logger LOG = LoggerFactory.getLogger(MultipartUpload.class);

  private final MinioAsyncClient client;
  private final Retries retries;
  private final String bucket;
  private final String key;

  MultipartUpload(MinioAsyncClient client, Retries retries, String bucket, String key) {
    this.client = client;
    this.retries = retries;
    this.bucket = bucket;
    this.key = key;
  }

  /**
   * Uploads.
   *
   * @param condition headers of the request that makes the object visible
   * @return the object's ETag
   */
  String put(RangeReader content, int partBytes, Map<String, String> condition)
      throws FailedException, IOException {
    String upload =
        retries.run(
            "CreateMultipartUpload",
            () ->
                client
                    .createMultipartUpload(
                        CreateMultipartUploadArgs.builder().bucket(bucket).object(key).build())
                    .get()
                    .result()
                    .uploadId());
    try {
      Part[] parts = parts(upload, content, partBytes);
      return retries.run(
          "CompleteMultipartUpload",
          () ->
              client
                  .completeMultipartUpload(
                      CompleteMultipartUploadArgs.builder()
                          .bucket(bucket)
                          .object(key)
                          .uploadId(upload)
                          .parts(parts)
                          .extraHeaders(condition)
                          .build())
                  .get()
                  .etag());
    } catch (FailedException | IOException e) {
      abort(upload);
      throw e;
    }
  }

  private Part[] parts(String upload, RangeReader content, int partBytes)
      throws FailedException, IOException {
    long size = content.size();
    Part[] parts = new Part[Math.toIntExact(Math.ceilDiv(size, partBytes))];
    for (int i = 0; i < parts.length; i++) {
      long from = (long) i * partBytes;
      int number = i + 1;
      byte[] part = content.read(from, (int) Math.min(partBytes, size - from));
      parts[i] =
          retries.run(
              "UploadPart",
              () ->
                  client
                      .uploadPart(
                          UploadPartArgs.builder()
                              .bucket(bucket)
                              .object(key)
                              .uploadId(upload)
                              .partNumber(number)
                              .data(part, part.length)
                              .build())
                      .get()
                      .part());
    }
    return parts;
  }

  /** Parts that nobody completes cost money until a bucket's lifecycle rule finds them. */
  private void abort(String upload) throws IOException {
    try {
      retries.run(
          "AbortMultipartUpload",
          () ->
              client
                  .abortMultipartUpload(
                      AbortMultipartUploadArgs.builder()
                          .bucket(bucket)
                          .object(key)
                          .uploadId(upload)
                          .build())
                  .get());
    } catch (FailedException e) {
      LOG.atWarn()
          .addKeyValue("object", key)
          .log("the parts of a failed upload stay behind: {}", e.failure().cause().getMessage());
    }
  }
}
