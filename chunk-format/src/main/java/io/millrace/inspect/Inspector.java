package io.millrace.inspect;

import io.millrace.bytes.FormatException;
import io.millrace.bytes.RangeReader;
import io.millrace.chunk.BlockInfo;
import io.millrace.chunk.ChunkReader;
import io.millrace.chunk.columnar.ColumnarChunkReader;
import io.millrace.chunk.loki.LokiChunkReader;
import io.millrace.entry.EntryBatch;
import io.millrace.labels.Labels;
import io.millrace.pack.PackReader;
import io.millrace.pack.PackedChunk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a whole file and notes what is damaged instead of failing. */
public final class Inspector {
  private Inspector() {}

  /**
   * Inspects a chunk or a pack in memory.
   *
   * @throws FormatException of kind {@link FormatException.Kind#NOT_RECOGNISED} when the file is
   *     neither
   */
  public static Inspection inspect(byte[] file) throws IOException {
    FileKind kind = FileKind.of(file);
    return switch (kind) {
      case LOKI_CHUNK, COLUMNAR_CHUNK ->
          new Inspection(kind, file.length, List.of(chunkFile(file)), null);
      case PACK -> pack(file);
    };
  }

  private static Inspection.Chunk chunkFile(byte[] file) throws IOException {
    try {
      return chunk(FileKind.openChunk(file), 0, file.length, null);
    } catch (FormatException e) {
      return new Inspection.Chunk(
          "unknown", "", Labels.empty(), 0, file.length, List.of(), e.getMessage());
    }
  }

  private static Inspection pack(byte[] file) throws IOException {
    PackReader pack;
    try {
      pack = PackReader.open(RangeReader.of(file));
    } catch (FormatException e) {
      return new Inspection(FileKind.PACK, file.length, List.of(), e.getMessage());
    }
    List<Inspection.Chunk> chunks = new ArrayList<>();
    for (int i = 0; i < pack.chunks().size(); i++) {
      chunks.add(packedChunk(pack, i));
    }
    return new Inspection(FileKind.PACK, file.length, List.copyOf(chunks), filterDamage(pack));
  }

  private static Inspection.Chunk packedChunk(PackReader pack, int index) throws IOException {
    PackedChunk packed = pack.chunks().get(index);
    String damage = null;
    try {
      pack.readChunk(index);
    } catch (FormatException e) {
      damage = e.getMessage();
    }
    try {
      return chunk(pack.openChunk(index), packed.offset(), packed.length(), damage);
    } catch (FormatException e) {
      return new Inspection.Chunk(
          "unknown",
          packed.tenant(),
          packed.labels(),
          packed.offset(),
          packed.length(),
          List.of(),
          e.getMessage());
    }
  }

  private static Inspection.Chunk chunk(
      ChunkReader chunk, long offset, long length, @Nullable String damage) throws IOException {
    List<Inspection.Block> blocks = new ArrayList<>();
    for (int i = 0; i < chunk.blocks().size(); i++) {
      blocks.add(new Inspection.Block(chunk.blocks().get(i), blockDamage(chunk, i)));
    }
    return new Inspection.Chunk(
        format(chunk), chunk.tenant(), chunk.labels(), offset, length, List.copyOf(blocks), damage);
  }

  private static @Nullable String blockDamage(ChunkReader chunk, int block) throws IOException {
    BlockInfo info = chunk.blocks().get(block);
    try {
      EntryBatch batch = chunk.read(block);
      return batch.size() == info.entries()
          ? null
          : batch.size() + " entries instead of " + info.entries();
    } catch (FormatException e) {
      return e.getMessage();
    }
  }

  private static @Nullable String filterDamage(PackReader pack) throws IOException {
    try {
      pack.verifyFilters();
      return null;
    } catch (FormatException e) {
      return e.getMessage();
    }
  }

  private static String format(ChunkReader chunk) {
    return switch (chunk) {
      case LokiChunkReader loki -> "loki v" + loki.version() + " " + loki.encoding().configName();
      case ColumnarChunkReader columnar -> "columnar v" + columnar.version();
      default -> "unknown";
    };
  }
}
