package io.millrace.agent.journal;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads entries in the journal's export format. Not for concurrent use. */
final class ExportReader {
  /** What is kept of a field; core dumps are fields too. */
  static final int MAX_FIELD_BYTES = 1 << 20;

  private static final int MAX_ENTRY_BYTES = 16 << 20;
  private static final int MAX_NAME_BYTES = 256;
  private static final long MAX_SIZE = 1L << 40;
  private static final long NANOS_PER_MICRO = 1000;

  private final InputStream in;

  ExportReader(InputStream stream) {
    this.in = new BufferedInputStream(stream, 1 << 16);
  }

  /**
   * The next entry.
   *
   * @return null at the end; an entry that is not whole there is left out
   * @throws IOException when the bytes are not in the export format
   */
  @Nullable JournalEntry next() throws IOException {
    try {
      return read();
    } catch (EOFException ignored) {
      // In the middle of a field: its entry is printed again when journalctl is started again.
      return null;
    }
  }

  private @Nullable JournalEntry read() throws IOException {
    SortedMap<String, String> fields = new TreeMap<>();
    String cursor = null;
    long timeNanos = -1;
    long left = MAX_ENTRY_BYTES;
    while (true) {
      byte[] line = line();
      if (line == null) {
        return null;
      }
      if (line.length == 0) {
        if (cursor != null && timeNanos >= 0) {
          return new JournalEntry(cursor, timeNanos, fields);
        }
        if (!fields.isEmpty()) {
          throw new IOException("an entry without __CURSOR or __REALTIME_TIMESTAMP");
        }
        continue;
      }
      int equals = equalsSign(line);
      String name = text(line, 0, equals < 0 ? line.length : equals);
      if (name.length() > MAX_NAME_BYTES) {
        throw new IOException("a field's name of " + name.length() + " characters");
      }
      String value = equals < 0 ? binary() : text(line, equals + 1, line.length);
      switch (name) {
        case "__CURSOR" -> cursor = value;
        case "__REALTIME_TIMESTAMP" -> timeNanos = micros(value) * NANOS_PER_MICRO;
        default -> {
          left -= value.length();
          if (!name.startsWith("__") && left >= 0) {
            fields.put(name, value);
          }
        }
      }
    }
  }

  private static int equalsSign(byte[] line) {
    for (int i = 0; i < line.length; i++) {
      if (line[i] == '=') {
        return i;
      }
    }
    return -1;
  }

  private static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }

  private static long micros(String value) throws IOException {
    try {
      long micros = Long.parseLong(value);
      if (micros >= 0 && micros <= Long.MAX_VALUE / NANOS_PER_MICRO) {
        return micros;
      }
    } catch (NumberFormatException ignored) {
      // Told below.
    }
    throw new IOException("\"" + value + "\" is no time in microseconds");
  }

  /** Up to the line feed, of which at most a field is kept; null at the end of the stream. */
  private byte @Nullable [] line() throws IOException {
    ByteArrayOutputStream kept = new ByteArrayOutputStream(128);
    for (int next = in.read(); next >= 0; next = in.read()) {
      if (next == '\n') {
        return kept.toByteArray();
      }
      if (kept.size() < MAX_FIELD_BYTES) {
        kept.write(next);
      }
    }
    return null;
  }

  private String binary() throws IOException {
    byte[] head = in.readNBytes(Long.BYTES);
    if (head.length < Long.BYTES) {
      throw new EOFException("the stream ends in the length of a field");
    }
    long size = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (size < 0 || size > MAX_SIZE) {
      throw new IOException("a field of " + Long.toUnsignedString(size) + " bytes");
    }
    byte[] kept = in.readNBytes((int) Math.min(size, MAX_FIELD_BYTES));
    in.skipNBytes(size - kept.length);
    int last = in.read();
    if (last < 0) {
      throw new EOFException("the stream ends in a field");
    }
    if (last != '\n') {
      throw new IOException("no line feed after a field of " + size + " bytes");
    }
    return text(kept, 0, kept.length);
  }
}
