package io.millrace.store.s3;

import io.millrace.bytes.RangeReader;
import io.millrace.store.object.ObjectChangedException;
import io.millrace.store.object.ObjectExistsException;
import io.millrace.store.object.ObjectNames;
import io.millrace.store.object.ObjectStore;
import io.millrace.store.object.VersionedObject;
import io.millrace.store.s3.Retries.FailedException;
import io.minio.GetObjectArgs;
import io.minio.GetObjectResponse;
import io.minio.HeadObjectArgs;
import io.minio.ListObjectsV2Args;
import io.minio.MinioAsyncClient;
import io.minio.PutObjectAPIArgs;
import io.minio.RemoveObjectArgs;
import io.minio.messages.Contents;
import io.minio.messages.ListBucketResultV2;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Objects in a bucket, all below one prefix. */
public final class S3ObjectStore implements ObjectStore, AutoCloseable {
  private static final int PAGE = 1000;

  private final S3Settings settings;
  private final MinioAsyncClient client;
  private final Retries retries;

  /** A store over a bucket that exists; nothing is asked of the server yet. */
  public S3ObjectStore(S3Settings settings, PrometheusRegistry registry) throws IOException {
    this.settings = settings;
    this.client = S3Clients.open(settings);
    this.retries = new Retries(settings.retries(), new S3Metrics(registry));
  }

  @Override
  public void put(String name, RangeReader content) throws IOException {
    String key = key(name);
    try {
      upload(key, content, Map.of("If-None-Match", "*"));
    } catch (FailedException e) {
      S3Failure failure = e.failure();
      if (!failure.isPreconditionFailed() && !failure.isConflict()) {
        throw failure.toException("put of " + name);
      }
      if (!e.repeated() || !isThere(name, content)) {
        throw new ObjectExistsException(name);
      }
    }
  }

