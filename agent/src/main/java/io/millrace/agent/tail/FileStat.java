package io.millrace.agent.tail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * What one stat call says, links followed.
 *
 * @param key equal for the same device and inode
 * @param modifiedMillis since 1970
 */
record FileStat(
    Object key, long size, long modifiedMillis, boolean isRegular, boolean isDirectory) {
  static FileStat of(Path path) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
    Object key = attributes.fileKey();
    return new FileStat(
        key == null ? path : key,
        attributes.size(),
        attributes.lastModifiedTime().toMillis(),
        attributes.isRegularFile(),
        attributes.isDirectory());
  }
}
