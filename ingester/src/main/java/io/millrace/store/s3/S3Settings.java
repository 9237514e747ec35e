package io.millrace.store.s3;

import io.millrace.service.config.Secret;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where a bucket is and how it is spoken to.
 *
 * @param endpoint {@code http://} or {@code https://}, host and perhaps port
 * @param region empty when the server has none
 * @param prefix stands before the names of all objects: empty, or ends with {@code /}
 * @param pathStyle whether the bucket stands in the path and not in the host's name
 * @param credentials null when they come from the environment or the machine's role
 * @param requestTimeout for one request, from its first byte to the answer's last
 * @param partBytes objects larger than this go up in parts of this size; at least 5 MiB
 * @param certificates PEM file of authorities to trust; null for those of the platform
 */
public record S3Settings(
    String endpoint,
    String region,
    String bucket,
    String prefix,
    boolean pathStyle,
    @Nullable Credentials credentials,
    Duration requestTimeout,
    Duration connectTimeout,
    RetrySettings retries,
    int partBytes,
    @Nullable Path certificates,
    boolean verifyCertificates) {
  static final int MIN_PART_BYTES = 5 << 20;
  static final int DEFAULT_PART_BYTES = 16 << 20;

  public S3Settings {
    if (!prefix.isEmpty() && !prefix.endsWith("/")) {
      throw new IllegalArgumentException("the prefix " + prefix + " does not end with a slash");
    }
    if (partBytes < MIN_PART_BYTES) {
      throw new IllegalArgumentException("parts of " + partBytes + " bytes: S3 wants 5 MiB");
    }
  }

  /** A key and its secret. */
  public record Credentials(String accessKey, Secret secretKey, @Nullable Secret sessionToken) {}

  /**
   * How often and when a request is repeated.
   *
   * @param maxRetries after the first attempt
   * @param minPause about the first pause; each is twice as long as the one before
   * @param maxPause the longest pause
   */
  public record RetrySettings(int maxRetries, Duration minPause, Duration maxPause) {
    public static final RetrySettings DEFAULTS =
        new RetrySettings(5, Duration.ofMillis(100), Duration.ofSeconds(3));
  }

  /** A bucket in path style, with the default timeouts and retries. */
  public static S3Settings of(String endpoint, String bucket, Credentials credentials) {
    return new S3Settings(
        endpoint,
        "us-east-1",
        bucket,
        "",
        true,
        credentials,
        Duration.ofMinutes(2),
        Duration.ofSeconds(10),
        RetrySettings.DEFAULTS,
        DEFAULT_PART_BYTES,
        null,
        true);
  }

  /** The same bucket, another place in it. */
  public S3Settings withPrefix(String other) {
    return new S3Settings(
        endpoint,
        region,
        bucket,
        other,
        pathStyle,
        credentials,
        requestTimeout,
        connectTimeout,
        retries,
        partBytes,
        certificates,
        verifyCertificates);
  }

  /** The same, with other retries and parts. */
  public S3Settings with(RetrySettings otherRetries, int otherPartBytes) {
    return new S3Settings(
        endpoint,
        region,
        bucket,
        prefix,
        pathStyle,
        credentials,
        requestTimeout,
        connectTimeout,
        otherRetries,
        otherPartBytes,
        certificates,
        verifyCertificates);
  }
}
