package io.millrace.store.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.store.object.FilesystemObjectStore;
import io.millrace.store.object.ObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaseTest {
  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

  @TempDir private Path directory;
  private ObjectStore objects;
  private final AtomicLong nanos = new AtomicLong(-5);

  @BeforeEach
  void open() throws IOException {
    objects = new FilesystemObjectStore(directory);
  }

  private Lease lease(String holder) {
    return new Lease(objects, "work", holder, TEN_SECONDS, nanos::get);
  }

  private void pass(int seconds) {
    nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
  }

  @Test
  void isHeldByTheFirstOfTwoContendersForAsLongAsItRenews() throws IOException {
    Lease first = lease("first");
    Lease second = lease("second");
    assertThat(first.claim()).isTrue();
    for (int i = 0; i < 10; i++) {
      assertThat(second.claim()).isFalse();
      assertThat(second.isHeld()).isFalse();
      pass(6);
      assertThat(first.claim()).isTrue();
      assertThat(first.isHeld()).isTrue();
    }
  }

  @Test
  void isTakenOverFromAHolderThatStandsStillWhichKnowsItHasLostIt() throws IOException {
    Lease stalled = lease("stalled");
    Lease other = lease("other");
    assertThat(stalled.claim()).isTrue();
    assertThat(other.claim()).isFalse();
    pass(11);
    assertThat(stalled.isHeld()).isFalse();
    assertThat(other.claim()).isTrue();
    assertThat(stalled.claim()).isFalse();
    assertThat(stalled.isHeld()).isFalse();
    assertThat(other.isHeld()).isTrue();
  }

  @Test
  void isNotTakenOverByAContenderThatHasJustComeHoweverOldItIs() throws IOException {
    Lease holder = lease("holder");
    assertThat(holder.claim()).isTrue();
    pass(3600);
    Lease late = lease("late");
    assertThat(late.claim()).isFalse();
    pass(9);
    assertThat(late.claim()).isFalse();
    pass(2);
    assertThat(late.claim()).isTrue();
  }

  @Test
  void canBeTakenAtOnceWhenItWasGivenUp() throws IOException {
    Lease first = lease("first");
    Lease second = lease("second");
    assertThat(first.claim()).isTrue();
    assertThat(second.claim()).isFalse();
    first.release();
    assertThat(first.isHeld()).isFalse();
    assertThat(second.claim()).isTrue();
    first.release();
    assertThat(second.isHeld()).isTrue();
    assertThat(first.claim()).isFalse();
  }

  @Test
  void isItsHoldersAgainAfterARestartUnderTheSameName() throws IOException {
    assertThat(lease("same").claim()).isTrue();
    assertThat(lease("same").claim()).isTrue();
  }

  @Test
  void isHeldByOneOfManyThatClaimAtOnce() throws Exception {
    List<Lease> leases = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      leases.add(lease("holder-" + i));
    }
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> claims = new ArrayList<>();
      for (Lease lease : leases) {
        claims.add(executor.submit(lease::claim));
      }
      for (Future<Boolean> claim : claims) {
        claim.get();
      }
    }
    assertThat(leases.stream().filter(Lease::isHeld)).hasSize(1);
  }
}
