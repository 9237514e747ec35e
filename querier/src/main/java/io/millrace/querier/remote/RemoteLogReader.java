package io.millrace.querier.remote;

import io.millrace.labels.Labels;
import io.millrace.querier.remote.HeldAnswer.HeldStream;
import io.millrace.store.LabelMatcher;
import io.millrace.store.LogReader;
import io.millrace.store.ReadContext;
import io.millrace.store.StoredBlock;
import io.millrace.store.StreamBlocks;
import io.millrace.store.follow.StoreFollower;
import io.millrace.store.held.FlushCursor;
import io.millrace.store.held.HeldQuestion;
import io.millrace.store.index.ChunkRef;
import io.millrace.store.index.LabelIndex;
import io.millrace.store.index.StreamChunks;
import io.millrace.store.pack.ChunkSource;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the memory of all ingesters, and packs, as one. */
final class RemoteLogReader implements LogReader {
  private static final Logger LOG = LoggerFactory.getLogger(RemoteLogReader.class);

  /** An ingester that is new, or was started anew, is asked a second time. */
  private static final int MAX_ROUNDS = 3;

  private final IngesterPool ingesters;
  private final StoreFollower follower;
  private final LabelIndex index;
  private final ChunkSource chunks;
  private final boolean requireAll;

  RemoteLogReader(
      IngesterPool ingesters,
      StoreFollower follower,
      LabelIndex index,
      ChunkSource chunks,
      boolean requireAll) {
    this.ingesters = ingesters;
    this.follower = follower;
    this.index = index;
    this.chunks = chunks;
    this.requireAll = requireAll;
  }

  /**
   * What the ingesters hold.
   *
   * @param tooLate packs that came into the index since, with entries that the answers show
   */
  private record Held(List<HeldAnswer> answers, Set<String> tooLate) {}

  @Override
  public List<StreamBlocks> select(
      String tenant, List<LabelMatcher> matchers, long startNanos, long endNanos)
      throws IOException {
    return select(tenant, matchers, startNanos, endNanos, ReadContext.NONE);
  }

  @Override
  public List<StreamBlocks> select(
      String tenant,
      List<LabelMatcher> matchers,
      long startNanos,
      long endNanos,
      ReadContext context)
      throws IOException {
    HeldQuestion question =
        new HeldQuestion(tenant, matchers, startNanos, endNanos, true, FlushCursor.NONE);
    AskedIndex<List<StreamChunks>> asked =
        ask(question, context, () -> index.select(tenant, matchers, startNanos, endNanos));
    Map<Labels, List<StoredBlock>> found = new TreeMap<>();
    Map<Labels, Set<String>> shown = new HashMap<>();
    for (HeldAnswer answer : asked.held().answers()) {
      for (HeldStream stream : answer.streams()) {
        found.computeIfAbsent(stream.labels(), _ -> new ArrayList<>()).addAll(stream.blocks());
        shown
            .computeIfAbsent(stream.labels(), _ -> new HashSet<>())
            .addAll(answer.packsShown(stream));
      }
    }
    for (StreamChunks stored : asked.result()) {
      context.check();
      Set<String> seen = shown.getOrDefault(stored.labels(), Set.of());
      List<StoredBlock> blocks = found.computeIfAbsent(stored.labels(), _ -> new ArrayList<>());
      for (ChunkRef chunk : stored.chunks()) {
        if (!seen.contains(chunk.packId()) && !asked.held().tooLate().contains(chunk.packId())) {
          for (StoredBlock block : chunks.blocks(chunk)) {
            if (block.maxTimestamp() >= startNanos && block.minTimestamp() < endNanos) {
              blocks.add(block);
            }
          }
        }
      }
    }
    return sorted(found);
  }

  private static List<StreamBlocks> sorted(Map<Labels, List<StoredBlock>> found) {
    List<StreamBlocks> result = new ArrayList<>(found.size());
    found.forEach(
        (labels, blocks) -> {
          if (!blocks.isEmpty()) {
            blocks.sort(Comparator.comparingLong(StoredBlock::minTimestamp));
            result.add(new StreamBlocks(labels, blocks));
          }
        });
    return result;
  }

  @Override
  public List<Labels> series(
      String tenant, List<LabelMatcher> matchers, long startNanos, long endNanos)
      throws IOException {
    return series(tenant, matchers, startNanos, endNanos, ReadContext.NONE);
  }

