package io.millrace.agent.position;

/** FNV-1a with 64 bits: enough to tell contents apart, not meant against attackers. */
final class Hash64 {
  private static final long BASIS = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;

  private Hash64() {}

  static long of(byte[] bytes, int offset, int length) {
    long hash = BASIS;
    for (int i = offset; i < offset + length; i++) {
      hash = (hash ^ (bytes[i] & 0xFF)) * PRIME;
    }
    return hash;
  }
}
