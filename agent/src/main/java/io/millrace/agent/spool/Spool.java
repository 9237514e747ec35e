package io.millrace.agent.spool;

import io.millrace.agent.spool.RecordFormat.Place;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The spool of one lane: a queue of push requests on the disk. Safe for use by any thread. */
public final class Spool implements Closeable {
  private static final Logger log = LoggerFactory.getLogger(Spool.class);
  private static final String SUFFIX = ".spool";

  private final Path directory;
  private final SpoolSettings settings;
  private final SpoolSpace space;
  private final SpoolMetrics metrics;
  private final AckMarker marker;

  /** Sizes of the segments that are on the disk, by their numbers. */
  private final TreeMap<Long, Long> segments = new TreeMap<>();

  private final Deque<Place> queue = new ArrayDeque<>();
  private @Nullable FileChannel current;
  private long currentSegment;
  private volatile boolean isEmpty;

  /** A request that waits. Immutable, but for the bytes, which nobody may change. */
  public static final class Waiting {
    private final Place place;
    private final byte[] body;

    private Waiting(Place place, byte[] body) {
      this.place = place;
      this.body = body;
    }

    /** To be given back by {@link #remove}. */
    public Object place() {
      return place;
    }

    /** The request as it was added. */
    public byte[] body() {
      return body;
    }
  }

  private Spool(Path directory, SpoolSettings settings, SpoolSpace space, SpoolMetrics metrics)
      throws IOException {
    this.directory = directory;
    this.settings = settings;
    this.space = space;
    this.metrics = metrics;
    this.marker = new AckMarker(directory);
  }

  /** Opens the spool in a directory, with what it holds from before. */
  public static Spool open(
      Path directory, SpoolSettings settings, SpoolSpace space, SpoolMetrics metrics)
      throws IOException {
    Files.createDirectories(directory);
    Spool spool = new Spool(directory, settings, space, metrics);
    try {
      spool.load();
    } catch (IOException e) {
      spool.close();
      throw e;
    }
    return spool;
  }

