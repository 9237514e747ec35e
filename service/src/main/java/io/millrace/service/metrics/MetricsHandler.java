package io.millrace.service.metrics;

import io.millrace.service.http.HttpHandler;
import io.millrace.service.http.HttpRequest;
import io.millrace.service.http.HttpResponse;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** Prints a registry in the text format that the Accept header asks for. */
public final class MetricsHandler implements HttpHandler {
  private static final int FIRST_BYTES = 32 << 10;

  private final PrometheusRegistry registry;

  public MetricsHandler(PrometheusRegistry registry) {
    this.registry = registry;
  }

  @Override
  public HttpResponse handle(HttpRequest request) throws IOException {
    ExpositionFormatWriter writer = ExpositionFormats.init().findWriter(request.header("Accept"));
    ByteArrayOutputStream out = new ByteArrayOutputStream(FIRST_BYTES);
    writer.write(out, registry.scrape());
    return HttpResponse.bytes(200, writer.getContentType(), out.toByteArray());
  }
}
