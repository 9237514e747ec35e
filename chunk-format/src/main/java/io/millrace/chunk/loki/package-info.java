/**
 * Grafana Loki's chunks: versions 1 to 4 are read, version 4 is written, in every encoding that
 * Loki has.
 *
 * <p>Source of the layout: Loki 3.7.6, {@code pkg/storage/chunk/chunk.go} for the object and {@code
 * pkg/chunkenc/memchunk.go} for what is in it. Fixed numbers are big-endian, checksums are CRC-32C,
 * times are nanoseconds since 1970 unless said otherwise.
 *
 * <pre>
 * object    := u32 n (counts itself)  metadata: n - 4 bytes of snappy-framed JSON
 *              u32 m  log chunk: m bytes
 * metadata  := {"fingerprint": u64, "userID": tenant, "from": s, "through": s,
 *               "metric": {name: value}, "encoding": 129}        times in seconds, to the ms
 * log chunk := header  symbols  block*  table  footer
 * header    := u32 0x012EE56A  u8 version 1..4  u8 encoding       version 1: no encoding, gzip
 * symbols   := uvarint count  compressed(count × (uvarint length, bytes))  u32 checksum   v4 only
 * block     := compressed(entry*)  u32 checksum over the compressed bytes
 * entry     := varint timestamp  uvarint length  line  [ uvarint length of the rest
 *              uvarint pairs  pairs × (uvarint name symbol, uvarint value symbol) ]       v4 only
 * table     := uvarint blocks  blocks × ( uvarint entries  varint oldest  varint newest
 *              uvarint offset  [ uvarint uncompressed size ]  uvarint length )  u32 checksum
 *                                                          the size is there from v3 on
 * footer    := v4: u64 symbols length  u64 symbols offset  u64 table length  u64 table offset
 *              v1 to v3: u64 table offset
 * encoding  := 0 none  1 gzip  3 lz4 64K  4 snappy frames  5 lz4 256K  6 lz4 1M  7 lz4 4M
 *              8 flate (raw)  9 zstd
 * </pre>
 *
 * <p>Offsets count from the start of the log chunk; lengths do not count checksums. The checksum of
 * symbols and table covers everything before it in its section. The uncompressed size is that of
 * the lines and 8 bytes for each pair of metadata, not that of the decompressed block. The checksum
 * of the object is not in it, but in its key, see {@link
 * io.millrace.chunk.loki.LokiObjectMetadata#objectKey}.
 */
@NullMarked
package io.millrace.chunk.loki;

import org.jspecify.annotations.NullMarked;
