package io.millrace.agent.delivery;

import io.millrace.labels.Labels;

/**
 * The large arrays that all lanes share: batches to be filled again and encoders. Safe for use by
 * any thread.
 */
final class Workshop {
  /** One is filled while another is sent. */
  private static final int SPARE_BATCHES = 2;

  private static final int SPARE_ENCODERS = 1;

  /** What was blown up by an unusual batch is not kept. */
  private static final int KEPT_BYTES = 4 << 20;

  private final Spares<Batch> batches = new Spares<>(SPARE_BATCHES, Batch::new);
  private final Spares<BodyEncoder> encoders = new Spares<>(SPARE_ENCODERS, BodyEncoder::new);

  /** An empty batch that begins now. */
  Batch batch(long nowNanos) {
    Batch batch = batches.take();
    batch.begin(nowNanos);
    return batch;
  }

  /** Takes back a batch that nobody uses any more. */
  void giveBack(Batch batch) {
    if (batch.capacity() <= KEPT_BYTES) {
      batch.clear();
      batches.give(batch);
    }
  }

  /** The body for entries {@code from} to {@code to}, the latter excluded. */
  byte[] encode(Batch batch, int from, int to, Labels external) {
    BodyEncoder encoder = encoders.take();
    byte[] body = encoder.encode(batch, from, to, external);
    if (encoder.capacity() <= KEPT_BYTES) {
      encoders.give(encoder);
    }
    return body;
  }
}
