package io.millrace.ingester;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.store.object.ObjectStore;
import io.millrace.store.s3.S3ObjectStore;
import io.millrace.store.s3.S3Server;
import io.millrace.store.s3.S3Settings;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngesterOnS3Test {
  @TempDir private Path directory;

  @Test
  void pushesFlushesRestartsAndAnswers() throws Exception {
    try (S3Server server = S3Server.start()) {
      S3Settings settings = server.settings();
      IngesterFixture fixture = new IngesterFixture(directory);
      try (S3ObjectStore objects = new S3ObjectStore(settings, new PrometheusRegistry());
          Ingester ingester = fixture.start(objects)) {
        fixture.push(ingester, "a", 0, "one", "two");
        ingester.flushes().flushAll();
        fixture.push(ingester, "a", 10, "three");
        assertThat(fixture.lines(ingester, "a")).containsExactly("one", "two", "three");
        assertThat(packs(objects)).hasSize(1);
      }
      try (S3ObjectStore objects = new S3ObjectStore(settings, new PrometheusRegistry());
          Ingester ingester = fixture.start(objects)) {
        assertThat(fixture.lines(ingester, "a")).containsExactly("one", "two", "three");
        ingester.flushes().flushAll();
        assertThat(fixture.lines(ingester, "a")).containsExactly("one", "two", "three");
        assertThat(packs(objects)).hasSize(2);
      }
    }
  }

  private static List<String> packs(ObjectStore objects) throws Exception {
    return objects.list("packs/");
  }
}
