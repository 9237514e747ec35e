package io.millrace.querier.ruler;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.querier.ruler.group.EvaluationMetrics;
import io.millrace.querier.ruler.group.GroupRunner;
import io.millrace.querier.ruler.group.RuleQuery;
import io.millrace.querier.ruler.group.Sinks;
import io.millrace.querier.ruler.notify.Notification;
import io.millrace.querier.ruler.remotewrite.WriteSample;
import io.millrace.querier.ruler.rule.GroupKey;
import io.millrace.querier.ruler.rule.RuleGroups;
import io.millrace.querier.ruler.storage.GroupStates;
import io.millrace.querier.ruler.storage.RuleFiles;
import io.millrace.querier.ruler.storage.StoredRules;
import io.millrace.service.config.ConfigFile;
import io.millrace.store.lease.Lease;
import io.millrace.store.object.FilesystemObjectStore;
import io.millrace.store.object.ObjectStore;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two rulers on one store, one thread, and a clock that only moves when the test says so. */
class RulerTakeOverTest {
  private static final GroupKey KEY = new GroupKey("team", "ns", "errors");
  private static final Duration LEASE = Duration.ofSeconds(30);
  private static final int CLAIM_SECONDS = 10;
  private static final int INTERVAL_SECONDS = 15;
  private static final long START = 1_700_000_000_001L;

  @TempDir private Path directory;
  private ObjectStore objects;
  private RulerSettings settings;
  private final List<Notification> told = new ArrayList<>();
  private final List<String> tellers = new ArrayList<>();
  private long now = START;
  private int members;

  @BeforeEach
  void storeARule() throws Exception {
    objects = new FilesystemObjectStore(directory.resolve("objects"));
    new StoredRules(objects)
        .put(KEY, RuleGroups.parse("name: errors\nrules: [{alert: Errors, expr: vector(1)}]\n"));
    Path config =
        Files.writeString(
            directory.resolve("server.yaml"),
            """
            ruler:
              evaluation_interval: %ds
              poll_interval: 5s
              resend_delay: 0s
            """
                .formatted(INTERVAL_SECONDS));
    settings =
        ConfigFile.load(
                config, ConfigFile.Options.STRICT, root -> RulerSettings.from(root, directory))
            .config();
  }

  /** A process: its claim to the lease and its ruler, which runs in the calling thread. */
  private final class Member {
    private final String name = "process-" + members++;
    private final Lease lease;
    private final Ruler ruler;
    private Runnable whileEvaluating = () -> {};
    private long nextClaim = now;

    Member(ObjectStore store) {
      lease = new Lease(store, "rules", name, LEASE, () -> TimeUnit.MILLISECONDS.toNanos(now));
      RuleQuery query =
          (_, _, _) -> {
            whileEvaluating.run();
            return List.of(new RuleQuery.Sample(Map.of("app", "web"), 1));
          };
      GroupRunner.Parts parts =
          new GroupRunner.Parts(
              query,
              new GroupStates(store),
              sinks(),
              settings.evaluation(),
              new EvaluationMetrics(new PrometheusRegistry()));
      RuleBook book = new RuleBook(new StoredRules(store), new RuleFiles(settings.directory()));
      ruler = new Ruler(settings, book, parts, lease::isHeld, Runnable::run);
    }

    private Sinks sinks() {
      return new Sinks() {
        @Override
        public void notify(String tenant, List<Notification> notifications) {
          told.addAll(notifications);
          tellers.add(name);
        }

        @Override
        public void write(String tenant, List<WriteSample> samples) {}
      };
    }

    void step() {
      if (now >= nextClaim) {
        nextClaim = now + CLAIM_SECONDS * 1000;
        try {
          lease.claim();
        } catch (IOException _) {
          // As the keeper: the next claim comes soon.
        }
      }
      ruler.tick(now);
    }
  }

