package io.millrace.agent.input;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All feeds, and the trails of those that are closed but not acknowledged. Safe for any thread. */
final class Feeds {
  private static final Logger log = LoggerFactory.getLogger(Feeds.class);

  private final Set<Feed> open = ConcurrentHashMap.newKeySet();
  private final Set<CursorTrail> trails = ConcurrentHashMap.newKeySet();
  private final Set<CursorTrail> ended = ConcurrentHashMap.newKeySet();
  private final @Nullable CursorStore store;
  private boolean hasFailed;

  /**
   * No feeds.
   *
   * @param store null when nothing is to be stored
   */
  Feeds(@Nullable CursorStore store) {
    this.store = store;
  }

  Feed add(Feed feed) {
    open.add(feed);
    if (feed.trail() != null) {
      trails.add(feed.trail());
    }
    return feed;
  }

  void closed(Feed feed) {
    open.remove(feed);
    if (feed.trail() != null) {
      ended.add(feed.trail());
    }
  }

  void tick() {
    for (Feed each : open) {
      try {
        each.tick();
      } catch (RuntimeException e) {
        log.atError().setCause(e).log("stages failed");
      }
    }
  }

  /** Stores how far everything is acknowledged. */
  synchronized void save(long nowMillis) {
    if (store == null) {
      return;
    }
    for (CursorTrail each : trails) {
      String cursor = each.acknowledged();
      if (cursor != null) {
        store.put(each.key(), cursor, nowMillis);
      } else {
        store.seen(each.key(), nowMillis);
      }
    }
    // What a source has stored that is gone must not be asked for again.
    ended.stream().filter(CursorTrail::isSettled).forEach(trails::remove);
    ended.retainAll(trails);
    try {
      store.save(nowMillis);
      hasFailed = false;
    } catch (IOException e) {
      if (!hasFailed) {
        hasFailed = true;
        log.atError().setCause(e).log("cursors not written, the previous ones stay in force");
      }
    }
  }
}
