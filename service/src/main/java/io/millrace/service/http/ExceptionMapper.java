package io.millrace.service.http;

import java.util.Optional;

/** Turns an exception of a handler into the answer that its clients expect. */
@FunctionalInterface
public interface ExceptionMapper {
  /** The answer for {@code exception}, or empty to leave it to the next mapper. Must not throw. */
  Optional<HttpResponse> map(HttpRequest request, Exception exception);
}
