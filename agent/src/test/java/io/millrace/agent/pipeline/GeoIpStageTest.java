package io.millrace.agent.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.agent.entry.AgentClock;
import io.millrace.agent.entry.LogEntry;
import io.millrace.labels.Labels;
import io.millrace.service.config.ConfigException;
import io.millrace.service.config.ConfigFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GeoIpStageTest {
  private final AtomicLong nanos = new AtomicLong(System.nanoTime());
  private final AgentClock clock =
      new AgentClock() {
        @Override
        public long nanoTime() {
          return nanos.get();
        }

        @Override
        public long epochNanos() {
          return 0;
        }
      };

  @TempDir Path directory;
  private Path file;

  private static Map<String, Object> named(String name) {
    return Map.of("names", Map.of("en", name));
  }

  @BeforeEach
  void writeDatabase() throws Exception {
    file =
        new MmdbFile()
            .add(
                "34.120.0.0",
                16,
                Map.of(
                    "city", named("Kansas City"),
                    "country", Map.of("names", Map.of("en", "United States"), "iso_code", "US"),
                    "continent", Map.of("names", Map.of("en", "North America"), "code", "NA"),
                    "location",
                        Map.of(
                            "latitude",
                            39.1027,
                            "longitude",
                            -94.0,
                            "time_zone",
                            "America/Chicago"),
                    "postal", Map.of("code", "64184"),
                    "subdivisions",
                        List.of(
                            named("Somewhere"),
                            Map.of("names", Map.of("en", "Missouri"), "iso_code", "MO")),
                    "autonomous_system_number", 396982,
                    "autonomous_system_organization", "GOOGLE-CLOUD-PLATFORM"))
            .add("10.0.0.0", 8, Map.of("city", named("")))
            .write(directory.resolve("geo.mmdb"));
  }

  private static PipelineSpec spec(String stages) throws ConfigException {
    return ConfigFile.parse(
            "test.yaml",
            "stages: " + stages,
            ConfigFile.Options.STRICT,
            root -> new StageParser(1 << 18).parse(root.node("stages")))
        .config();
  }

  private Pipeline pipeline(String kind, List<Labels> out) throws ConfigException {
    return spec("[{regex: {expression: '(?P<ip>.*)'}}, {geoip: {db: "
            + file
            + ", source: ip, db_type: "
            + kind
            + "}}]")
        .create(
            entry -> out.add(entry.labels()),
            new StageContext(clock, _ -> {}, new CustomMetrics(clock::nanoTime)));
  }

  private static void send(Pipeline pipeline, String line) {
    byte[] bytes = line.getBytes(UTF_8);
    pipeline.accept(new LogEntry().begin(0, Labels.of("a", "b"), bytes, 0, bytes.length));
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      quoteCharacter = '`',
      value = {
        "city | {a=\"b\", geoip_city_name=\"Kansas City\", geoip_continent_code=\"NA\","
            + " geoip_continent_name=\"North America\", geoip_country_name=\"United States\","
            + " geoip_location_latitude=\"39.1027\", geoip_location_longitude=\"-94\","
            + " geoip_postal_code=\"64184\", geoip_subdivision_code=\"MO\","
            + " geoip_subdivision_name=\"Missouri\", geoip_timezone=\"America/Chicago\"}",
        "country | {a=\"b\", geoip_continent_code=\"NA\", geoip_continent_name=\"North America\","
            + " geoip_country_code=\"US\", geoip_country_name=\"United States\"}",
        "asn | {a=\"b\", geoip_autonomous_system_number=\"396982\","
            + " geoip_autonomous_system_organization=\"GOOGLE-CLOUD-PLATFORM\"}",
      })
  void addsWhatIsKnownOfAnAddress(String kind, String expected) throws Exception {
    List<Labels> out = new ArrayList<>();
    send(pipeline(kind, out), "34.120.177.193");
    assertThat(out).extracting(Labels::toString).containsExactly(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "10.1.2.3",
        "8.8.8.8",
        "1",
        "34.120",
        "localhost",
        "34.120.0.999",
        "2001:db8::1",
        "::x"
      })
  void leavesAloneWhatIsNotKnown(String line) throws Exception {
    List<Labels> out = new ArrayList<>();
    send(pipeline("city", out), line);
    assertThat(out).containsExactly(Labels.of("a", "b"));
  }

  @Test
  void opensADatabaseAgainThatWasReplaced() throws Exception {
    List<Labels> out = new ArrayList<>();
    Pipeline pipeline = pipeline("city", out);
    send(pipeline, "8.8.8.8");
    Path next =
        new MmdbFile()
            .add("8.0.0.0", 8, Map.of("city", named("Mountain View")))
            .write(directory.resolve("next"));
    Files.setLastModifiedTime(next, FileTime.fromMillis(1_800_000_000_000L));
    Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
    nanos.addAndGet(Duration.ofMinutes(2).toNanos());
    send(pipeline, "8.8.8.8");
    Path rubbish = Files.writeString(directory.resolve("rubbish"), "rubbish");
    Files.move(rubbish, file, StandardCopyOption.REPLACE_EXISTING);
    nanos.addAndGet(Duration.ofMinutes(2).toNanos());
    send(pipeline, "8.8.8.8");
    assertThat(out)
        .extracting(labels -> labels.getOrEmpty("geoip_city_name"))
        .containsExactly("", "Mountain View", "Mountain View");
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      quoteCharacter = '`',
      value = {
        "{} | db: missing",
        "{db: /none.mmdb, source: ip, db_type: city} | db: \"/none.mmdb\" does not exist",
        "{db: /dev/null, source: ip, db_type: city} | db: \"/dev/null\" cannot be opened",
        "{db: x, source: ip} | db_type: missing",
        "{db: x, source: ip, db_type: isp} | city",
        "{db: x, db_type: city} | source: missing",
        "{db: x, source: ip, db_type: city, lang: de} | unknown key",
      })
  void refuses(String options, String reason) {
    assertThatThrownBy(() -> spec("[{geoip: " + options + "}]"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(reason);
  }
}
