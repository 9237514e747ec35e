package io.millrace.filter;

/** How many of a line's grams a filter knows. */
public enum Sampling {
  /** The smallest of every 4 neighbouring grams: speaks of literals from 8 bytes on. */
  DENSE(4),
  /**
   * The smallest of every 12: takes 0.38 times the space of a dense filter, and speaks of literals
   * from 16 bytes on. For chunks full of random identifiers, whose dense filter would be too large.
   */
  SPARSE(12);

  private final int window;

  Sampling(int window) {
    this.window = window;
  }

  int window() {
    return window;
  }

  /** Shorter literals hold no whole window: nothing can be said about them. */
  public int minLiteral() {
    return Minimizers.GRAM + window - 1;
  }
}