  private synchronized void load() throws IOException {
    List<Path> files;
    try (Stream<Path> listed = Files.list(directory)) {
      files =
          listed
              .filter(file -> file.getFileName().toString().matches("\\d{20}\\" + SUFFIX))
              .sorted()
              .toList();
    }
    // A number is used once, or else the marker would cover what was not acknowledged.
    currentSegment = marker.segment();
    for (Path file : files) {
      String name = file.getFileName().toString();
      long segment = Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        RecordFormat.Scan scan = RecordFormat.scan(channel, segment);
        scan.places().stream().filter(place -> !marker.covers(place)).forEach(queue::add);
        segments.put(segment, channel.size());
        space.take(channel.size());
        if (scan.damagedBytes() > 0) {
          damaged(file, scan.damagedBytes());
        }
      }
      currentSegment = Math.max(currentSegment, segment);
    }
    dropFinished();
    isEmpty = queue.isEmpty();
    if (!isEmpty) {
      log.atInfo()
          .addKeyValue("directory", directory)
          .addKeyValue("batches", queue.size())
          .log("the spool holds batches that were not acknowledged");
    }
  }

  private void damaged(Path file, long bytes) {
    metrics.damaged(bytes);
    log.atError()
        .addKeyValue("file", file)
        .addKeyValue("bytes", bytes)
        .log("a part of the spool is damaged or was not written to its end, it is left out");
  }

  private Path file(long segment) {
    return directory.resolve("%020d".formatted(segment) + SUFFIX);
  }

  /** Whether nothing waits. */
  public boolean isEmpty() {
    return isEmpty;
  }

  /**
   * Adds requests at the end, synced when this returns.
   *
   * @return the places of those that found room, the first ones
   * @throws IOException when none was added; they may be sent all the same after a restart
   */
  public synchronized List<Object> append(List<byte[]> bodies) throws IOException {
    List<Place> added = new ArrayList<>();
    try {
      for (byte[] body : bodies) {
        long bytes = RecordFormat.HEADER_BYTES + (long) body.length;
        if (!makeRoom(bytes)) {
          break;
        }
        // It is accounted for by the size of its segment.
        space.give(bytes);
        Place place = write(body);
        added.add(place);
        // The next one may drop it already.
        queue.add(place);
      }
      FileChannel written = current;
      if (written != null) {
        written.force(false);
      }
    } catch (IOException e) {
      // Nothing is written behind what may be torn.
      queue.removeAll(added);
      end();
      dropFinished();
      throw e;
    }
    isEmpty = queue.isEmpty();
    metrics.written(added.size());
    return List.copyOf(added);
  }

  private boolean makeRoom(long bytes) {
    while (!space.tryTake(bytes)) {
      Map.Entry<Long, Long> oldest = segments.firstEntry();
      if (!settings.dropsOldest() || oldest == null || oldest.getKey() == currentSegment) {
        return false;
      }
      long lost = 0;
      while (!queue.isEmpty() && queue.getFirst().segment() == oldest.getKey()) {
        lost += queue.removeFirst().length();
      }
      metrics.dropped(lost);
      log.atError()
          .addKeyValue("directory", directory)
          .addKeyValue("bytes", lost)
          .log("the spool is full, its oldest batches are dropped");
      delete(oldest.getKey());
    }
    return true;
  }

  private Place write(byte[] body) throws IOException {
    FileChannel to = current;
    if (to == null || to.position() >= settings.segmentBytes()) {
      to = begin();
    }
    long offset = to.position();
    ByteBuffer header = RecordFormat.header(body);
    int checksum = header.getInt(2 * Integer.BYTES);
    writeFully(to, header);
    writeFully(to, ByteBuffer.wrap(body));
    segments.merge(currentSegment, to.position() - offset, Long::sum);
    space.take(to.position() - offset);
    return new Place(currentSegment, offset, body.length, checksum);
  }

  private static void writeFully(FileChannel to, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      to.write(bytes);
    }
  }

  private FileChannel begin() throws IOException {
    FileChannel last = current;
    if (last != null) {
      last.force(false);
    }
    end();
    currentSegment++;
    FileChannel next =
        FileChannel.open(
            file(currentSegment),
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    current = next;
    segments.put(currentSegment, (long) RecordFormat.SEGMENT_HEAD.length);
    space.take(RecordFormat.SEGMENT_HEAD.length);
    writeFully(next, ByteBuffer.wrap(RecordFormat.SEGMENT_HEAD));
    next.force(true);
    try (FileChannel entries = FileChannel.open(directory, StandardOpenOption.READ)) {
      entries.force(true);
    }
    return next;
  }

  private void end() throws IOException {
    FileChannel last = current;
    current = null;
    if (last != null) {
      last.close();
    }
  }

  /** The oldest request; null when there is none. It stays until it is removed. */
  public synchronized @Nullable Waiting peek() {
    while (!queue.isEmpty()) {
      Place first = queue.getFirst();
      Path file = file(first.segment());
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        byte[] body = RecordFormat.body(channel, first);
        if (body != null) {
          return new Waiting(first, body);
        }
        damaged(file, first.length());
      } catch (IOException e) {
        log.atError().addKeyValue("file", file).setCause(e).log("spool not read");
        damaged(file, first.length());
      }
      remove(first);
    }
    return null;
  }

  /** The request was acknowledged, or refused for good. */
  public synchronized void remove(Object place) {
    if (queue.isEmpty() || !queue.getFirst().equals(place)) {
      // It was dropped meanwhile, for the spool was full.
      return;
    }
    Place first = queue.removeFirst();
    isEmpty = queue.isEmpty();
    try {
      marker.write(first.segment(), first.end());
    } catch (IOException e) {
      log.atWarn()
          .addKeyValue("directory", directory)
          .log("the spool's marker was not written, batches may be sent again: " + e);
    }
    dropFinished();
  }

  private void dropFinished() {
    long needed = queue.isEmpty() ? currentSegment + 1 : queue.getFirst().segment();
    while (!segments.isEmpty() && segments.firstKey() < needed) {
      if (segments.firstKey() == currentSegment && current != null) {
        try {
          end();
        } catch (IOException e) {
          log.atWarn().addKeyValue("directory", directory).log("segment not closed: " + e);
        }
      }
      delete(segments.firstKey());
    }
  }

  private void delete(long segment) {
    Long size = segments.remove(segment);
    space.give(size == null ? 0 : size);
    try {
      Files.deleteIfExists(file(segment));
    } catch (IOException e) {
      log.atWarn().addKeyValue("file", file(segment)).log("segment not deleted: " + e);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    end();
    marker.close();
    segments.values().forEach(space::give);
    segments.clear();
  }
}
