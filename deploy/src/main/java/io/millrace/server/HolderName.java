package io.millrace.server;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The name under which a process holds leases. It lies beside the index, which one process at a
 * time can open: so a process that is started again after a crash has the name of the one that has
 * crashed, and goes on at once with what that held.
 */
final class HolderName {
  private static final Pattern NAME = Pattern.compile("[0-9a-f-]{36}");

  private HolderName() {}

  /**
   * Reads the name, or draws one.
   *
   * @param indexDirectory that this process has opened
   */
  static String beside(Path indexDirectory) throws IOException {
    Path file = indexDirectory.resolveSibling(indexDirectory.getFileName() + ".holder");
    try {
      String name = Files.readString(file).strip();
      if (NAME.matcher(name).matches()) {
        return name;
      }
    } catch (NoSuchFileException _) {
      // The first start.
    }
    String name = UUID.randomUUID().toString();
    Path fresh = file.resolveSibling(file.getFileName() + ".tmp");
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
    } catch (FileAlreadyExistsException _) {
      // A link to a directory.
    }
    Files.writeString(fresh, name + "\n");
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return name;
  }
}
