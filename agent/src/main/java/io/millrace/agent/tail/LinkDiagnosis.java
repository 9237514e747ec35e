package io.millrace.agent.tail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Explains why a link leads nowhere. */
final class LinkDiagnosis {
  /** As many as the kernel follows. */
  private static final int MAX_LINKS = 40;

  private LinkDiagnosis() {}

  /** What is missing at the end of the links, as a sentence; null when {@code path} is no link. */
  static @Nullable String explain(Path path) {
    if (!Files.isSymbolicLink(path)) {
      return null;
    }
    Path at = path;
    try {
      for (int i = 0; i < MAX_LINKS && Files.isSymbolicLink(at); i++) {
        at = at.resolveSibling(Files.readSymbolicLink(at)).normalize();
      }
    } catch (IOException e) {
      return "cannot follow the link " + at + ": " + e;
    }
    Path missing = at;
    for (Path parent = at.getParent();
        parent != null && !Files.exists(parent, LinkOption.NOFOLLOW_LINKS);
        parent = parent.getParent()) {
      missing = parent;
    }
    return "the link leads to " + at + ", but " + missing + " does not exist (is it mounted?)";
  }
}
