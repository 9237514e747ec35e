package io.millrace.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.chunk.BlockInfo;
import io.millrace.chunk.ChunkReader;
import io.millrace.entry.EntryBatch;
import io.millrace.inspect.Inspection;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Prints what an inspection has found. */
final class InspectionPrinter {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final PrintWriter out;
  private final OutputFormat format;

  InspectionPrinter(PrintWriter out, OutputFormat format) {
    this.out = out;
    this.format = format;
  }

  void print(Inspection inspection) {
    switch (format) {
      case JSON -> out.println(json(inspection));
      case TEXT, RAW -> text(inspection);
    }
  }

  private void text(Inspection inspection) {
    out.printf(
        "%s, %d bytes, %s%n", inspection.kind(), inspection.length(), verdict(inspection.damage()));
    for (Inspection.Chunk chunk : inspection.chunks()) {
      out.printf(
          "chunk at %d, %d bytes, %s, tenant %s, %s, %s%n",
          chunk.offset(),
          chunk.length(),
          chunk.format(),
          chunk.tenant().isEmpty() ? "-" : chunk.tenant(),
          chunk.labels(),
          verdict(chunk.damage()));
      for (Inspection.Block block : chunk.blocks()) {
        BlockInfo info = block.info();
        out.printf(
            "  block at %d, %d bytes, %d entries, %d line bytes, %s to %s, %s%n",
            info.offset(),
            info.storedBytes(),
            info.entries(),
            info.lineBytes(),
            time(info.minTimestamp()),
            time(info.maxTimestamp()),
            verdict(block.damage()));
      }
    }
  }

  private static String verdict(@Nullable String damage) {
    return damage == null ? "intact" : "DAMAGED: " + damage;
  }

  private static ObjectNode json(Inspection inspection) {
    ObjectNode object = JSON.createObjectNode();
    object
        .put("kind", inspection.kind().name())
        .put("length", inspection.length())
        .put("damage", inspection.damage());
    ArrayNode chunks = object.putArray("chunks");
    for (Inspection.Chunk chunk : inspection.chunks()) {
      ObjectNode one =
          chunks
              .addObject()
              .put("format", chunk.format())
              .put("tenant", chunk.tenant())
              .put("offset", chunk.offset())
              .put("length", chunk.length())
              .put("damage", chunk.damage());
      ObjectNode labels = one.putObject("labels");
      chunk.labels().forEach(labels::put);
      ArrayNode blocks = one.putArray("blocks");
      for (Inspection.Block block : chunk.blocks()) {
        BlockInfo info = block.info();
        blocks
            .addObject()
            .put("offset", info.offset())
            .put("stored_bytes", info.storedBytes())
            .put("entries", info.entries())
            .put("line_bytes", info.lineBytes())
            .put("min_timestamp", Long.toString(info.minTimestamp()))
            .put("max_timestamp", Long.toString(info.maxTimestamp()))
            .put("damage", block.damage());
      }
    }
    return object;
  }

  /** Prints the entries of the blocks that can be read. */
  void printEntries(ChunkReader chunk) {
    for (int block = 0; block < chunk.blocks().size(); block++) {
      try {
        printEntries(chunk.read(block));
      } catch (IOException e) {
        out.println("block " + block + " can't be read: " + e.getMessage());
      }
    }
  }

  private void printEntries(EntryBatch batch) {
    for (int i = 0; i < batch.size(); i++) {
      switch (format) {
        case JSON -> {
          ObjectNode entry =
              JSON.createObjectNode()
                  .put("timestamp", Long.toString(batch.timestamp(i)))
                  .put("line", batch.line(i));
          ObjectNode metadata = entry.putObject("metadata");
          batch.metadata(i).forEach(metadata::put);
          out.println(entry);
        }
        case RAW -> out.println(batch.line(i));
        case TEXT ->
            out.println(time(batch.timestamp(i)) + " " + batch.metadata(i) + " " + batch.line(i));
      }
    }
  }

  private static String time(long nanos) {
    return Instant.ofEpochSecond(
            Math.floorDiv(nanos, NANOS_PER_SECOND), Math.floorMod(nanos, NANOS_PER_SECOND))
        .toString();
  }
}
