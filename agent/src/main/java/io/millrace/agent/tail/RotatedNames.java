package io.millrace.agent.tail;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Names that look like rotated forms of a live file: {@code 0.log.20260101-120000}, {@code
 * app.log.1}. Safe for use by any thread.
 *
 * <p>The names in the directory listed last are kept: a directory with a thousand live files would
 * else be listed a thousand times at the start, which took more time than reading the files.
 */
final class RotatedNames {
  /** A directory that was changed as shortly ago may change once more with the same time. */
  private static final long SETTLED_MILLIS = 1_000;

  private @Nullable Listing last;

  private record Listing(Path directory, Object key, long modifiedMillis, List<String> names) {
    boolean isOf(Path path, FileStat now) {
      return directory.equals(path)
          && key.equals(now.key())
          && modifiedMillis == now.modifiedMillis();
    }
  }

  /** The paths beside {@code live} that have a rotated form of its name. */
  List<Path> of(Path live, long nowMillis) throws IOException {
    Path directory = live.getParent();
    if (directory == null) {
      return List.of();
    }
    String name = live.getFileName().toString();
    List<Path> rotated = new ArrayList<>();
    for (String each : names(directory, nowMillis)) {
      if (isRotated(each, name)) {
        rotated.add(directory.resolve(each));
      }
    }
    return rotated;
  }

  private synchronized List<String> names(Path directory, long nowMillis) throws IOException {
    FileStat stat = FileStat.of(directory);
    Listing known = last;
    if (known != null && known.isOf(directory, stat)) {
      return known.names();
    }
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      files.forEach(path -> names.add(path.getFileName().toString()));
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    boolean isSettled = nowMillis - stat.modifiedMillis() > SETTLED_MILLIS;
    last = isSettled ? new Listing(directory, stat.key(), stat.modifiedMillis(), names) : null;
    return names;
  }

  private static boolean isRotated(String name, String live) {
    return name.length() > live.length() + 1
        && name.startsWith(live)
        && (name.charAt(live.length()) == '.' || name.charAt(live.length()) == '-')
        && !name.endsWith(".tmp");
  }
}
