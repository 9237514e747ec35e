package io.millrace.agent.delivery;

import io.millrace.bytes.ByteWriter;
import io.millrace.labels.Labels;
import io.millrace.push.PushEncoder;
import io.millrace.snappy.SnappyBlock;
import io.millrace.snappy.SnappyEncoder;
import java.util.Arrays;

/** Makes compressed push requests of batches. Not for concurrent use. */
final class BodyEncoder {
  private final PushEncoder protobuf = new PushEncoder();
  private final SnappyEncoder snappy = new SnappyEncoder();
  private byte[] compressed = new byte[0];

  /**
   * The body for entries {@code from} to {@code to}, the latter excluded.
   *
   * @param external labels added to streams that do not have them
   */
  byte[] encode(Batch batch, int from, int to, Labels external) {
    protobuf.reset();
    batch.encode(from, to, external, protobuf);
    ByteWriter request = protobuf.request();
    int needed = SnappyBlock.maxCompressedLength(request.size());
    if (compressed.length < needed) {
      compressed = new byte[needed];
    }
    int length = snappy.encode(request.array(), 0, request.size(), compressed, 0);
    return Arrays.copyOf(compressed, length);
  }

  /** Bytes of memory that it keeps. */
  int capacity() {
    return protobuf.request().array().length + compressed.length;
  }
}
