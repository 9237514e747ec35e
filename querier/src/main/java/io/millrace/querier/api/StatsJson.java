package io.millrace.querier.api;

import io.millrace.logql.engine.QueryStats;
import java.util.List;

/** Writes the statistics of a query with all the keys that Loki's have; clients show a few. */
final class StatsJson {
  private static final String[] CACHES = {
    "chunk",
    "index",
    "result",
    "statsResult",
    "volumeResult",
    "seriesResult",
    "labelResult",
    "instantMetricResult"
  };
  private static final List<String> CACHE =
      List.of(
          "entriesFound",
          "entriesRequested",
          "entriesStored",
          "bytesReceived",
          "bytesSent",
          "requests",
          "downloadTime",
          "queryLengthServed");

  private static final List<String> DATA_OBJECT =
      List.of(
          "prePredicateDecompressedRows",
          "prePredicateDecompressedBytes",
          "prePredicateDecompressedStructuredMetadataBytes",
          "postPredicateRows",
          "postPredicateDecompressedBytes",
          "postPredicateStructuredMetadataBytes",
          "postFilterRows",
          "pagesScanned",
          "pagesDownloaded",
          "pagesDownloadedBytes",
          "pageBatches",
          "totalRowsAvailable",
          "totalPageDownloadTime");

  private static final QueryStats NOTHING = new QueryStats(0, 0, 0, 0, 0, 0, 0, 0);

  private StatsJson() {}

  static void write(Json json, QueryStats stats, long returned) {
    double seconds = Math.max(stats.seconds(), 1e-6);
    json.beginObject().name("summary").beginObject();
    json.name("bytesProcessedPerSecond").number((long) (stats.lineBytes() / seconds));
    json.name("linesProcessedPerSecond").number((long) (stats.lines() / seconds));
    json.name("totalBytesProcessed").number(stats.lineBytes());
    json.name("totalLinesProcessed").number(stats.lines());
    json.name("execTime").number(stats.seconds());
    json.name("queueTime").number(0);
    json.name("subqueries").number(0);
    json.name("totalEntriesReturned").number(returned);
    json.name("splits").number(0);
    json.name("shards").number(0);
    json.name("totalPostFilterLines").number(stats.passedLines());
    json.name("totalStructuredMetadataBytesProcessed").number(0);
    json.endObject();
    json.name("querier").beginObject().name("store");
    store(json, stats);
    json.name("querierExecTime").number(stats.seconds()).endObject();
    json.name("ingester").beginObject();
    json.name("totalReached").number(0);
    json.name("totalChunksMatched").number(0);
    json.name("totalBatches").number(0);
    json.name("totalLinesSent").number(0);
    json.name("store");
    store(json, NOTHING);
    json.name("recvWaitTime").number(0);
    json.endObject();
    caches(json);
    json.name("index").beginObject();
    json.name("totalChunks").number(stats.blocks() + stats.skippedBlocks());
    json.name("postFilterChunks").number(stats.blocks());
    json.name("shardsDuration").number(0);
    json.name("usedBloomFilters").bool(stats.skippedBlocks() > 0);
    json.name("totalStreams").number(stats.streams());
    json.name("chunkRefsLookupTime").number(0);
    json.name("bloomFilterTime").number(0);
    json.endObject().endObject();
  }

  private static void store(Json json, QueryStats stats) {
    json.beginObject();
    json.name("totalChunksRef").number(stats.blocks() + stats.skippedBlocks());
    json.name("totalChunksDownloaded").number(stats.blocks());
    json.name("chunksDownloadTime").number(0);
    json.name("queryReferencedStructuredMetadata").bool(false);
    json.name("queryUsedV2Engine").bool(false);
    json.name("chunk").beginObject();
    json.name("headChunkBytes").number(0);
    json.name("headChunkLines").number(0);
    json.name("decompressedBytes").number(stats.lineBytes());
    json.name("decompressedLines").number(stats.lines());
    json.name("compressedBytes").number(stats.storedBytes());
    json.name("totalDuplicates").number(0);
    json.name("postFilterLines").number(stats.passedLines());
    json.name("headChunkStructuredMetadataBytes").number(0);
    json.name("decompressedStructuredMetadataBytes").number(0);
    json.endObject();
    json.name("chunkRefsFetchTime").number(0);
    json.name("congestionControlLatency").number(0);
    json.name("pipelineWrapperFilteredLines").number(0);
    zeros(json, "dataobj", DATA_OBJECT);
    json.endObject();
  }

  private static void caches(Json json) {
    json.name("cache").beginObject();
    for (String cache : CACHES) {
      zeros(json, cache, CACHE);
    }
    json.endObject();
  }

  /** An object of figures about a part that we do not have. */
  private static void zeros(Json json, String name, List<String> figures) {
    json.name(name).beginObject();
    figures.forEach(figure -> json.name(figure).number(0));
    json.endObject();
  }
}