  private void pass(int seconds, Member... alive) {
    for (int i = 0; i < seconds; i++) {
      now += 1000;
      for (Member process : alive) {
        process.step();
      }
    }
  }

  private List<Long> toldAt() {
    return told.stream().map(each -> each.alert().lastSentAt()).toList();
  }

  @Test
  void oneOfTwoEvaluatesAndTheOtherShowsWhatItHasFound() {
    Member first = new Member(objects);
    Member second = new Member(objects);
    pass(120, first, second);
    assertThat(tellers).hasSize(120 / INTERVAL_SECONDS).containsOnly(first.name);
    assertThat(second.ruler.groups("team").getFirst().lastEvaluationMillis())
        .isGreaterThan(now - INTERVAL_SECONDS * 1000 - 5001);
  }

  @Test
  void takesOverFromADeadProcessAndGoesOnWithItsAlert() {
    Member first = new Member(objects);
    Member second = new Member(objects);
    pass(60, first, second);
    int before = told.size();
    pass(180, second);
    assertThat(tellers.subList(before, tellers.size())).containsOnly(second.name);
    long gap = toldAt().get(before) - toldAt().get(before - 1);
    assertThat(gap)
        .isBetween(
            INTERVAL_SECONDS * 1000L,
            LEASE.toMillis() + (CLAIM_SECONDS + INTERVAL_SECONDS + 1) * 1000L);
    assertThat(told.stream().map(each -> each.alert().firedAt()).distinct())
        .as("one alert, which fired once")
        .hasSize(1);
  }

  @Test
  void isSilentWhenItLostTheLeaseWhileItEvaluated() {
    Member stalled = new Member(objects);
    Member other = new Member(objects);
    pass(60, stalled, other);
    stalled.whileEvaluating =
        () -> {
          stalled.whileEvaluating = () -> {};
          pass(120, other);
        };
    pass(60, stalled, other);
    assertThat(toldAt()).doesNotHaveDuplicates().isSorted();
    assertThat(tellers.getLast()).isEqualTo(other.name);
  }

  @Test
  void tellsOfEachTimeOnceWhateverHappensToLeasesAndProcesses() {
    for (long seed = 0; seed < 5; seed++) {
      told.clear();
      tellers.clear();
      int longestGap = disturb(new Random(seed));
      List<Long> times = toldAt();
      assertThat(times).as("seed %d", seed).doesNotHaveDuplicates().isSorted();
      assertThat(told.stream().map(each -> each.alert().firedAt()).distinct())
          .as("seed %d", seed)
          .hasSize(1);
      for (int i = 1; i < times.size(); i++) {
        assertThat(times.get(i) - times.get(i - 1))
            .as("seed %d", seed)
            .isLessThanOrEqualTo(longestGap * 1000L);
      }
    }
  }

  /**
   * Kills, stalls and cuts off one of two processes again and again.
   *
   * @return the most seconds that may lie between two evaluations
   */
  private int disturb(Random random) {
    Member steady = new Member(objects);
    int longestStall = 90;
    for (int round = 0; round < 12; round++) {
      int failing = random.nextInt(3);
      ObjectStore shaky =
          new FaultyStore(
              objects,
              name -> name.startsWith("leases/") && random.nextInt(3) < failing,
              name -> name.startsWith("leases/") && random.nextInt(6) < failing);
      Member other = new Member(shaky);
      other.whileEvaluating =
          () -> {
            if (random.nextInt(4) == 0) {
              pass(random.nextInt(longestStall), steady);
            }
          };
      pass(random.nextInt(120), random.nextBoolean() ? new Member[] {other} : both(steady, other));
      pass(random.nextInt(120), both(other, steady));
      pass(random.nextInt(60), steady);
    }
    // It may be cut off from the lease all the time in which the steady one stands still.
    return 120 + longestStall + 2 * (int) LEASE.toSeconds() + INTERVAL_SECONDS;
  }

  private static Member[] both(Member one, Member other) {
    return new Member[] {one, other};
  }
}
