package io.millrace.querier.ruler.remotewrite;

import io.millrace.bytes.ByteWriter;
import io.millrace.labels.Utf8Order;
import io.millrace.snappy.SnappyBlock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Encodes requests of the remote write protocol. */
final class WriteRequest {
  private static final int FIELD_1_BYTES = (1 << 3) | 2;
  private static final int FIELD_2_BYTES = (2 << 3) | 2;
  private static final int FIELD_1_DOUBLE = (1 << 3) | 1;
  private static final int FIELD_2_VARINT = 2 << 3;

  private WriteRequest() {}

  static byte[] encode(List<WriteSample> samples) {
    ByteWriter request = new ByteWriter();
    for (WriteSample sample : samples) {
      ByteWriter series = series(sample);
      request.u8(FIELD_1_BYTES).uvarint(series.size()).bytes(series);
    }
    return SnappyBlock.compress(request.array(), 0, request.size());
  }

  private static ByteWriter series(WriteSample sample) {
    ByteWriter series = new ByteWriter();
    Map<String, String> sorted = new TreeMap<>(Utf8Order.COMPARATOR);
    sorted.putAll(sample.labels());
    sorted.forEach(
        (name, value) -> {
          ByteWriter label = new ByteWriter();
          label.u8(FIELD_1_BYTES).utf8(name).u8(FIELD_2_BYTES).utf8(value);
          series.u8(FIELD_1_BYTES).uvarint(label.size()).bytes(label);
        });
    ByteWriter point = new ByteWriter();
    point
        .u8(FIELD_1_DOUBLE)
        .longLe(Double.doubleToRawLongBits(sample.value()))
        .u8(FIELD_2_VARINT)
        .uvarint(sample.timestampMillis());
    return series.u8(FIELD_2_BYTES).uvarint(point.size()).bytes(point);
  }
}
