package io.millrace.querier.ruler.remotewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.snappy.SnappyBlock;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WriteRequestTest {
  @Test
  void writesPrometheusProtobufWithSortedLabels() throws Exception {
    byte[] encoded =
        WriteRequest.encode(List.of(new WriteSample(Map.of("b", "2", "__name__", "r"), 1.5, 300)));
    byte[] plain = SnappyBlock.decompress(encoded, 0, encoded.length, 1000);
    assertThat(HexFormat.of().formatHex(plain))
        .isEqualTo(
            "0a25" // timeseries, 37 bytes
                + "0a0d"
                + "0a085f5f6e616d655f5f"
                + "120172" // __name__ = r
                + "0a06"
                + "0a0162"
                + "120132" // b = 2
                + "120c"
                + "09000000000000f83f"
                + "10ac02"); // 1.5 at 300
  }
}
