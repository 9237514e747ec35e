package io.millrace.store.rebuild;

import io.millrace.store.index.LabelIndex;
import io.millrace.store.pack.PackStore;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Brings packs into an index that are in the store and not in the index. */
public final class PackAdoption {
  private final PackStore packs;
  private final LabelIndex index;

  private final Committer committer;

  public PackAdoption(PackStore packs, LabelIndex index) {
    this(packs, index, index::commit);
  }

  /** Adoption whose commits go through {@code committer}. */
  public PackAdoption(PackStore packs, LabelIndex index, Committer committer) {
    this.packs = packs;
    this.index = index;
    this.committer = committer;
  }

  /** Adds a pack to the index. */
  @FunctionalInterface
  public interface Committer {
    void commit(LabelIndex.Commit commit) throws IOException;
  }

  /** Is told how far it is. */
  @FunctionalInterface
  public interface Progress {
    void adopted(int packs, int ofPacks, long chunks);
  }

  /**
   * Adds what is missing. A pack that is deleted meanwhile is left out.
   *
   * @return how many packs were added
   */
  public int run(Progress progress) throws IOException {
    return run(packs.list(), progress);
  }

  /** As {@link #run(Progress)}, of the given names alone. */
  public int run(List<String> stored, Progress progress) throws IOException {
    Map<String, String> replaced = index.replaced();
    List<String> missing =
        stored.stream().filter(id -> id.endsWith(".pack") && !replaced.containsKey(id)).toList();
    int adopted = 0;
    int seen = 0;
    long chunks = 0;
    for (String packId : missing) {
      seen++;
      if (!index.hasPack(packId)) {
        try {
          chunks += adopt(packId).chunks().size();
          adopted++;
        } catch (FileNotFoundException _) {
          // Somebody else has replaced and deleted it.
        }
      }
      progress.adopted(seen, missing.size(), chunks);
    }
    return adopted;
  }

  /**
   * Adds one pack.
   *
   * @throws FileNotFoundException when there is no such pack, or no more
   */
  public LabelIndex.Commit adopt(String packId) throws IOException {
    LabelIndex.Commit commit = packs.describe(packId);
    committer.commit(commit);
    return commit;
  }
}
