package io.millrace.agent.delivery;

import io.millrace.agent.delivery.DeliveryMetrics.DropReason;
import io.millrace.agent.entry.AgentClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends the batches of one lane until each is acknowledged or refused for good. */
final class LaneSender implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(LaneSender.class);
  private static final Duration MAX_RETRY_AFTER = Duration.ofMinutes(5);
  private static final int NO_STATUS = -1;

  private final Lane lane;
  private final ClientSettings settings;
  private final String tenant;
  private final PushSpans client;
  private final DeliveryMetrics metrics;
  private final AgentClock clock;
  private final RandomGenerator random;
  private final Workshop workshop;

  LaneSender(
      Lane lane,
      ClientSettings settings,
      String tenant,
      PushSpans client,
      Workshop workshop,
      DeliveryMetrics metrics,
      AgentClock clock,
      RandomGenerator random) {
    this.lane = lane;
    this.settings = settings;
    this.tenant = tenant;
    this.client = client;
    this.workshop = workshop;
    this.metrics = metrics;
    this.clock = clock;
    this.random = random;
  }

  @Override
  public void run() {
    metrics.init(settings.host(), tenant);
    try {
      for (Batch batch = lane.take(); batch != null; batch = lane.take()) {
        if (!send(batch, 0, batch.count())) {
          return;
        }
        lane.done(batch);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Sends entries until they are dealt with; false when the lane was abandoned before that. */
  private boolean send(Batch batch, int from, int to) throws InterruptedException {
    byte[] body = workshop.encode(batch, from, to, settings.externalLabels());
    metrics.encoded(settings.host(), body.length);
    int alarm = NO_STATUS;
    for (int retry = 0; ; retry++) {
      PushClient.Answer answer = post(body, to - from, retry);
      Verdict verdict =
          answer.status() == NO_STATUS
              ? new Verdict.TryAgain(false)
              : Verdict.of(answer.status(), answer.message());
      if (alarm != NO_STATUS && alarm != answer.status()) {
        metrics.moving(settings.host(), tenant, alarm);
        alarm = NO_STATUS;
      }
      if (!(verdict instanceof Verdict.TryAgain again)) {
        return settle(verdict, answer, batch, from, to, body.length);
      }
      if (mayDrop(answer, retry)) {
        drop(batch, from, to, limited(answer), answer);
        return true;
      }
      if (again.isAlarm()) {
        alarm = answer.status();
        metrics.stalled(settings.host(), tenant, alarm);
      }
      Duration wait = waitBefore(retry, answer);
      logRetry(answer, retry, wait);
      if (!lane.pause(wait.toNanos())) {
        return false;
      }
      metrics.retried(settings.host(), tenant);
    }
  }

  private PushClient.Answer post(byte[] body, int entries, int retry) throws InterruptedException {
    long start = clock.nanoTime();
    PushClient.Answer answer;
    try {
      answer = client.post(body, tenant, entries, retry);
    } catch (IOException e) {
      answer = new PushClient.Answer(NO_STATUS, e.toString(), java.util.Optional.empty());
    }
    metrics.request(settings.host(), answer.status(), (clock.nanoTime() - start) / 1e9);
    return answer;
  }

  private boolean settle(
      Verdict verdict, PushClient.Answer answer, Batch batch, int from, int to, int length)
      throws InterruptedException {
    switch (verdict) {
      case Verdict.Accepted _ -> metrics.sent(settings.host(), length, to - from);
      case Verdict.PartlyRefused(OptionalLong refused) -> {
        long entries = Math.min(refused.orElse(to - from), to - from);
        metrics.sent(settings.host(), length, to - from - entries);
        // Which entries they were is not told; their bytes are counted by the average.
        long bytes = batch.lineBytes(from, to) * entries / Math.max(1, to - from);
        metrics.dropped(settings.host(), tenant, DropReason.REJECTED, bytes, entries);
        logDrop(entries, answer);
      }
      case Verdict.Unreadable _, Verdict.TooLarge _ -> {
        if (to - from > 1) {
          int middle = (from + to) >>> 1;
          return send(batch, from, middle) && send(batch, middle, to);
        }
        DropReason reason =
            verdict instanceof Verdict.TooLarge ? DropReason.LINE_TOO_LONG : DropReason.REJECTED;
        drop(batch, from, to, reason, answer);
      }
      case Verdict.Refused _ -> drop(batch, from, to, DropReason.REJECTED, answer);
      case Verdict.TryAgain _ -> throw new IllegalStateException("not settled: " + answer);
    }
    return true;
  }

  private boolean mayDrop(PushClient.Answer answer, int retry) {
    int most = settings.backoff().maxRetries();
    return (settings.dropsRateLimited() && answer.status() == 429)
        || (most > 0 && retry + 1 >= most);
  }

  private static DropReason limited(PushClient.Answer answer) {
    return answer.status() == 429 ? DropReason.RATE_LIMITED : DropReason.INGESTER_ERROR;
  }

  private void drop(Batch batch, int from, int to, DropReason reason, PushClient.Answer answer) {
    metrics.dropped(settings.host(), tenant, reason, batch.lineBytes(from, to), to - from);
    logDrop(to - from, answer);
  }

  private void logDrop(long entries, PushClient.Answer answer) {
    log.atError()
        .addKeyValue("host", settings.host())
        .addKeyValue("tenant", tenant)
        .addKeyValue("status", answer.status())
        .addKeyValue("entries", entries)
        .log("entries were refused and are dropped: " + firstLine(answer.message()));
  }

  private void logRetry(PushClient.Answer answer, int retry, Duration wait) {
    log.atWarn()
        .addKeyValue("host", settings.host())
        .addKeyValue("tenant", tenant)
        .addKeyValue("status", answer.status())
        .addKeyValue("retry", retry + 1)
        .addKeyValue("wait_ms", wait.toMillis())
        .log("push failed, trying again: " + firstLine(answer.message()));
  }

  private static String firstLine(String message) {
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }

  private Duration waitBefore(int retry, PushClient.Answer answer) {
    Duration own = settings.backoff().before(retry, random);
    Duration asked = answer.retryAfter().map(this::retryAfter).orElse(Duration.ZERO);
    Duration bounded = asked.compareTo(MAX_RETRY_AFTER) < 0 ? asked : MAX_RETRY_AFTER;
    return bounded.compareTo(own) > 0 ? bounded : own;
  }

  /** Seconds, or a date (RFC 9110, 10.2.3). */
  private Duration retryAfter(String value) {
    try {
      if (value.chars().allMatch(Character::isDigit) && value.length() < 10) {
        return Duration.ofSeconds(Long.parseLong(value));
      }
      Instant until = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(value));
      Duration wait = Duration.between(Instant.ofEpochMilli(clock.epochMillis()), until);
      return wait.isNegative() ? Duration.ZERO : wait;
    } catch (DateTimeParseException | NumberFormatException e) {
      log.atDebug().log("Retry-After not understood: " + value);
      return Duration.ZERO;
    }
  }
}
