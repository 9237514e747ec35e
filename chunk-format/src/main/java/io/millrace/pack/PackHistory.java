package io.millrace.pack;

import java.util.List;

/**
 * Where the chunks of a pack come from. An index that holds the pack has to leave out the packs
 * that it replaces, whether they still exist or not.
 *
 * @param replaces the packs whose chunks went into this one, or were dropped
 * @param erased the delete requests whose entries are not in this pack
 */
public record PackHistory(List<String> replaces, List<String> erased) {
  /** Of a pack that was written first-hand. */
  public static final PackHistory NONE = new PackHistory(List.of(), List.of());

  public PackHistory {
    replaces = List.copyOf(replaces);
    erased = List.copyOf(erased);
  }

  boolean isEmpty() {
    return replaces.isEmpty() && erased.isEmpty();
  }
}
