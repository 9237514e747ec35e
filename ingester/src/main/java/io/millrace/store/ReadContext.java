package io.millrace.store;

/**
 * The one who reads, who may have gone away meanwhile, and is told what is missing from an answer.
 * Implementations are safe for use by any number of threads.
 */
public interface ReadContext {
  /** Somebody who waits for as long as it takes and does not listen. */
  ReadContext NONE =
      new ReadContext() {
        @Override
        public void check() {}

        @Override
        public void warn(String warning) {}
      };

  /**
   * Returns when the answer is still wanted. A reader that waits for others asks again and again.
   *
   * @throws RuntimeException of the caller's choice, to be passed on, when it is not
   */
  void check();

  /** Takes note of what is missing from the answer, or wrong with it, in a sentence. */
  void warn(String warning);
}
