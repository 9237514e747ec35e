package io.millrace.ingester.push;

import io.millrace.bytes.FormatException;
import io.millrace.entry.EntryBatch;
import io.millrace.labels.Labels;
import io.millrace.push.MetadataPairs;
import io.millrace.push.PushDecoder;
import io.millrace.push.PushVisitor;
import io.millrace.snappy.SnappyBlock;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads a protobuf push. The entries' lines stay where they are in the request. */
final class ProtobufPush {
  private ProtobufPush() {}

  /**
   * Decodes a request.
   *
   * @param body a snappy block
   * @param maxBytes cap on the decompressed size
   */
  static List<IncomingStream> decode(byte[] body, int maxBytes) throws PushRefusedException {
    byte[] message = decompress(body, maxBytes);
    Collector collector = new Collector(message);
    try {
      PushDecoder.decode(message, 0, message.length, collector);
    } catch (FormatException e) {
      throw new PushRefusedException(400, String.valueOf(e.getMessage()));
    }
    return collector.streams();
  }

  private static byte[] decompress(byte[] body, int maxBytes) throws PushRefusedException {
    try {
      return SnappyBlock.decompress(body, 0, body.length, maxBytes);
    } catch (FormatException e) {
      if (e.kind() == FormatException.Kind.TOO_LARGE) {
        throw new PushRefusedException(413, "request body too large: " + e.getMessage());
      }
      throw new PushRefusedException(400, "snappy: corrupt input");
    }
  }

  private static final class Collector implements PushVisitor {
    private final byte[] message;
    private final List<RawStream> streams = new ArrayList<>();
    private String labels = "";
    private int size;
    private long[] timestamps = new long[64];
    private int[] starts = new int[64];
    private int[] ends = new int[64];
    private int[] metadataRefs = new int[64];
    private List<Labels> metadataSets = new ArrayList<>();

    Collector(byte[] message) {
      this.message = message;
    }

    @Override
    public void stream(byte[] buffer, int labelsOffset, int labelsLength) {
      labels = new String(buffer, labelsOffset, labelsLength, StandardCharsets.UTF_8);
      size = 0;
      metadataSets = new ArrayList<>();
      metadataSets.add(Labels.empty());
    }

    @Override
    public void entry(
        long timestampNanos,
        byte[] buffer,
        int lineOffset,
        int lineLength,
        MetadataPairs metadata) {
      if (size == timestamps.length) {
        timestamps = Arrays.copyOf(timestamps, 2 * size);
        starts = Arrays.copyOf(starts, 2 * size);
        ends = Arrays.copyOf(ends, 2 * size);
        metadataRefs = Arrays.copyOf(metadataRefs, 2 * size);
      }
      timestamps[size] = timestampNanos;
      starts[size] = lineOffset;
      ends[size] = lineOffset + lineLength;
      metadataRefs[size] = 0;
      if (metadata.count() > 0) {
        metadataRefs[size] = metadataSets.size();
        metadataSets.add(metadata.toLabels());
      }
      size++;
    }

    @Override
    public void endStream() {
      boolean anyMetadata = metadataSets.size() > 1;
      streams.add(
          new RawStream(
              labels,
              new EntryBatch(
                  size,
                  Arrays.copyOf(timestamps, size),
                  message,
                  Arrays.copyOf(starts, size),
                  Arrays.copyOf(ends, size),
                  anyMetadata ? Arrays.copyOf(metadataRefs, size) : null,
                  metadataSets)));
    }

    List<IncomingStream> streams() throws PushRefusedException {
      if (streams.isEmpty()) {
        throw new PushRefusedException(422, JsonPush.NO_STREAMS);
      }
      return RawStream.parse(streams);
    }
  }
}
