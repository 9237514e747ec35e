package io.millrace.agent.tail;

import io.millrace.agent.entry.AgentClock;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that gives turns to its tails, the one first that has waited longest. */
final class TailWorker implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(TailWorker.class);

  /** How long a tail rests whose turn ended in a mistake of ours. */
  private static final long FAULT_NANOS = 5_000_000_000L;

  private final AgentClock clock;
  private final Queue<Seat> called = new ConcurrentLinkedQueue<>();
  private final PriorityQueue<Due> due = new PriorityQueue<>(Comparator.naturalOrder());
  private final Thread thread;
  private volatile boolean isStopped;
  private long turns;

  /** A tail and which of its turns is its next. */
  private static final class Seat {
    final Tail tail;
    long turn;

    Seat(Tail tail) {
      this.tail = tail;
    }
  }

  private record Due(Seat seat, long nanos, long turn) implements Comparable<Due> {
    @Override
    public int compareTo(Due other) {
      long difference = nanos - other.nanos;
      return difference != 0 ? Long.signum(difference) : Long.compare(turn, other.turn);
    }

    /** Whether an earlier one has come in its place. */
    boolean isReplaced() {
      return turn != seat.turn;
    }
  }

  TailWorker(AgentClock clock, int number) {
    this.clock = clock;
    this.thread = Thread.ofPlatform().name("tail-" + number).unstarted(this);
  }

  void start() {
    thread.start();
  }

  void add(Tail tail) {
    Seat seat = new Seat(tail);
    tail.callsWith(() -> call(seat));
    call(seat);
  }

  /** Gives a tail its next turn at once. */
  private void call(Seat seat) {
    called.add(seat);
    LockSupport.unpark(thread);
  }

  private void next(Seat seat, long nanos) {
    seat.turn = ++turns;
    due.add(new Due(seat, nanos, seat.turn));
  }

  @Override
  public void run() {
    byte[] work = new byte[Tail.WORK_BYTES];
    while (!isStopped) {
      for (Seat seat = called.poll(); seat != null; seat = called.poll()) {
        if (!seat.tail.isDone()) {
          next(seat, clock.nanoTime());
        }
      }
      Due first = due.peek();
      long wait = first == null ? Long.MAX_VALUE : first.nanos - clock.nanoTime();
      if (first == null || wait > 0) {
        LockSupport.parkNanos(this, wait);
        continue;
      }
      due.remove();
      if (first.isReplaced()) {
        continue;
      }
      long nanos = turn(first.seat.tail, work);
      if (!first.seat.tail.isDone()) {
        next(first.seat, nanos);
      }
    }
  }

  private long turn(Tail tail, byte[] work) {
    try {
      return tail.turn(work);
    } catch (RuntimeException e) {
      log.atError().addKeyValue("path", tail.target().path()).setCause(e).log("tail failed");
      return clock.nanoTime() + FAULT_NANOS;
    }
  }

  /** Stops and waits for the turn that runs. */
  void stop() throws InterruptedException {
    isStopped = true;
    LockSupport.unpark(thread);
    thread.join();
  }
}
