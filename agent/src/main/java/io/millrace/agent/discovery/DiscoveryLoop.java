package io.millrace.agent.discovery;

import io.millrace.agent.entry.AgentClock;
import io.millrace.agent.tail.TailTarget;
import io.millrace.agent.tail.Tailer;
import io.millrace.service.admin.Heartbeat;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for files when directories change, and regularly in any case. Owns one thread; {@link
 * #dropped()} and {@link #scans()} are safe for use by any thread.
 */
public final class DiscoveryLoop {
  private static final Logger log = LoggerFactory.getLogger(DiscoveryLoop.class);

  /** Changes come in crowds when a pod starts; a scan waits for the rest of them. */
  private static final Duration SETTLE = Duration.ofMillis(50);

  /** Looking costs a walk through all directories, so it does not fill more time than this. */
  private static final int MAX_SHARE = 5;

  /** A scan of a node takes milliseconds; a directory that does not answer takes for ever. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Heartbeat heartbeat;
  private volatile List<Job> jobs;
  private final Duration period;
  private final String host;
  private final Tailer tailer;
  private final AgentClock clock;
  private final Thread thread;
  private volatile boolean isStopped;
  private volatile List<Job.Dropped> dropped = List.of();
  private volatile List<Job.Target> targets = List.of();
  private final Map<String, Long> failures = new ConcurrentHashMap<>();
  private final AtomicLong scans = new AtomicLong();
  private final DirectoryWatch watch;

  /**
   * A loop that has not begun.
   *
   * @param period of the scan without a change
   */
  public DiscoveryLoop(
      List<Job> jobs, Duration period, String host, Tailer tailer, AgentClock clock) {
    this(jobs, period, host, tailer, clock, new DirectoryWatch());
  }

  DiscoveryLoop(
      List<Job> jobs,
      Duration period,
      String host,
      Tailer tailer,
      AgentClock clock,
      DirectoryWatch watch) {
    this.watch = watch;
    this.jobs = List.copyOf(jobs);
    this.period = period;
    this.heartbeat = new Heartbeat("discovery", PATIENCE.plus(period));
    this.host = host;
    this.tailer = tailer;
    this.clock = clock;
    this.thread = Thread.ofPlatform().name("discovery").unstarted(this::run);
  }

  public void start() {
    jobs.forEach(job -> job.start(watch::wake));
    thread.start();
  }

  /** Makes these the jobs; those that are the same objects as before just go on. */
  public synchronized void replace(List<Job> next) {
    List<Job> before = jobs;
    next.stream().filter(job -> !before.contains(job)).forEach(job -> job.start(watch::wake));
    jobs = List.copyOf(next);
    before.stream().filter(job -> !next.contains(job)).forEach(Job::stop);
    watch.wake();
  }

  /** Stops and waits for a scan that runs. */
  public void stop() throws InterruptedException {
    isStopped = true;
    watch.wake();
    thread.interrupt();
    thread.join();
    jobs.forEach(Job::stop);
  }

  /** What keeps jobs from knowing all of their targets, by the job's name. */
  public Map<String, String> problems() {
    Map<String, String> problems = new TreeMap<>();
    for (Job job : jobs) {
      String problem = job.problem();
      if (problem != null) {
        problems.put(job.name(), problem);
      }
    }
    return problems;
  }

  /** Targets of the last scan that are read. */
  public List<Job.Target> targets() {
    return targets;
  }

  /** Targets of the last scan that are not read. */
  public List<Job.Dropped> dropped() {
    return dropped;
  }

  /** How often a target was found not to be read that was not so before, by reason. */
  public Map<String, Long> failures() {
    return Map.copyOf(failures);
  }

  /** How many scans have ended. */
  public long scans() {
    return scans.get();
  }

  /** Tells whether the loop turns. */
  public Heartbeat heartbeat() {
    return heartbeat;
  }

  private void run() {
    try (watch) {
      while (!isStopped) {
        heartbeat.beat();
        long start = clock.nanoTime();
        boolean isWatchedSince = scan();
        long took = clock.nanoTime() - start;
        // What came into a directory between the look into it and the watch on it made no event.
        if (isWatchedSince || watch.await(period.toNanos())) {
          Thread.sleep(SETTLE.plusNanos(took * MAX_SHARE));
        }
      }
    } catch (InterruptedException ignored) {
      // Stopped.
    } catch (IOException e) {
      log.atWarn().setCause(e).log("watch not closed");
    }
  }

  private void countFailures(List<Job.Dropped> now) {
    Set<Job.Dropped> before = new HashSet<>(dropped);
    for (Job.Dropped each : now) {
      if (before.add(each)) {
        failures.merge(each.kind(), 1L, Long::sum);
      }
    }
  }

  private boolean scan() {
    Set<Path> directories = new HashSet<>();
    List<TailTarget> found = new ArrayList<>();
    List<Job.Dropped> notRead = new ArrayList<>();
    List<Job.Target> read = new ArrayList<>();
    for (Job job : jobs) {
      try {
        found.addAll(job.find(host, directories::add, read::add, notRead::add));
      } catch (RuntimeException e) {
        log.atError().addKeyValue("job", job.name()).setCause(e).log("discovery failed");
        return false;
      }
    }
    tailer.follow(found);
    countFailures(notRead);
    dropped = List.copyOf(notRead);
    targets = List.copyOf(read);
    scans.incrementAndGet();
    return watch.watch(directories);
  }
}
