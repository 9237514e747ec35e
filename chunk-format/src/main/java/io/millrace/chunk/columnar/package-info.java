/**
 * Our own chunk: each block holds its entries as columns, and a footer says what is in the blocks.
 *
 * <p>It belongs to the family of Loki's chunk (same magic number, a version byte, varints, CRC-32C)
 * with versions from 129 on. Fixed numbers are big-endian; a text is a uvarint length and UTF-8;
 * varints are those of {@link io.millrace.bytes}; times are nanoseconds since 1970.
 *
 * <pre>
 * chunk     := header  block*  filter*  footer  trailer
 * header    := u32 0x012EE56A  u8 version 132
 * block     := u8 0xB1  uvarint entries  uvarint sections
 *              sections × (u8 id  u8 codec  uvarint length  uvarint stored length)
 *              the stored bytes of each section, in this order
 *              u32 checksum of the block so far
 * filter    := the bits of a filter, see {@link io.millrace.filter}
 * footer    := text tenant  uvarint labels  labels × (text name, text value)        names ascend
 *              uvarint blocks  blocks × (
 *                uvarint offset in the chunk  uvarint length with checksum  u32 that checksum
 *                uvarint entries  varint oldest  uvarint newest - oldest  uvarint line bytes
 *                uvarint metadata bytes  uvarint head length  u32 checksum of the head
 *                uvarint counted names  counted names × (text name  uvarint values
 *                  values × (text value  uvarint entries  uvarint line bytes)) )
 *              uvarint filters  filters × (
 *                u8 kind: 0 lines, 1 metadata, 2 lines, sparse    u8 flags: bit 0 foreign case folds
 *                uvarint offset in the chunk  uvarint length  u32 checksum of the bits )
 * trailer   := u32 footer length  u32 chunk length  u8 version 132
 *              u32 checksum of the footer and the trailer so far  u32 0x012EE56A         17 bytes
 * </pre>
 *
 * <p>Footer and trailer together are the chunk's tail: with them any block can be read alone, since
 * a block needs nothing from outside. Counted names are those metadata names that the writer counts
 * (by default {@code detected_level}), if they have few values in the block; entries without the
 * name are not counted.
 *
 * <p>Metadata bytes are what {@link io.millrace.entry.MetadataVolume} counts for the block. Version
 * 129 has neither them nor heads; version 130 writes no packed numbers, version 131 no templates
 * with a section 0x17 and no columns of the kinds 5 to 7.
 *
 * <p>The head of a block is its first bytes up to the end of its sections 0x01 and 0x81 (in version
 * 130 0x80), which come first: with it alone, entries and bytes can be counted by time.
 *
 * <p>Codecs: 0 none, 1 lz4 block, 2 zstd. Sections, each at most once:
 *
 * <pre>
 * 0x01 times      u8 mode  varint first  uvarint unit, then by mode the steps d[i] from each entry
 *                 to the next, divided by the unit:
 *                 0  uvarint d, the same for all      1  uvarint d[i]
 *                 2  uvarint d[0], varint d[i] - d[i-1]
 *                 3  u8 w, then w planes: the lowest byte of each d[i], the next byte of each, …
 *                 4  packed d[i]
 * 0x02 lines      the lines, unless there is a section 0x10; each followed by 0x0A unless there is a section 0x03
 * 0x03 lengths    uvarint for each line; there if some line contains 0x0A
 * 0x04 metadata   uvarint columns  columns × (text name  u8 kind  uvarint values  by kind:
 *                   0 const  text, the value of all
 *                   1 dict   uvarint n  n × text
 *                   2 hex    uvarint digits in each value
 *                   3 text   nothing )
 *                 uvarint shapes  shapes × (uvarint n  n × uvarint column, by ascending name)
 * 0x05 shapes     for each entry the index of its shape; there if shapes ≥ 2
 * 0x06 indices    of dict columns, one after the other: for each value its index
 * 0x07 digits     of hex columns: two lower-case digits a byte
 * 0x08 texts      of text columns: uvarint lengths of all values, then the values
 * 0x80 sizes      uvarint length of each line, as well as the lines themselves
 * 0x81 sizes      the same as packed numbers
 * 0x10 templates  each followed by 0x0A; at most 1,024; 0x11 stands for a variable
 * 0x11 ids        for each line 0 if it is verbatim, else the number of its template, from 1 on
 * 0x12 variables  uvarint columns, those in parts included  uvarint bytes of the verbatim lines in 0x16
 *                 columns × (u8 kind  by kind:
 *                   0 text    uvarint bytes in 0x16
 *                   1 dict    uvarint n, at most 256  n × text
 *                   2 number  uvarint width  uvarint bytes in 0x14
 *                   3 delta   the same
 *                   4 hex     uvarint digits in each value, even and at most 64
 *                   5 parts   uvarint n, at most 256  n × (text part  uvarint values
 *                             columns of the kinds 0 to 4 and 7 for each 0x11 of the part)
 *                   6 time    u8 reference: 0 entry, 1 time before
 *                             u8 style: 0 ISO, 1 of web servers  u8 separator  u8 point
 *                             uvarint digits of the fraction, at most 9  text suffix
 *                             varint base  uvarint bytes in 0x14
 *                   7 mask    text mask, at most 64 bytes, an even number of which are 0x11 )
 * 0x13 indices    of dict columns, and of parts columns with n ≥ 2: u8 for each value
 * 0x14 numbers    of number columns: uvarint for each value; of delta columns: varint, what it is
 *                 more than the one before, the first one than 0; of time columns, if they have
 *                 bytes here: varint for each value
 * 0x15 digits     of hex columns, and of mask columns for each 0x11: two lower-case digits a byte
 * 0x16 texts      the verbatim lines, then the values of text columns, each followed by 0x0A
 * 0x17 forms      u8 for each template: 0 text, 1 JSON, 2 logfmt; without it all are text
 * </pre>
 *
 * <p>Sections 0x10 to 0x17 stand for 0x02 where they are smaller and no line holds 0x0A; of those
 * from 0x13 on the empty ones are left out. Every 0x11 of every template, in order, has a column of
 * its own, at most 16,384 in all, with the values of the template's lines in their order. To write
 * a line is to write its template with the next value of each of its columns in place of each 0x11.
 * A number is below 10¹⁸ and written in decimal, with zeros in front if its width is not 0 and it
 * has fewer digits than that; widths are at most 18. The ids take 1 or 2 bytes, as indices do (see
 * below), for templates plus one.
 *
 * <p>A value of a parts column is the text of its part with the next value of each of the part's
 * columns in place of each 0x11. One of a mask column is the mask with digits in place of 0x11. One
 * of a time column is {@code yyyy-MM-dd}, separator, {@code HH:mm:ss} in style 0 and {@code
 * dd/MMM/yyyy:HH:mm:ss} with English months in style 1, then the point and the fraction if it has
 * digits, then the suffix. It says how many units (of the fraction's last digit) have gone by since
 * 1970: the first one, and all with the reference 0, as many as at the time of its entry, rounded
 * down, plus base, plus its number in 0x14; with the reference 1 the others as many as the time
 * before, plus its number. What templates of the forms JSON and logfmt promise stands in {@link
 * io.millrace.chunk.LineTemplate.Form}.
 *
 * <p>Packed numbers v[i] are {@code u8 w, at most 56 uvarint least uvarint n n × (uvarint i, what
 * it is more than the one before uvarint upper)} and then w bits for each number, the lowest bit of
 * the first byte first: v[i] = least + upper · 2^w + bits, where upper is 0 for those not named.
 *
 * <p>A shape is the set of columns that an entry has a value in; a column holds its values in the
 * order of the entries that have one. Indices of shapes and dictionaries take 1, 2 or 4
 * little-endian bytes, the fewest that can hold the largest possible one. Section numbers from 0x80
 * on may be passed over by a reader that does not know them; without the others it must refuse the
 * block.
 */
@NullMarked
package io.millrace.chunk.columnar;

import org.jspecify.annotations.NullMarked;
