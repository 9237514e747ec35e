/**
 * A pack: many chunks of many streams and tenants in one object, with a directory that one ranged
 * read of its end brings, and filters laid out so that a search for a literal reads few bytes.
 *
 * <p>Fixed numbers are big-endian, checksums CRC-32C, texts a uvarint length and UTF-8, times
 * nanoseconds since 1970, offsets counted from the start of the pack.
 *
 * <pre>
 * pack      := header  chunk*  matrix*  directory  trailer
 * header    := u32 0x4D4C5250 ("MLRP")  u8 version: 1, or 2 with a history
 * chunk     := the bytes of a chunk, as its own format has them
 * matrix    := page*, each 4096 bytes (the last one as many as are left), then u32 checksum of it
 * directory := zstd( texts  chunks  groups  history? )
 * texts     := uvarint n  n × text                         sorted, without repeats
 * chunks    := uvarint n  n × (
 *              u8 kind: 0 Loki's, 1 columnar    uvarint tenant (index into texts)
 *              uvarint labels  labels × (uvarint name, uvarint value)      indices into texts
 *              uvarint offset  uvarint length  u32 checksum of the chunk
 *              varint oldest  uvarint newest - oldest  uvarint entries  uvarint line bytes
 *              uvarint tail length  tail: a copy of the chunk's last bytes )
 * groups    := uvarint n  n × (
 *              u8 kind: 0 lines, 1 metadata, 2 lines, sparse    u8 b    uvarint members    uvarint matrix offset
 *              members × (uvarint chunk, u8 flags: bit 0 foreign case folds) )
 * history   := uvarint n  n × text    packs that this one replaces
 *              uvarint n  n × text    delete requests whose entries were left out
 * trailer   := u64 directory offset  u32 its stored length  u32 its length when decompressed
 *              u32 its checksum  u64 length of the pack  u32 checksum of the trailer so far
 *              u32 0x4D4C5250                                                  36 bytes
 * </pre>
 *
 * <p>Chunks lie in the order of tenant and labels, those of one stream about in the order of their
 * oldest entries. Their tails (see {@link io.millrace.chunk.EncodedChunk#tailLength}) let a reader
 * go from the directory straight to one block. Filters of the same kind and the same number of
 * bits, 2ᵇ, form a group; its matrix holds bit i of member m as bit {@code i × members + m}, where
 * bit j is bit {@code j & 7} of byte {@code j >> 3}: one bit of all members is read in one place.
 * See {@link io.millrace.filter} for what the bits mean.
 *
 * <p>A pack that names others as replaced is their successor: whoever knows it leaves them out,
 * even while they exist. So packs are rewritten without a moment in which an entry counts twice or
 * not at all, and whatever list of packs one has is enough to tell which of them count.
 *
 * <p>A pack holds all that an index knows about it, so that an index can be rebuilt from
 * directories alone; and each chunk names its tenant and labels once more, should a directory be
 * lost.
 */
@NullMarked
package io.millrace.pack;

import org.jspecify.annotations.NullMarked;
