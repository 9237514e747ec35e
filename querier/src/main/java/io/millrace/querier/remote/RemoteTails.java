package io.millrace.querier.remote;

import io.millrace.store.LabelMatcher;
import io.millrace.store.held.FlushCursor;
import io.millrace.store.held.HeldQuestion;
import io.millrace.store.live.LiveListener;
import io.millrace.store.live.LiveSource;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * New entries of all ingesters. An ingester that comes later is followed from then on; one that
 * goes is asked again every second.
 */
final class RemoteTails implements LiveSource {
  private static final Logger LOG = LoggerFactory.getLogger(RemoteTails.class);
  private static final long RETRY_SECONDS = 1;

  private final IngesterAddresses addresses;
  private final IngesterClient client;

  RemoteTails(IngesterAddresses addresses, IngesterClient client) {
    this.addresses = addresses;
    this.client = client;
  }

  @Override
  public Subscription subscribe(String tenant, List<LabelMatcher> matchers, LiveListener listener) {
    HeldQuestion question =
        new HeldQuestion(tenant, matchers, Long.MIN_VALUE, Long.MAX_VALUE, true, FlushCursor.NONE);
    Following following = new Following(question, listener);
    Thread.ofVirtual().name("tail").start(following);
    return following;
  }

  /** One subscription: a thread that looks for ingesters, and one for each of them. */
  private final class Following implements Runnable, Subscription {
    private final HeldQuestion question;
    private final LiveListener listener;
    private final CountDownLatch closed = new CountDownLatch(1);

    Following(HeldQuestion question, LiveListener listener) {
      this.question = question;
      this.listener = listener;
    }

    @Override
    public void run() {
      Map<URI, Thread> followed = new HashMap<>();
      try {
        do {
          followed.values().removeIf(thread -> !thread.isAlive());
          for (URI ingester : addresses.current()) {
            followed.computeIfAbsent(
                ingester, one -> Thread.ofVirtual().name("tail").start(() -> follow(one)));
          }
        } while (!closed.await(RETRY_SECONDS, TimeUnit.SECONDS));
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      } finally {
        followed.values().forEach(Thread::interrupt);
      }
    }

    private void follow(URI ingester) {
      try {
        client.follow(ingester, question, listener);
      } catch (IOException e) {
        LOG.debug("ingester {} can't be followed at the moment", ingester, e);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void close() {
      closed.countDown();
    }
  }
}
