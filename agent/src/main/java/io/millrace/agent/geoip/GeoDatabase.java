package io.millrace.agent.geoip;

import com.maxmind.db.CHMCache;
import com.maxmind.db.Reader;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A database file, mapped into memory. Safe for use by any thread. */
public final class GeoDatabase {
  private static final Logger log = LoggerFactory.getLogger(GeoDatabase.class);
  private static final long CHECK_NANOS = Duration.ofMinutes(1).toNanos();
  private static final int CACHED_NODES = 1024;

  private final Path file;
  private final AtomicLong checkedNanos;
  private volatile Opened opened;

  /** A reader and when its file was written. */
  private record Opened(Reader reader, FileTime written) {}

  private GeoDatabase(Path file, Opened opened, long nowNanos) {
    this.file = file;
    this.opened = opened;
    this.checkedNanos = new AtomicLong(nowNanos);
  }

  /**
   * Opens a file.
   *
   * @param nowNanos of a clock that never jumps
   * @throws IOException when it is no database
   */
  public static GeoDatabase open(Path file, long nowNanos) throws IOException {
    return new GeoDatabase(file, read(file), nowNanos);
  }

  private static Opened read(Path file) throws IOException {
    FileTime written = Files.getLastModifiedTime(file);
    Reader reader =
        new Reader(file.toFile(), Reader.FileMode.MEMORY_MAPPED, new CHMCache(CACHED_NODES));
    return new Opened(reader, written);
  }

  /** What is known of an address; null for nothing. */
  public @Nullable Map<?, ?> find(InetAddress address, long nowNanos) {
    long before = checkedNanos.get();
    if (nowNanos - before > CHECK_NANOS && checkedNanos.compareAndSet(before, nowNanos)) {
      reopen();
    }
    try {
      return opened.reader.get(address, Map.class);
    } catch (IOException | RuntimeException | InternalError e) {
      // An address of 128 bits in a database of 32; a file that is damaged in one place; or one
      // that
      // was cut short under our mapping of it, which Java tells as an InternalError.
      log.atDebug().addKeyValue("file", file).setCause(e).log("address not found");
      return null;
    }
  }

  private void reopen() {
    try {
      if (!Files.getLastModifiedTime(file).equals(opened.written)) {
        // The old reader is not closed, others may be in it; its memory goes with the last of them.
        opened = read(file);
        log.atInfo().addKeyValue("file", file).log("GeoIP database opened again");
      }
    } catch (IOException e) {
      log.atError()
          .addKeyValue("file", file)
          .setCause(e)
          .log("changed GeoIP database cannot be read, the one before stays in force");
    }
  }
}
