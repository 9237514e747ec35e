package io.millrace.store.object;

import io.millrace.bytes.RangeReader;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import java.io.IOException;
import java.util.List;

/**
 * A store whose calls are spans below the span that wants them; calls that nobody traces are not.
 */
public final class TracedObjectStore implements ObjectStore {
  private final ObjectStore store;
  private final Tracer tracer;

  public TracedObjectStore(ObjectStore store, Tracer tracer) {
    this.store = store;
    this.tracer = tracer;
  }

  private interface Call<T> {
    T run() throws IOException;
  }

  private <T> T traced(String operation, String name, long bytes, Call<T> call) throws IOException {
    if (!Span.current().getSpanContext().isValid()) {
      return call.run();
    }
    Span span =
        tracer
            .spanBuilder("object-store " + operation)
            .setSpanKind(SpanKind.CLIENT)
            .setAttribute("millrace.object.name", name)
            .setAttribute("millrace.object.bytes", bytes)
            .startSpan();
    try (Scope _ = span.makeCurrent()) {
      return call.run();
    } catch (IOException | RuntimeException e) {
      span.recordException(e);
      span.setStatus(StatusCode.ERROR);
      throw e;
    } finally {
      span.end();
    }
  }

  @Override
  public void put(String name, RangeReader content) throws IOException {
    Object _ =
        traced(
            "put",
            name,
            content.size(),
            () -> {
              store.put(name, content);
              return name;
            });
  }

  @Override
  public byte[] read(String name, long offset, int length) throws IOException {
    return traced("read", name, length, () -> store.read(name, offset, length));
  }

  @Override
  public boolean isRemote() {
    return store.isRemote();
  }

  /** Has no span of its own: the read that waits for it has. */
  @Override
  public void prefetch(String name, long offset, int length) {
    store.prefetch(name, offset, length);
  }

  @Override
  public long size(String name) throws IOException {
    return traced("size", name, 0, () -> store.size(name));
  }

  @Override
  public List<String> list(String prefix, String startAfter, int limit) throws IOException {
    return traced("list", prefix, 0, () -> store.list(prefix, startAfter, limit));
  }

  @Override
  public VersionedObject readVersioned(String name) throws IOException {
    return traced("read", name, 0, () -> store.readVersioned(name));
  }

  @Override
  public String replace(String name, byte[] content, String version) throws IOException {
    return traced("replace", name, content.length, () -> store.replace(name, content, version));
  }

  @Override
  public void delete(String name) throws IOException {
    Object _ =
        traced(
            "delete",
            name,
            0,
            () -> {
              store.delete(name);
              return name;
            });
  }
}
