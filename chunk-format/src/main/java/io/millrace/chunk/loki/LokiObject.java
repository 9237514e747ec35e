package io.millrace.chunk.loki;

import io.millrace.bytes.ByteCursor;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.FormatException;
import io.millrace.snappy.SnappyFrame;
import java.nio.charset.StandardCharsets;

/**
 * The object that Loki stores a chunk in: metadata, then the log chunk.
 *
 * @param metadata what stands in front
 * @param chunkOffset of the log chunk's first byte in the object
 */
record LokiObject(LokiObjectMetadata metadata, int chunkOffset, int chunkLength) {
  /** The number by which Loki knows a log chunk from Cortex's kinds of chunk. */
  static final int LOG_CHUNK = 0x81;

  private static final int MAX_METADATA = 1 << 24;

  static LokiObject parse(byte[] object) throws FormatException {
    ByteCursor in = new ByteCursor(object);
    int metadataLength = in.intBe("metadata length") - 4;
    int start = in.skip(metadataLength, "chunk metadata");
    byte[] json = SnappyFrame.decompress(object, start, metadataLength, MAX_METADATA);
    LokiObjectMetadata metadata =
        MetadataJson.parse(new String(json, StandardCharsets.UTF_8), start);
    long at = in.offset();
    int length = in.intBe("data length");
    if (length != in.remaining()) {
      throw FormatException.mismatch(at, "data length", in.remaining(), length);
    }
    return new LokiObject(metadata, in.position(), length);
  }

  static byte[] encode(LokiObjectMetadata metadata, ByteWriter chunk) {
    byte[] json = metadata.toJson().getBytes(StandardCharsets.UTF_8);
    byte[] framed = SnappyFrame.compress(json, 0, json.length);
    ByteWriter out = new ByteWriter(framed.length + chunk.size() + 8);
    out.intBe(framed.length + 4).bytes(framed);
    out.intBe(chunk.size()).bytes(chunk);
    return out.toByteArray();
  }
}
