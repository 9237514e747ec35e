package io.millrace.ingester.wal;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.List;

/**
 * The directory that the segments lie in. The seam where tests lose unsynced bytes, fill the disk
 * and make syncs fail. Names are plain file names.
 */
public interface LogDirectory {
  /** The names of the files, sorted. */
  List<String> list() throws IOException;

  /**
   * A new, empty file, whose name survives a power cut when this returns.
   *
   * @throws java.nio.file.FileAlreadyExistsException when the name is taken
   */
  LogFile create(String name) throws IOException;

  /** Opens a file for reading. */
  SeekableByteChannel open(String name) throws IOException;

  /** Deletes a file if it is there. */
  void delete(String name) throws IOException;

  /** Copies a damaged file to where nothing deletes it, and returns the place. */
  String quarantine(String name) throws IOException;

  /** Bytes that can still be written. */
  long usableBytes() throws IOException;
}
