package io.millrace.agent.glob;

import com.google.re2j.Pattern;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Finds the paths that a pattern matches. Links are followed, each directory at most once. */
public final class GlobWalker {
  /** Deeper trees are links in a circle or no place for logs. */
  private static final int MAX_DEPTH = 64;

  private final Glob glob;
  private final List<Predicate<String>> names = new ArrayList<>();

  public GlobWalker(Glob glob) {
    this.glob = glob;
    for (String element : glob.elements()) {
      names.add(name(element));
    }
  }

  /** Which names an element stands for. Most have one star, for which an expression is too slow. */
  private static Predicate<String> name(String element) {
    int star = element.indexOf('*');
    boolean isSimple =
        star >= 0
            && element.indexOf('*', star + 1) < 0
            && element.chars().noneMatch(c -> "?[]{}\\".indexOf(c) >= 0);
    if (!isSimple) {
      Pattern pattern = Pattern.compile(GlobRegex.of(element), Pattern.DOTALL);
      return pattern::matches;
    }
    String start = element.substring(0, star);
    String end = element.substring(star + 1);
    return name ->
        name.length() >= start.length() + end.length()
            && name.startsWith(start)
            && name.endsWith(end);
  }

  /**
   * The matching paths now, dangling links included, directories not.
   *
   * @param directories told of each directory that was looked into, or would have been if it
   *     existed
   */
  public SortedSet<Path> find(Consumer<Path> directories) {
    SortedSet<Path> found = new TreeSet<>();
    if (glob.isLiteral()) {
      Path parent = glob.base().getParent();
      directories.accept(parent == null ? glob.base() : parent);
      if (Files.exists(glob.base(), LinkOption.NOFOLLOW_LINKS)) {
        found.add(glob.base());
      }
      return found;
    }
    walk(glob.base(), 0, 0, found, directories);
    return found;
  }

  private void walk(
      Path directory, int at, int depth, SortedSet<Path> found, Consumer<Path> directories) {
    directories.accept(directory);
    if (depth > MAX_DEPTH) {
      return;
    }
    boolean isDeep = glob.elements().get(at).equals("**");
    boolean isLast = at == glob.elements().size() - 1;
    if (isDeep && !isLast) {
      walk(directory, at + 1, depth, found, directories);
    }
    for (Path child : children(directory)) {
      boolean isDirectory = Files.isDirectory(child);
      if (isDeep) {
        if (isDirectory && !Files.isSymbolicLink(child)) {
          walk(child, at, depth + 1, found, directories);
        } else if (isLast && !isDirectory) {
          found.add(child);
        }
      } else if (names.get(at).test(String.valueOf(child.getFileName()))) {
        if (!isLast && isDirectory) {
          walk(child, at + 1, depth + 1, found, directories);
        } else if (isLast && !isDirectory) {
          found.add(child);
        }
      }
    }
  }

  private static List<Path> children(Path directory) {
    List<Path> children = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      stream.forEach(children::add);
    } catch (IOException | java.nio.file.DirectoryIteratorException ignored) {
      // Absent, vanished while it was read, or not to be read: nothing matches in it now.
    }
    return children;
  }
}
