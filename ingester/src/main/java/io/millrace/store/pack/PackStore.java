package io.millrace.store.pack;

import io.millrace.bytes.RangeReader;
import io.millrace.chunk.ChunkReader;
import io.millrace.pack.PackReader;
import io.millrace.pack.PackedChunk;
import io.millrace.store.index.LabelIndex;
import io.millrace.store.index.PackEntry;
import io.millrace.store.object.ObjectExistsException;
import io.millrace.store.object.ObjectStore;
import java.io.IOException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/** Puts packs into an object store. Safe for use by any number of threads. */
public final class PackStore {
  private static final String PREFIX = "packs/";

  private final ObjectStore objects;

  public PackStore(ObjectStore objects) {
    this.objects = objects;
  }

  /**
   * Reads the pack back from its bytes, every block of it, and stores it. A pack that is there
   * already, put by an attempt whose answer was lost, is fine.
   */
  public void put(BuiltPack pack) throws IOException {
    verify(pack);
    try {
      objects.put(pack.id(), pack.content());
    } catch (ObjectExistsException e) {
      if (objects.size(pack.id()) != pack.size()) {
        throw e;
      }
    }
  }

  private static void verify(BuiltPack pack) throws IOException {
    PackReader reader = PackReader.open(pack.content());
    for (int number = 0; number < reader.chunks().size(); number++) {
      ChunkReader chunk = reader.openChunk(number);
      int entries = 0;
      for (int block = 0; block < chunk.blocks().size(); block++) {
        entries += chunk.read(block).size();
      }
      int expected = pack.entries().get(number).chunk().entries();
      if (entries != expected) {
        throw new IOException(
            "chunk %d of the new pack %s has %d entries instead of %d"
                .formatted(number, pack.id(), entries, expected));
      }
    }
  }

  /** What the index keeps of a stored pack, read from the pack itself. */
  public LabelIndex.Commit describe(String packId) throws IOException {
    ObjectRange range = new ObjectRange(objects, packId);
    PackReader reader = PackReader.open(range);
    List<PackEntry> entries = new ArrayList<>();
    int number = 0;
    for (PackedChunk chunk : reader.chunks()) {
      entries.add(BuiltPack.entry(packId, number++, chunk));
    }
    return new LabelIndex.Commit(packId, range.size(), entries, List.of(), reader.history());
  }

  /** Opens a stored pack, to be read from its beginning to its end by one thread. */
  public PackReader openInOrder(String packId) throws IOException {
    return PackReader.open(new WindowReader(new ObjectRange(objects, packId)));
  }

  /** Reads a pack as a whole, with few requests, and opens it. */
  public PackReader load(String packId) throws IOException {
    int length = Math.toIntExact(objects.size(packId));
    return PackReader.open(RangeReader.of(objects.read(packId, 0, length)));
  }

  /** Deletes a pack that nobody reads. */
  public void delete(String packId) throws IOException {
    objects.delete(packId);
  }

  /** The packs in the store, the oldest first. */
  public List<String> list() throws IOException {
    return objects.list(PREFIX);
  }

  /**
   * The packs below a day and those after it.
   *
   * @param day in UTC
   */
  public List<String> listFrom(LocalDate day) throws IOException {
    String start = PREFIX + day.format(DateTimeFormatter.BASIC_ISO_DATE);
    return objects.list(PREFIX, start, Integer.MAX_VALUE);
  }
}
