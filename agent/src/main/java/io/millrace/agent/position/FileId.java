package io.millrace.agent.position;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What a file is while it lives: its device and inode. */
public record FileId(long device, long inode) {
  /** The file that the path leads to, links followed. */
  public static FileId of(Path path) throws IOException {
    Map<String, Object> attributes = Files.readAttributes(path, "unix:dev,ino");
    if (attributes.get("dev") instanceof Long device && attributes.get("ino") instanceof Long ino) {
      return new FileId(device, ino);
    }
    throw new IOException("the file system gives no inode for " + path);
  }
}
