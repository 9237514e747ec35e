package io.millrace.store.pack;

import io.millrace.store.StoredBlock;
import io.millrace.store.index.ChunkRef;
import java.io.IOException;
import java.util.List;

/** Opens chunks of packs. Safe for use by any number of threads. */
public interface ChunkSource {
  /** The chunk's blocks in ascending order of their first entry's time. */
  List<StoredBlock> blocks(ChunkRef chunk) throws IOException;
}
