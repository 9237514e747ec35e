package io.millrace.chunk.loki;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.millrace.bytes.ByteCursor;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.FormatException;
import io.millrace.snappy.SnappyFrame;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/** Compresses and decompresses what a Loki chunk compresses: its symbols and its blocks. */
final class LokiCodec {
  private static final int ZSTD_LEVEL = 3;

  /** The largest window that a zstd frame may ask for, as a power of two: 32 MiB. */
  private static final int ZSTD_WINDOW_LOG = 25;

  private static final int READ_STEP = 1 << 16;

  private LokiCodec() {}

  /** Decompresses {@code chunk[offset .. offset + length)} to at most {@code maxLength} bytes. */
  static byte[] decompress(
      LokiEncoding encoding, byte[] chunk, int offset, int length, int maxLength)
      throws FormatException {
    return switch (encoding) {
      case NONE -> Arrays.copyOfRange(chunk, offset, offset + length);
      case SNAPPY -> SnappyFrame.decompress(chunk, offset, length, maxLength);
      case LZ4_64K, LZ4_256K, LZ4_1M, LZ4_4M ->
          Lz4Frame.decompress(new ByteCursor(chunk, offset, length), maxLength);
      case GZIP, FLATE, ZSTD -> inflate(encoding, chunk, offset, length, maxLength);
    };
  }

  private static byte[] inflate(
      LokiEncoding encoding, byte[] chunk, int offset, int length, int maxLength)
      throws FormatException {
    ByteWriter out = new ByteWriter((int) Math.min(maxLength, 6L * length + 64));
    try (InputStream in = decompressor(encoding, new ByteArrayInputStream(chunk, offset, length))) {
      while (true) {
        int at = out.room(READ_STEP);
        int read = in.read(out.array(), at, READ_STEP);
        if (read < 0) {
          return out.toByteArray();
        }
        out.advance(read);
        if (out.size() > maxLength) {
          throw FormatException.tooLarge(0, encoding.configName() + " data", out.size(), maxLength);
        }
      }
    } catch (FormatException e) {
      throw e;
    } catch (IOException e) {
      FormatException damaged =
          FormatException.damaged(0, encoding.configName() + ": " + e.getMessage());
      damaged.initCause(e);
      throw damaged;
    }
  }

  private static InputStream decompressor(LokiEncoding encoding, InputStream in)
      throws IOException {
    return switch (encoding) {
      case GZIP -> new GZIPInputStream(in, READ_STEP);
      case FLATE -> {
        Inflater inflater = new Inflater(true);
        yield new InflaterInputStream(in, inflater, READ_STEP) {
          @Override
          public void close() throws IOException {
            super.close();
            inflater.end();
          }
        };
      }
      case ZSTD -> new ZstdInputStreamNoFinalizer(in).setLongMax(ZSTD_WINDOW_LOG);
      case NONE, SNAPPY, LZ4_64K, LZ4_256K, LZ4_1M, LZ4_4M ->
          throw new IllegalArgumentException(encoding + " has no stream");
    };
  }

  static byte[] compress(LokiEncoding encoding, byte[] source, int offset, int length) {
    return switch (encoding) {
      case NONE -> Arrays.copyOfRange(source, offset, offset + length);
      case SNAPPY -> SnappyFrame.compress(source, offset, length);
      case LZ4_64K -> Lz4Frame.compress(source, offset, length, 4);
      case LZ4_256K -> Lz4Frame.compress(source, offset, length, 5);
      case LZ4_1M -> Lz4Frame.compress(source, offset, length, 6);
      case LZ4_4M -> Lz4Frame.compress(source, offset, length, 7);
      case GZIP -> deflate(GZIPOutputStream::new, source, offset, length);
      case FLATE -> deflate(LokiCodec::rawDeflater, source, offset, length);
      case ZSTD -> Zstd.compress(Arrays.copyOfRange(source, offset, offset + length), ZSTD_LEVEL);
    };
  }

  private interface Deflating {
    OutputStream over(OutputStream out) throws IOException;
  }

  private static OutputStream rawDeflater(OutputStream out) {
    Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    return new DeflaterOutputStream(out, deflater) {
      @Override
      public void close() throws IOException {
        super.close();
        deflater.end();
      }
    };
  }

  private static byte[] deflate(Deflating deflating, byte[] source, int offset, int length) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(length / 4 + 64);
    try (OutputStream deflater = deflating.over(out)) {
      deflater.write(source, offset, length);
    } catch (IOException e) {
      throw new UncheckedIOException("an array in memory refused bytes", e);
    }
    return out.toByteArray();
  }
}
