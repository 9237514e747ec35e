package io.millrace.store.pack;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.millrace.pack.PackReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A pack's directory, and what its filters have said about literals asked for lately. */
final class OpenPack {
  private static final Logger LOG = LoggerFactory.getLogger(OpenPack.class);
  private static final int REMEMBERED_LITERALS = 32;

  private final String id;
  private final PackReader reader;
  private final Cache<Question, BitSet> answers =
      Caffeine.newBuilder().maximumSize(REMEMBERED_LITERALS).executor(Runnable::run).build();

  private record Question(ByteBuffer literal, boolean ignoreCase) {}

  OpenPack(String id, PackReader reader) {
    this.id = id;
    this.reader = reader;
  }

  PackReader reader() {
    return reader;
  }

  /** False only when no line of the chunk contains the literal. */
  boolean mayContain(int chunk, byte[] literal, boolean ignoreCase) {
    Question question = new Question(ByteBuffer.wrap(literal.clone()), ignoreCase);
    BitSet chunks = answers.get(question, _ -> ask(literal, ignoreCase));
    return chunks.get(chunk);
  }

  /** A filter that can't be read excludes nothing: the search is slower, not wrong. */
  private BitSet ask(byte[] literal, boolean ignoreCase) {
    try {
      return reader.mayContain(literal, ignoreCase);
    } catch (IOException e) {
      LOG.warn("the filters of pack {} can't be used: {}", id, e.getMessage());
      BitSet all = new BitSet();
      all.set(0, reader.chunks().size());
      return all;
    }
  }
}
