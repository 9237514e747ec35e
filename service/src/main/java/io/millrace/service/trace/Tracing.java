package io.millrace.service.trace;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Where spans are made and where they go. Safe for use by any number of threads. */
public final class Tracing {
  private static final String SCOPE = "io.millrace";
  private static final Tracing OFF = new Tracing(OpenTelemetry.noop(), null);

  private final OpenTelemetry telemetry;
  private final @Nullable OpenTelemetrySdk sdk;

  private Tracing(OpenTelemetry telemetry, @Nullable OpenTelemetrySdk sdk) {
    this.telemetry = telemetry;
    this.sdk = sdk;
  }

  /** Makes no spans and costs nothing. */
  public static Tracing off() {
    return OFF;
  }

  /**
   * What the environment asks for.
   *
   * @param environment with or without {@code OTEL_*} variables
   * @param service the service's name if {@code OTEL_SERVICE_NAME} does not give one
   */
  public static Tracing of(Map<String, String> environment, String service) {
    boolean hasEndpoint =
        !environment.getOrDefault("OTEL_EXPORTER_OTLP_ENDPOINT", "").isEmpty()
            || !environment.getOrDefault("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "").isEmpty();
    boolean isRefused =
        environment.getOrDefault("OTEL_SDK_DISABLED", "").equalsIgnoreCase("true")
            || environment.getOrDefault("OTEL_TRACES_EXPORTER", "").equals("none");
    if (!hasEndpoint || isRefused) {
      return OFF;
    }
    Map<String, String> settings = new HashMap<>();
    settings.put("otel.service.name", service);
    settings.put("otel.exporter.otlp.protocol", "http/protobuf");
    environment.forEach(
        (name, value) -> {
          if (name.startsWith("OTEL_")) {
            settings.put(name.toLowerCase(Locale.ROOT).replace('_', '.'), value);
          }
        });
    // Millrace's metrics and logs have their own ways out.
    settings.put("otel.metrics.exporter", "none");
    settings.put("otel.logs.exporter", "none");
    OpenTelemetrySdk sdk =
        AutoConfiguredOpenTelemetrySdk.builder()
            .disableShutdownHook()
            .addPropertiesSupplier(() -> settings)
            .build()
            .getOpenTelemetrySdk();
    return new Tracing(sdk, sdk);
  }

  public boolean isOn() {
    return sdk != null;
  }

  /** Makes spans; without an exporter, spans that do nothing. */
  public Tracer tracer() {
    return telemetry.getTracer(SCOPE);
  }

  /** Sends what has not been sent, and ends. */
  public void close(Duration grace) {
    if (sdk != null) {
      sdk.getSdkTracerProvider().shutdown().join(grace.toMillis(), TimeUnit.MILLISECONDS);
    }
  }
}
