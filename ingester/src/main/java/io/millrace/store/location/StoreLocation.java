package io.millrace.store.location;

import io.millrace.service.config.ConfigMap;
import io.millrace.store.object.FilesystemObjectStore;
import io.millrace.store.object.ObjectStore;
import io.millrace.store.object.ReadAheadObjectStore;
import io.millrace.store.s3.S3Config;
import io.millrace.store.s3.S3ObjectStore;
import io.millrace.store.s3.S3Settings;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Path;

/** Where objects lie. */
public sealed interface StoreLocation {
  /** Files below a directory. */
  record Directory(Path path) implements StoreLocation {}

  /** Objects of a bucket. */
  record Bucket(S3Settings settings) implements StoreLocation {}

  /**
   * Reads {@code common.storage} and {@code storage_config} of a Loki config. {@code common} wins;
   * a bucket wins over a directory.
   *
   * @param pathPrefix {@code common.path_prefix}: where the directory lies if it is not named
   */
  static StoreLocation from(ConfigMap root, Path pathPrefix) {
    ConfigMap storage = root.section("common").section("storage");
    ConfigMap legacy = root.section("storage_config");
    ConfigMap filesystem = storage.section("filesystem");
    filesystem.ignore("rules_directory");
    String chunks =
        filesystem.string("chunks_directory", legacy.section("filesystem").string("directory", ""));
    if (S3Config.isConfigured(storage.section("s3"))) {
      return new Bucket(S3Config.from(storage.section("s3")));
    }
    if (S3Config.isConfigured(legacy.section("aws"))) {
      return new Bucket(S3Config.from(legacy.section("aws")));
    }
    return new Directory(chunks.isEmpty() ? pathPrefix.resolve("chunks") : Path.of(chunks));
  }

  /** Opens the store. */
  default ObjectStore open(PrometheusRegistry registry) throws IOException {
    return switch (this) {
      case Directory directory -> new FilesystemObjectStore(directory.path());
      case Bucket bucket ->
          new ReadAheadObjectStore(new S3ObjectStore(bucket.settings(), registry));
    };
  }
}