  @Override
  public List<Labels> series(
      String tenant,
      List<LabelMatcher> matchers,
      long startNanos,
      long endNanos,
      ReadContext context)
      throws IOException {
    HeldQuestion question =
        new HeldQuestion(tenant, matchers, startNanos, endNanos, false, FlushCursor.NONE);
    AskedIndex<List<StreamChunks>> asked =
        ask(question, context, () -> index.select(tenant, matchers, startNanos, endNanos));
    Set<Labels> found = new TreeSet<>();
    for (HeldAnswer answer : asked.held().answers()) {
      answer.streams().forEach(stream -> found.add(stream.labels()));
    }
    asked.result().forEach(stored -> found.add(stored.labels()));
    return List.copyOf(found);
  }

  /** Whether an ingester holds entries of the matching streams, or may do so. */
  boolean mayHoldInMemory(
      String tenant, List<LabelMatcher> matchers, long firstNanos, long lastNanos) {
    long end = lastNanos == Long.MAX_VALUE ? lastNanos : lastNanos + 1;
    HeldQuestion question =
        new HeldQuestion(tenant, matchers, firstNanos, end, false, FlushCursor.NONE);
    try {
      Map<URI, FlushCursor> known = ingesters.cursors();
      IngesterPool.Answers answers = ingesters.ask(question, known, ReadContext.NONE);
      return known.isEmpty()
          || !answers.failed().isEmpty()
          || answers.given().values().stream()
              .anyMatch(answer -> !answer.packs().complete() || !answer.streams().isEmpty());
    } catch (IOException e) {
      LOG.info("whether ingesters hold entries to delete is not known: {}", e.getMessage());
      return true;
    }
  }

  /** A look at the index. */
  @FunctionalInterface
  private interface Look<T> {
    T look() throws IOException;
  }

  private record AskedIndex<T>(Held held, T result) {}

  /** Asks the ingesters, follows what they have flushed, and only then looks at the index. */
  private <T> AskedIndex<T> ask(HeldQuestion question, ReadContext context, Look<T> look)
      throws IOException {
    for (int round = 1; ; round++) {
      Map<URI, FlushCursor> known = ingesters.cursors();
      // After the cursors: what they cover is in the index, and was there before this moment.
      long moment = follower.adopted().now();
      IngesterPool.Answers answers = ingesters.ask(question, known, context);
      Set<String> named = follow(answers);
      boolean complete =
          answers.given().values().stream().allMatch(answer -> answer.packs().complete());
      if (complete || round == MAX_ROUNDS) {
        report(known, answers, context);
        T result = look.look();
        // After the look: all that it has shown is known here.
        Set<String> tooLate = complete ? follower.adopted().after(moment) : new HashSet<>();
        tooLate.removeAll(named);
        return new AskedIndex<>(new Held(List.copyOf(answers.given().values()), tooLate), result);
      }
    }
  }

  /** Takes in what was flushed; returns what the ingesters have named. */
  private Set<String> follow(IngesterPool.Answers answers) throws IOException {
    Set<String> named = new HashSet<>();
    boolean all = false;
    for (HeldAnswer answer : answers.given().values()) {
      named.addAll(answer.packs().flushed());
      all |= !answer.packs().complete();
    }
    if (all) {
      follower.followAll();
    }
    follower.adopt(named);
    answers
        .given()
        .forEach((ingester, answer) -> ingesters.known(ingester, answer.packs().cursor()));
    return named;
  }

  private void report(
      Map<URI, FlushCursor> asked, IngesterPool.Answers answers, ReadContext context)
      throws MissingIngesterException {
    List<String> missing = new ArrayList<>();
    answers
        .failed()
        .forEach((ingester, why) -> missing.add("ingester " + ingester + " (" + why + ")"));
    answers
        .given()
        .forEach(
            (ingester, answer) -> {
              if (!answer.packs().complete()) {
                missing.add("ingester " + ingester + " (it was started anew again and again)");
              }
            });
    if (asked.isEmpty()) {
      missing.add("every ingester (none is known, see querier.ingesters)");
    }
    for (String one : missing) {
      String warning = "lines that are not stored yet are missing: no answer from " + one;
      if (requireAll) {
        throw new MissingIngesterException(warning);
      }
      LOG.warn(warning);
      context.warn(warning);
    }
  }
}
