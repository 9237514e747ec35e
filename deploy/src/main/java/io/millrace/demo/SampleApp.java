package io.millrace.demo;

import java.util.List;
import java.util.Random;

/** What a sample container logs. One call gives what is logged at one moment: mostly one line. */
enum SampleApp {
  /** Requests as JSON. */
  API("shop", "api", "main") {
    @Override
    List<String> log(Random random) {
      int status = pick(random, 200, 200, 200, 200, 201, 404, 500);
      return List.of(
          ("{\"level\":\"%s\",\"msg\":\"%s\",\"method\":\"%s\",\"path\":\"/api/orders/%d\","
                  + "\"status\":%d,\"duration_ms\":%d,\"trace_id\":\"%016x%016x\"}")
              .formatted(
                  status >= 500 ? "error" : status >= 400 ? "warn" : "info",
                  status >= 500 ? "order could not be saved: database timeout" : "request served",
                  pick(random, "GET", "GET", "POST", "PUT"),
                  random.nextInt(100_000),
                  status,
                  1 + (int) (-40 * Math.log(1 - random.nextDouble())),
                  random.nextLong(),
                  random.nextLong()));
    }
  },

  /** An access log. */
  WEB("shop", "web", "nginx") {
    @Override
    List<String> log(Random random) {
      return List.of(
          "10.4.%d.%d - - \"%s %s HTTP/1.1\" %d %d \"-\" \"Mozilla/5.0\" rt=%.3f"
              .formatted(
                  random.nextInt(4),
                  random.nextInt(256),
                  pick(random, "GET", "GET", "GET", "POST"),
                  pick(random, "/", "/cart", "/product/" + random.nextInt(500), "/login"),
                  pick(random, 200, 200, 200, 304, 302, 404, 502),
                  200 + random.nextInt(30_000),
                  random.nextDouble() / 3));
    }
  },

  /** Free text, now and then with a stack trace. */
  CHECKOUT("shop", "checkout", "main") {
    @Override
    List<String> log(Random random) {
      if (random.nextInt(12) > 0) {
        return List.of(
            "INFO  [worker-%d] payment of order %d authorised"
                .formatted(random.nextInt(4), random.nextInt(100_000)));
      }
      return List.of(
          "ERROR [worker-%d] payment failed".formatted(random.nextInt(4)),
          "java.net.SocketTimeoutException: error: read timed out after 3000 ms",
          "\tat com.example.pay.Gateway.charge(Gateway.java:%d)"
              .formatted(100 + random.nextInt(50)),
          "\tat com.example.pay.Checkout.complete(Checkout.java:57)",
          "\tat java.base/java.lang.Thread.run(Thread.java:1474)");
    }
  },

  /** Events as logfmt. */
  WORKER("jobs", "worker", "main") {
    @Override
    List<String> log(Random random) {
      return List.of(
          "level=%s caller=queue/worker.go:%d msg=\"%s\" queue=%s took=%dms size=%dB"
              .formatted(
                  pick(random, "info", "info", "info", "debug", "warn", "error"),
                  20 + random.nextInt(200),
                  pick(random, "job done", "job done", "job retried", "job error"),
                  pick(random, "mail", "thumbnails", "billing"),
                  random.nextInt(900),
                  random.nextInt(1 << 16)));
    }
  },

  /** The one that a Docker engine runs. */
  CART("shop", "cart", "main") {
    @Override
    List<String> log(Random random) {
      return List.of(
          "cart %08x: %s item %d"
              .formatted(
                  random.nextInt(),
                  pick(random, "added", "added", "removed", "error: could not add"),
                  random.nextInt(500)));
    }
  };

  private final String namespace;
  private final String app;
  private final String container;

  SampleApp(String namespace, String app, String container) {
    this.namespace = namespace;
    this.app = app;
    this.container = container;
  }

  String namespace() {
    return namespace;
  }

  String container() {
    return container;
  }

  /** A name as a ReplicaSet gives it; the same in every run. */
  String pod() {
    return "%s-%08x-x7k2p".formatted(app, app.hashCode());
  }

  /** Lines without line ends. */
  abstract List<String> log(Random random);

  @SafeVarargs
  private static <T> T pick(Random random, T... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
