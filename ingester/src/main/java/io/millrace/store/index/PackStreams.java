package io.millrace.store.index;

import io.millrace.bytes.ByteCursor;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.FormatException;
import java.util.ArrayList;
import java.util.List;

/** Values of the families {@code packs} and {@code pack_chunks}. */
final class PackStreams {
  private static final int MAX_TEXTS = 1 << 20;
  private static final int FIRST_HAND = 0;
  private static final int COMPACTED = 1;

  private PackStreams() {}

  /** A chunk of a pack, by the number of its stream. */
  record Place(int streamId, int number, long minTimestamp, long maxTimestamp) {}

  static byte[] summary(LabelIndex.Commit commit) {
    long min = commit.chunks().isEmpty() ? 0 : Long.MAX_VALUE;
    long max = commit.chunks().isEmpty() ? 0 : Long.MIN_VALUE;
    for (PackEntry entry : commit.chunks()) {
      min = Math.min(min, entry.chunk().minTimestamp());
      max = Math.max(max, entry.chunk().maxTimestamp());
    }
    ByteWriter out =
        new ByteWriter(64)
            .uvarint(commit.packBytes())
            .uvarint(commit.chunks().size())
            .svarint(min)
            .uvarint(max - min)
            .uvarint(commit.history().erased().size());
    commit.history().erased().forEach(out::utf8);
    out.u8(commit.history().replaces().isEmpty() ? FIRST_HAND : COMPACTED);
    return out.toByteArray();
  }

  static PackSummary parseSummary(String id, byte[] value) throws FormatException {
    ByteCursor in = new ByteCursor(value);
    long bytes = in.uvarint("bytes");
    int chunks = in.count("chunks", Integer.MAX_VALUE);
    long min = in.svarint("oldest time");
    long max = min + in.uvarint("time span");
    List<String> erased = new ArrayList<>();
    for (int left = in.count("delete requests", MAX_TEXTS); left > 0; left--) {
      erased.add(in.utf8("delete request"));
    }
    // An index of an older version does not tell: such packs are left as they are.
    boolean compacted = !in.hasRemaining() || in.u8("origin") == COMPACTED;
    return new PackSummary(id, bytes, chunks, min, max, erased, compacted);
  }

  static byte[] places(List<Place> places) {
    ByteWriter out = new ByteWriter(16 * places.size() + 8).uvarint(places.size());
    for (Place place : places) {
      out.intBe(place.streamId()).uvarint(place.number()).svarint(place.minTimestamp());
      out.uvarint(place.maxTimestamp() - place.minTimestamp());
    }
    return out.toByteArray();
  }

  static List<Place> parsePlaces(byte[] value) throws FormatException {
    ByteCursor in = new ByteCursor(value);
    int count = in.count("chunks", in.remaining());
    List<Place> places = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int stream = in.intBe("stream");
      int number = in.count("number", Integer.MAX_VALUE);
      long min = in.svarint("oldest time");
      places.add(new Place(stream, number, min, min + in.uvarint("time span")));
    }
    return places;
  }
}