  /** Whether an attempt whose answer was lost did put the object. */
  private boolean isThere(String name, RangeReader content) throws IOException {
    long size = content.size();
    if (size(name) != size) {
      return false;
    }
    for (long at = 0; at < size; at += settings.partBytes()) {
      int length = (int) Math.min(settings.partBytes(), size - at);
      if (!Arrays.equals(read(name, at, length), content.read(at, length))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String replace(String name, byte[] content, String version) throws IOException {
    String key = key(name);
    try {
      return upload(key, RangeReader.of(content), Map.of("If-Match", "\"" + version + "\""));
    } catch (FailedException e) {
      S3Failure failure = e.failure();
      if (failure.isPreconditionFailed() && e.repeated()) {
        return versionIfOurs(name, content);
      }
      if (failure.isPreconditionFailed() || failure.isConflict() || failure.isMissingObject()) {
        throw new ObjectChangedException(name);
      }
      throw failure.toException("replacement of " + name);
    }
  }

  /** The version that an attempt whose answer was lost has made. */
  private String versionIfOurs(String name, byte[] content) throws IOException {
    try {
      VersionedObject now = readVersioned(name);
      if (Arrays.equals(now.content(), content)) {
        return now.version();
      }
    } catch (FileNotFoundException _) {
      // Deleted meanwhile, which is a change too.
    }
    throw new ObjectChangedException(name);
  }

  private String upload(String key, RangeReader content, Map<String, String> condition)
      throws FailedException, IOException {
    if (content.size() > settings.partBytes()) {
      MultipartUpload parts = new MultipartUpload(client, retries, settings.bucket(), key);
      return unquoted(parts.put(content, settings.partBytes(), condition));
    }
    byte[] whole = content.read(0, (int) content.size());
    return unquoted(
        retries.run(
            "PutObject",
            () ->
                client
                    .putObject(
                        PutObjectAPIArgs.builder()
                            .bucket(settings.bucket())
                            .object(key)
                            .data(whole, whole.length)
                            .extraHeaders(condition)
                            .build())
                    .get()
                    .etag()));
  }

  @Override
  public byte[] read(String name, long offset, int length) throws IOException {
    if (offset < 0 || length < 0) {
      throw new EOFException("object " + name + ": asked for " + length + " from " + offset);
    }
    if (length == 0) {
      if (offset > size(name)) {
        throw new EOFException("object " + name + " ends before " + offset);
      }
      return new byte[0];
    }
    String key = key(name);
    try {
      byte[] bytes =
          retries.run(
              "GetObject",
              () -> {
                try (GetObjectResponse body =
                    client
                        .getObject(
                            GetObjectArgs.builder()
                                .bucket(settings.bucket())
                                .object(key)
                                .offset(offset)
                                .length((long) length)
                                .build())
                        .get()) {
                  return body.readNBytes(length);
                }
              });
      if (bytes.length < length) {
        throw tooShort(name, offset, length);
      }
      return bytes;
    } catch (FailedException e) {
      if (e.failure().isRangeNotSatisfiable()) {
        throw tooShort(name, offset, length);
      }
      throw missingOr(e.failure(), name, "read of " + name);
    }
  }

  private static EOFException tooShort(String name, long offset, int length) {
    return new EOFException("object %s ends before %d + %d".formatted(name, offset, length));
  }

  @Override
  public VersionedObject readVersioned(String name) throws IOException {
    return readKey(name, key(name));
  }

  /** An object of another program, whose name need not follow the rules for ours. */
  public byte[] readForeign(String name) throws IOException {
    return readKey(name, settings.prefix() + name).content();
  }

  private VersionedObject readKey(String name, String key) throws IOException {
    try {
      return retries.run(
          "GetObject",
          () -> {
            try (GetObjectResponse body =
                client
                    .getObject(
                        GetObjectArgs.builder().bucket(settings.bucket()).object(key).build())
                    .get()) {
              String version = unquoted(body.headers().get("ETag"));
              return new VersionedObject(body.readAllBytes(), version);
            }
          });
    } catch (FailedException e) {
      throw missingOr(e.failure(), name, "read of " + name);
    }
  }

  /** Answers have the ETag in quotes, or the client has taken them off already. */
  private static String unquoted(@Nullable String etag) {
    return etag == null ? "" : etag.replace("\"", "");
  }

  @Override
  public long size(String name) throws IOException {
    String key = key(name);
    try {
      return retries.run(
          "HeadObject",
          () ->
              client
                  .headObject(
                      HeadObjectArgs.builder().bucket(settings.bucket()).object(key).build())
                  .get()
                  .size());
    } catch (FailedException e) {
      throw missingOr(e.failure(), name, "size of " + name);
    }
  }

  private static IOException missingOr(S3Failure failure, String name, String what) {
    return failure.isMissingObject()
        ? new FileNotFoundException("no object " + name)
        : failure.toException(what);
  }

  @Override
  public List<String> list(String prefix, String startAfter, int limit) throws IOException {
    List<String> names = new ArrayList<>();
    String token = null;
    do {
      ListBucketResultV2 page = page(prefix, startAfter, token, limit - names.size());
      for (Contents object : page.contents()) {
        names.add(object.objectName().substring(settings.prefix().length()));
      }
      token = page.isTruncated() ? page.nextContinuationToken() : null;
    } while (token != null && names.size() < limit);
    return names;
  }

  private ListBucketResultV2 page(
      String prefix, String startAfter, @Nullable String token, int limit) throws IOException {
    ListObjectsV2Args.Builder args =
        ListObjectsV2Args.builder()
            .bucket(settings.bucket())
            .prefix(settings.prefix() + prefix)
            .maxKeys(Math.min(PAGE, limit));
    if (token != null) {
      args.continuationToken(token);
    } else if (!startAfter.isEmpty()) {
      args.startAfter(settings.prefix() + startAfter);
    }
    try {
      return retries.run("ListObjects", () -> client.listObjectsV2(args.build()).get().result());
    } catch (FailedException e) {
      throw e.failure().toException("list of " + prefix);
    }
  }

  @Override
  public void delete(String name) throws IOException {
    String key = key(name);
    try {
      retries.run(
          "DeleteObject",
          () ->
              client
                  .removeObject(
                      RemoveObjectArgs.builder().bucket(settings.bucket()).object(key).build())
                  .get());
    } catch (FailedException e) {
      if (!e.failure().isMissingObject()) {
        throw e.failure().toException("delete of " + name);
      }
    }
  }

  private String key(String name) {
    return settings.prefix() + ObjectNames.require(name);
  }

  @Override
  public void close() throws IOException {
    try {
      client.close();
    } catch (Exception e) {
      throw new IOException("the S3 client can't be closed: " + e.getMessage(), e);
    }
  }
}
