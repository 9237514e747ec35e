package io.millrace.chunk.columnar.section;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdException;
import io.millrace.bytes.FormatException;
import java.util.Arrays;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import org.jspecify.annotations.Nullable;

/** Compresses sections of one chunk after the other; an instance is not safe for concurrent use. */
public final class SectionCodec implements AutoCloseable {
  public static final int NONE = 0;
  public static final int LZ4 = 1;
  public static final int ZSTD = 2;

  /** Shorter sections are stored as they are. */
  private static final int MIN_LENGTH = 48;

  /**
   * The result of a compression.
   *
   * @param codec what it took; {@link #NONE} when compression gained nothing
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Stored(int codec, byte[] bytes) {}

  private final ColumnarCompression compression;
  private final ZstdCompressCtx zstd;

  /** Compresses only to see how much there is in the bytes. */
  private @Nullable ZstdCompressCtx fastest;

  private byte[] scratch = new byte[1 << 13];

  public SectionCodec(ColumnarCompression compression) {
    this.compression = compression;
    this.zstd = new ZstdCompressCtx();
    switch (compression) {
      case ColumnarCompression.Zstd(int level) -> zstd.setLevel(level);
      case ColumnarCompression.Lz4 _, ColumnarCompression.None _ -> {}
    }
  }

  public Stored compress(byte[] source, int length) {
    byte[] plain = source.length == length ? source : Arrays.copyOf(source, length);
    if (length < MIN_LENGTH) {
      return new Stored(NONE, plain);
    }
    Stored stored =
        switch (compression) {
          case ColumnarCompression.Zstd _ -> new Stored(ZSTD, zstd.compress(plain));
          case ColumnarCompression.None _ -> new Stored(NONE, plain);
          case ColumnarCompression.Lz4 _ ->
              new Stored(LZ4, LZ4Factory.fastestInstance().fastCompressor().compress(plain));
        };
    return stored.bytes().length < length ? stored : new Stored(NONE, plain);
  }

  /** About how many bytes a part of a section takes, found out as fast as may be. */
  public int estimate(byte[] source, int length) {
    return switch (compression) {
      case ColumnarCompression.None _ -> length;
      case ColumnarCompression.Zstd _, ColumnarCompression.Lz4 _ -> {
        int bound = Math.toIntExact(Zstd.compressBound(length));
        if (scratch.length < bound) {
          scratch = new byte[bound];
        }
        yield fastest().compressByteArray(scratch, 0, scratch.length, source, 0, length);
      }
    };
  }

  private ZstdCompressCtx fastest() {
    ZstdCompressCtx known = fastest;
    if (known == null) {
      known = new ZstdCompressCtx();
      known.setLevel(1);
      fastest = known;
    }
    return known;
  }

  @Override
  public void close() {
    zstd.close();
    if (fastest != null) {
      fastest.close();
    }
  }

  /**
   * Decompresses {@code block[offset .. offset + stored)} to exactly {@code length} bytes.
   *
   * @param slack bytes that are to be behind them
   */
  public static byte[] decompress(
      int codec, byte[] block, int offset, int stored, int length, int slack)
      throws FormatException {
    return switch (codec) {
      case NONE -> {
        if (stored != length) {
          throw FormatException.mismatch(offset, "section length", length, stored);
        }
        byte[] plain = new byte[length + slack];
        System.arraycopy(block, offset, plain, 0, length);
        yield plain;
      }
      case LZ4 -> lz4(block, offset, stored, length, slack);
      case ZSTD -> zstd(block, offset, stored, length, slack);
      default -> throw FormatException.tooNew(offset, "section with codec " + codec);
    };
  }

  private static byte[] lz4(byte[] block, int offset, int stored, int length, int slack)
      throws FormatException {
    if (length > 255L * stored) {
      throw FormatException.damaged(offset, stored + " bytes of lz4 can't hold " + length);
    }
    byte[] plain = new byte[length + slack];
    try {
      int found =
          LZ4Factory.fastestInstance()
              .safeDecompressor()
              .decompress(block, offset, stored, plain, 0, length);
      if (found != length) {
        throw FormatException.mismatch(offset, "section length", length, found);
      }
    } catch (LZ4Exception e) {
      throw FormatException.damaged(offset, "section: " + e.getMessage());
    }
    return plain;
  }

  private static byte[] zstd(byte[] block, int offset, int stored, int length, int slack)
      throws FormatException {
    long declared = Zstd.getFrameContentSize(block, offset, stored);
    if (declared != length) {
      throw FormatException.mismatch(offset, "section length", length, declared);
    }
    byte[] plain = new byte[length + slack];
    try {
      int found = ZstdContexts.shared().decompress(plain, length, block, offset, stored);
      if (found != length) {
        throw FormatException.mismatch(offset, "section length", length, found);
      }
    } catch (ZstdException e) {
      throw FormatException.damaged(offset, "section: " + e.getMessage());
    }
    return plain;
  }
}
