package io.millrace.agent.receive;

import io.millrace.agent.input.Feed;
import io.millrace.agent.input.InputContext;
import io.millrace.agent.input.InputSource;
import io.millrace.agent.input.RunningInput;
import io.millrace.labels.Labels;
import io.millrace.service.config.ServerConfig;
import io.millrace.service.http.HttpMetrics;
import io.millrace.service.http.HttpServer;
import io.millrace.service.http.HttpServerOptions;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.time.Duration;

/**
 * A {@code loki_push_api} section.
 *
 * @param labels of every entry, instead of those of the same names that it comes with
 * @param keepsTime whether entries keep their time, else they get that of their arrival
 */
public record PushSource(ServerConfig server, Labels labels, boolean keepsTime)
    implements InputSource {
  /** What a request that runs may take at the stop: handing over waits for nothing. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  @Override
  public String kind() {
    return "loki_push_api";
  }

  @Override
  public RunningInput open(InputContext context) throws IOException {
    // A registry of its own, which is let go with the server: a reload opens another.
    PrometheusRegistry own = new PrometheusRegistry();
    MultiCollector collector = own::scrape;
    Feed feed = context.feed();
    HttpServer listening;
    try {
      listening =
          HttpServer.start(
              HttpServerOptions.from(server),
              new ReceiveRoutes(this, context, feed).routes(),
              new HttpMetrics(own, "promtail_" + context.job().replaceAll("[^a-zA-Z0-9_]", "_")));
    } catch (IOException e) {
      feed.close();
      throw e;
    }
    context.registry().register(collector);
    return new RunningInput() {
      @Override
      public String place() {
        return "http " + listening.address().getAddress().getHostAddress() + ":" + listening.port();
      }

      @Override
      public void stop() throws InterruptedException {
        listening.close(GRACE);
        feed.close();
        context.registry().unregister(collector);
      }
    };
  }
}
