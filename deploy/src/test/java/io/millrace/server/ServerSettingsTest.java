package io.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.service.config.ConfigException;
import io.millrace.service.config.ConfigFile;
import io.millrace.service.config.LoadedConfig;
import io.millrace.store.location.StoreLocation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ServerSettingsTest {
  private static LoadedConfig<ServerSettings> parse(String yaml) throws ConfigException {
    return ConfigFile.parse(
        "test.yaml", yaml, ConfigFile.Options.loki(false), ServerSettings::from);
  }

  private static String resource(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(ServerSettingsTest.class.getResourceAsStream("/" + name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void takesALokiSingleBinaryConfig() throws Exception {
    LoadedConfig<ServerSettings> loaded = parse(resource("loki-single-binary.yaml"));
    ServerSettings settings = loaded.config();
    assertThat(settings.authEnabled()).isFalse();
    assertThat(settings.server().httpListenPort()).isEqualTo(3100);
    assertThat(settings.objects())
        .isEqualTo(new StoreLocation.Directory(Path.of("/tmp/loki/chunks")));
    assertThat(settings.ingester().walDirectory()).isEqualTo(Path.of("/tmp/loki/wal"));
    assertThat(settings.ingester().flush().idlePeriod()).isEqualTo(Duration.ofHours(1));
    assertThat(settings.tenantDefaults().ingestion().rates().ingestionRate())
        .isEqualTo(16.0 * (1 << 20));
    assertThat(loaded.ignoredKeys()).contains("schema_config", "frontend", "query_range");
  }

  @Test
  void refusesAKeyThatLokiDoesNotKnowAndNamesTheNearest() {
    assertThatThrownBy(() -> parse("ingester:\n  chunk_idle_perod: 1h\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("test.yaml:2:3")
        .hasMessageContaining("ingester.chunk_idle_perod")
        .hasMessageContaining("chunk_idle_period");
  }

  @Test
  void requiresATenantUnlessToldOtherwise() throws Exception {
    assertThat(parse("").config().authEnabled()).isTrue();
  }

  @Test
  void defaultsAreLokis() throws Exception {
    ServerSettings settings = parse("").config();
    assertThat(settings.ingester().flush().idlePeriod()).isEqualTo(Duration.ofMinutes(30));
    assertThat(settings.ingester().flush().maxAge()).isEqualTo(Duration.ofHours(2));
    assertThat(settings.ingester().outOfOrderWindow()).isEqualTo(Duration.ofHours(1));
    assertThat(settings.tenantDefaults().ingestion().rates().ingestionRate())
        .isEqualTo(4.0 * (1 << 20));
    assertThat(settings.tenantDefaults().queries().query().maxEntries()).isEqualTo(5000);
  }
}
