package io.millrace.store.s3;

import io.minio.errors.ErrorResponseException;
import io.minio.errors.InvalidResponseException;
import io.minio.errors.ServerException;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Why a request failed, out of the several ways in which the client tells it.
 *
 * @param status of the answer; 0 when there was none
 * @param code of S3; empty when there was none
 */
record S3Failure(int status, String code, boolean worthRetrying, Throwable cause) {
  private static final Set<String> TRANSIENT_CODES =
      Set.of(
          "InternalError",
          "OperationAborted",
          "RequestTimeout",
          "RequestTimeTooSkewed",
          "ServiceUnavailable",
          "SlowDown",
          "Throttling",
          "ThrottlingException",
          "TooManyRequests");

  static S3Failure of(Throwable failure) {
    Throwable cause = failure;
    while ((cause instanceof ExecutionException || cause instanceof CompletionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return switch (cause) {
      case ErrorResponseException e -> {
        int status = e.response() == null ? 0 : e.response().code();
        String code = e.errorResponse().code();
        yield new S3Failure(status, code == null ? "" : code, isTransient(status, code), e);
      }
      case ServerException e ->
          new S3Failure(e.statusCode(), "", isTransient(e.statusCode(), null), e);
      // An answer that is not XML comes from something between us and S3.
      case InvalidResponseException e -> new S3Failure(0, "", true, e);
      case IOException e -> new S3Failure(0, "", true, e);
      default -> new S3Failure(0, "", cause.getCause() instanceof IOException, cause);
    };
  }

  private static boolean isTransient(int status, @Nullable String code) {
    return (status >= 500 && status != 501)
        || status == 408
        || status == 429
        || (code != null && TRANSIENT_CODES.contains(code));
  }

  boolean isMissingObject() {
    return code.equals("NoSuchKey") || (status == 404 && !code.equals("NoSuchBucket"));
  }

  /** Another request for the same object was under way: it may or may not win. */
  boolean isConflict() {
    return status == 409 && code.equals("ConditionalRequestConflict");
  }

  boolean isPreconditionFailed() {
    return status == 412 || code.equals("PreconditionFailed");
  }

  boolean isRangeNotSatisfiable() {
    return status == 416 || code.equals("InvalidRange");
  }

  String statusText() {
    return status == 0 ? "error" : Integer.toString(status);
  }

  /** As an exception that says what was tried and where. */
  IOException toException(String what) {
    String reason = String.valueOf(cause.getMessage());
    String answer = status == 0 ? "" : " (" + status + (code.isEmpty() ? "" : " " + code) + ")";
    return new IOException("S3: " + what + " failed" + answer + ": " + reason, cause);
  }
}
