package io.millrace.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.service.config.ConfigException;
import io.millrace.service.config.ConfigFile;
import io.millrace.service.config.LoadedConfig;
import io.millrace.store.location.StoreLocation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class S3ConfigTest {
  private static LoadedConfig<StoreLocation> load(String yaml) throws ConfigException {
    return ConfigFile.parse(
        "loki.yaml",
        yaml,
        ConfigFile.Options.loki(false),
        root -> StoreLocation.from(root, Path.of("data")));
  }

  private static S3Settings s3(String yaml) throws ConfigException {
    return ((StoreLocation.Bucket) load(yaml).config()).settings();
  }

  @Test
  void readsLokisKeysAndKeepsTheSecret() throws Exception {
    String yaml =
        """
        common:
          storage:
            s3:
              endpoint: minio:9000
              bucketnames: logs
              region: eu-west-1
              access_key_id: key
              secret_access_key: hush
              insecure: true
              s3forcepathstyle: true
              http_config:
                response_header_timeout: 7s
              backoff_config:
                max_retries: 2
        """;
    S3Settings settings = s3(yaml);
    assertThat(settings.endpoint()).isEqualTo("http://minio:9000");
    assertThat(settings.bucket()).isEqualTo("logs");
    assertThat(settings.region()).isEqualTo("eu-west-1");
    assertThat(settings.pathStyle()).isTrue();
    assertThat(settings.requestTimeout()).isEqualTo(Duration.ofSeconds(7));
    assertThat(settings.retries().maxRetries()).isEqualTo(2);
    assertThat(Objects.requireNonNull(settings.credentials()).secretKey().reveal())
        .isEqualTo("hush");
    assertThat(settings.toString()).doesNotContain("hush");
    assertThat(load(yaml).toYaml()).doesNotContain("hush");
  }

  @Test
  void readsTheOlderSectionAndAUrl() throws Exception {
    S3Settings settings =
        s3(
            """
            storage_config:
              aws:
                s3: s3://key:se%2Fcret@minio.local:9000/logs
                insecure: true
            """);
    assertThat(settings.endpoint()).isEqualTo("http://minio.local:9000");
    assertThat(settings.bucket()).isEqualTo("logs");
    assertThat(settings.pathStyle()).isTrue();
    assertThat(Objects.requireNonNull(settings.credentials()).secretKey().reveal())
        .isEqualTo("se/cret");
  }

  @Test
  void aUrlMayNameTheRegionAlone() throws Exception {
    S3Settings settings =
        s3("storage_config: {aws: {s3: 's3://eu-central-1/logs', prefix: millrace}}");
    assertThat(settings.endpoint()).isEqualTo("https://s3.eu-central-1.amazonaws.com");
    assertThat(settings.region()).isEqualTo("eu-central-1");
    assertThat(settings.pathStyle()).isFalse();
    assertThat(settings.credentials()).isNull();
    assertThat(settings.prefix()).isEqualTo("millrace/");
  }

  @Test
  void takesTheSecretFromAFile(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("secret"), "hush\n");
    S3Settings settings =
        s3(
            "common: {storage: {s3: {bucketnames: logs, access_key_id: key, "
                + "secret_access_key_file: "
                + file
                + "}}}");
    assertThat(Objects.requireNonNull(settings.credentials()).secretKey().reveal())
        .isEqualTo("hush");
  }

  @Test
  void refusesAKeyWithoutASecretAndSeveralBuckets() {
    assertThatThrownBy(
            () -> load("common: {storage: {s3: {bucketnames: logs, access_key_id: key}}}"))
        .hasMessageContaining("have to be given together");
    assertThatThrownBy(() -> load("common: {storage: {s3: {bucketnames: 'a,b'}}}"))
        .hasMessageContaining("exactly one bucket");
  }

  @Test
  void isADirectoryWithoutABucket() throws Exception {
    assertThat(load("").config()).isEqualTo(new StoreLocation.Directory(Path.of("data/chunks")));
    assertThat(load("common: {storage: {filesystem: {chunks_directory: /c}}}").config())
        .isEqualTo(new StoreLocation.Directory(Path.of("/c")));
  }
}
