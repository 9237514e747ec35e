package io.millrace.querier.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class QueryGateTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final QueryGate gate = new QueryGate(new QueryGate.Limits(2, 3));

  private QueryGate.Turn enter(String tenant) throws Exception {
    return gate.enter(tenant, PATIENCE, () -> false);
  }

  @Test
  void letsTheOthersInInTheirOrder() throws Exception {
    List<Integer> order = new CopyOnWriteArrayList<>();
    List<Future<?>> others = new ArrayList<>();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      QueryGate.Turn first = enter("a");
      QueryGate.Turn second = enter("a");
      for (int i = 0; i < 3; i++) {
        int number = i;
        CountDownLatch waits = new CountDownLatch(1);
        BooleanSupplier looked =
            () -> {
              waits.countDown();
              return false;
            };
        others.add(
            executor.submit(
                () -> {
                  try (QueryGate.Turn _ = gate.enter("a", PATIENCE, looked)) {
                    order.add(number);
                  }
                  return null;
                }));
        waits.await();
      }
      assertThatThrownBy(() -> enter("a")).hasMessage("too many outstanding requests");
      assertThat(order).isEmpty();
      first.close();
      for (Future<?> other : others) {
        other.get();
      }
      assertThat(order).containsExactly(0, 1, 2);
      second.close();
    }
    isFree();
  }

  private void isFree() throws Exception {
    try (QueryGate.Turn _ = enter("a");
        QueryGate.Turn _ = enter("b")) {
      assertThatThrownBy(() -> gate.enter("c", Duration.ofMillis(1), () -> false))
          .isInstanceOf(QueryGate.RefusedException.class);
      assertThatThrownBy(() -> gate.enter("c", PATIENCE, () -> true))
          .as("nobody wants the answer any more")
          .isInstanceOf(QueryGate.RefusedException.class);
    }
  }

  @Test
  void losesNoPlaceWhateverHappensToThoseWhoWait() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 2000; i++) {
        int number = i;
        all.add(executor.submit(() -> run("tenant-" + number, number, inside, most)));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
    assertThat(most.get()).isLessThanOrEqualTo(2);
    isFree();
  }

  private Void run(String tenant, int number, AtomicInteger inside, AtomicInteger most)
      throws InterruptedException {
    try (QueryGate.Turn _ =
        gate.enter(tenant, Duration.ofMillis(number % 50), () -> number % 7 == 0)) {
      most.accumulateAndGet(inside.incrementAndGet(), Math::max);
      Thread.onSpinWait();
      inside.decrementAndGet();
    } catch (QueryGate.RefusedException _) {
      // Went away, as some shall.
    }
    return null;
  }
}
