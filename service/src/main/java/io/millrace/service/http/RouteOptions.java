package io.millrace.service.http;

import java.time.Duration;
import java.util.Set;

/**
 * The limits of a route.
 *
 * @param maxBodyBytes cap for the body on the wire; more is answered by 413
 * @param maxDecompressedBytes cap for the body after gzip or deflate; more is answered by 413
 * @param passThroughEncodings content encodings that the handler decodes itself; others than these,
 *     {@code gzip}, {@code deflate} and {@code identity} are refused with 400
 * @param timeout after which the request is cancelled with {@link Cancellation.Cause#DEADLINE};
 *     zero for none
 * @param compress whether answers may be gzipped when the client accepts it
 */
public record RouteOptions(
    int maxBodyBytes,
    int maxDecompressedBytes,
    Set<String> passThroughEncodings,
    Duration timeout,
    boolean compress) {
  private static final int MIB = 1 << 20;

  /** 4 MiB on the wire, 16 MiB decompressed, {@code snappy} passed through, no timeout. */
  public static final RouteOptions DEFAULT =
      new RouteOptions(4 * MIB, 16 * MIB, Set.of("snappy"), Duration.ZERO, true);

  public RouteOptions {
    passThroughEncodings = Set.copyOf(passThroughEncodings);
    if (maxBodyBytes < 0 || maxDecompressedBytes < 0 || timeout.isNegative()) {
      throw new IllegalArgumentException("a route's limits are not negative");
    }
  }

  public RouteOptions withMaxBodyBytes(int bytes) {
    return new RouteOptions(bytes, maxDecompressedBytes, passThroughEncodings, timeout, compress);
  }

  public RouteOptions withMaxDecompressedBytes(int bytes) {
    return new RouteOptions(maxBodyBytes, bytes, passThroughEncodings, timeout, compress);
  }

  public RouteOptions withPassThroughEncodings(Set<String> encodings) {
    return new RouteOptions(maxBodyBytes, maxDecompressedBytes, encodings, timeout, compress);
  }

  public RouteOptions withTimeout(Duration newTimeout) {
    return new RouteOptions(
        maxBodyBytes, maxDecompressedBytes, passThroughEncodings, newTimeout, compress);
  }

  public RouteOptions withCompress(boolean newCompress) {
    return new RouteOptions(
        maxBodyBytes, maxDecompressedBytes, passThroughEncodings, timeout, newCompress);
  }
}
