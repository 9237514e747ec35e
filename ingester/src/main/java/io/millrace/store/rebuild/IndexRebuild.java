package io.millrace.store.rebuild;

import io.millrace.store.index.LabelIndex;
import io.millrace.store.pack.PackStore;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the index anew beside the old one, and puts it in its place when it is complete. */
public final class IndexRebuild {
  private static final Logger LOG = LoggerFactory.getLogger(IndexRebuild.class);

  private IndexRebuild() {}

  /**
   * Rebuilds. No server may have the index open.
   *
   * @param directory of the index; it need not exist
   * @return how many packs are in the new index
   */
  public static int run(Path directory, PackStore packs, PackAdoption.Progress progress)
      throws IOException {
    Path fresh = directory.resolveSibling(directory.getFileName() + ".new");
    Path old = directory.resolveSibling(directory.getFileName() + ".old");
    delete(fresh);
    int adopted;
    // Held open all the while, the old index keeps a server from starting.
    LabelIndex before = Files.exists(directory) ? openForProgress(directory) : null;
    try (LabelIndex index = LabelIndex.open(fresh)) {
      adopted = new PackAdoption(packs, index).run(progress);
      if (before != null) {
        index.copyProgressFrom(before);
      }
    } finally {
      if (before != null) {
        before.close();
      }
    }
    delete(old);
    if (Files.exists(directory)) {
      Files.move(directory, old, StandardCopyOption.ATOMIC_MOVE);
    }
    Files.move(fresh, directory, StandardCopyOption.ATOMIC_MOVE);
    delete(old);
    return adopted;
  }

  private static @Nullable LabelIndex openForProgress(Path directory) throws IOException {
    try {
      return LabelIndex.openOfAnyFormat(directory);
    } catch (IOException e) {
      if (String.valueOf(e.getMessage()).contains("LOCK")) {
        throw new IOException("the index in " + directory + " is in use: stop the server first", e);
      }
      LOG.warn(
          "the old index can't be read, so lines that are in the log and in packs are read twice"
              + " and dropped as repeats: {}",
          e.getMessage());
      return null;
    }
  }

  private static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path path, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(path);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
