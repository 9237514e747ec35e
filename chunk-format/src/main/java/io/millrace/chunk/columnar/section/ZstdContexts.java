package io.millrace.chunk.columnar.section;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Contexts to decompress with, which are used again: to make one takes longer than to decompress a
 * usual section. Safe for use by any number of threads.
 */
final class ZstdContexts {
  /** Of the process, as a context belongs to nobody; so many that threads rarely find none. */
  private static final ZstdContexts SHARED = new ZstdContexts(32);

  private final BlockingQueue<ZstdDecompressCtx> idle;

  private ZstdContexts(int most) {
    this.idle = new ArrayBlockingQueue<>(most);
  }

  static ZstdContexts shared() {
    return SHARED;
  }

  /**
   * Decompresses one frame into {@code plain[0 .. room)}.
   *
   * @return bytes written
   * @throws ZstdException when the frame is damaged
   */
  int decompress(byte[] plain, int room, byte[] source, int offset, int length) {
    ZstdDecompressCtx known = idle.poll();
    ZstdDecompressCtx context = known == null ? new ZstdDecompressCtx() : known;
    boolean reusable = false;
    try {
      int written = context.decompressByteArray(plain, 0, room, source, offset, length);
      reusable = idle.offer(context);
      return written;
    } finally {
      // One that has failed is in no state to rely on.
      if (!reusable) {
        context.close();
      }
    }
  }
}
