package io.millrace.store.backfill;

import io.millrace.store.s3.S3ObjectStore;
import java.io.IOException;
import java.util.List;

/** The bucket of a Loki. */
public final class LokiBucket implements LokiObjects {
  private final S3ObjectStore bucket;

  public LokiBucket(S3ObjectStore bucket) {
    this.bucket = bucket;
  }

  @Override
  public List<String> names() throws IOException {
    return bucket.list("");
  }

  @Override
  public byte[] read(String name) throws IOException {
    return bucket.readForeign(name);
  }
}
