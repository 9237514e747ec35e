package io.millrace.querier.ruler.alert;

import io.millrace.querier.ruler.rule.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The alerts of one rule after an evaluation. Immutable: the next evaluation gives others. */
public final class Alerts {
  public static final Alerts NONE = new Alerts(Map.of());

  /** As long as this after it was resolved, an alert is still told of. */
  private static final long RESOLVED_RETENTION_MILLIS = Duration.ofMinutes(15).toMillis();

  private final Map<Map<String, String>, Alert> byLabels;

  private Alerts(Map<Map<String, String>, Alert> byLabels) {
    this.byLabels = Collections.unmodifiableMap(new LinkedHashMap<>(byLabels));
  }

  /** The alerts as they were kept. */
  public static Alerts of(Collection<Alert> alerts) {
    Map<Map<String, String>, Alert> map = new LinkedHashMap<>();
    alerts.forEach(alert -> map.put(alert.labels(), alert));
    return new Alerts(map);
  }

  /** All alerts, the resolved ones too. */
  public Collection<Alert> all() {
    return byLabels.values();
  }

  /** The alerts that wait or fire. */
  public List<Alert> active() {
    return byLabels.values().stream().filter(Alert::isActive).toList();
  }

  /** The most that an alert of the rule is. */
  public AlertState state() {
    AlertState most = AlertState.INACTIVE;
    for (Alert alert : byLabels.values()) {
      most = alert.state().compareTo(most) > 0 ? alert.state() : most;
    }
    return most;
  }

  /**
   * The alerts after an evaluation.
   *
   * @param samples no two of them with the same labels
   * @param at the time of the evaluation
   */
  public Alerts next(Rule.Alerting rule, Collection<AlertSample> samples, long at) {
    Map<Map<String, String>, Alert> next = new LinkedHashMap<>(byLabels);
    Set<Map<String, String>> seen = new HashSet<>();
    for (AlertSample sample : samples) {
      Alert known = next.get(sample.labels());
      Alert now =
          known != null && known.isActive()
              ? known.seen(sample.annotations(), sample.value())
              : Alert.pending(sample.labels(), sample.annotations(), sample.value(), at);
      next.put(now.labels(), now);
      seen.add(now.labels());
    }
    for (Alert alert : List.copyOf(next.values())) {
      Alert stepped = seen.contains(alert.labels()) ? alert : unseen(rule, alert, at);
      if (stepped == null) {
        next.remove(alert.labels());
      } else {
        next.put(alert.labels(), fired(rule, stepped, at));
      }
    }
    return new Alerts(next);
  }

  private static @Nullable Alert unseen(Rule.Alerting rule, Alert alert, long at) {
    return switch (alert.state()) {
      case PENDING -> null;
      case INACTIVE -> at - alert.resolvedAt() > RESOLVED_RETENTION_MILLIS ? null : alert;
      case FIRING -> {
        long since = alert.keepFiringSince() == 0 ? at : alert.keepFiringSince();
        yield at - since < rule.keepFiringFor().toMillis()
            ? alert.keptFiring(since)
            : alert.resolved(at);
      }
    };
  }

  private static Alert fired(Rule.Alerting rule, Alert alert, long at) {
    boolean isDue = at - alert.activeAt() >= rule.holdFor().toMillis();
    return alert.state() == AlertState.PENDING && isDue ? alert.firing(at) : alert;
  }

  /**
   * What is to be told after an evaluation.
   *
   * @param all the alerts, those to tell of noted as told
   * @param toSend those to tell of
   */
  public record Told(Alerts all, List<Alert> toSend) {}

  /**
   * Notes as told what fires or was resolved and has not been told of for {@code resendDelay}.
   *
   * @param interval between evaluations
   */
  public Told told(long at, Duration resendDelay, Duration interval) {
    long silence = Math.max(resendDelay.toMillis(), interval.toMillis());
    Map<Map<String, String>, Alert> next = new LinkedHashMap<>();
    List<Alert> toSend = new ArrayList<>();
    for (Alert alert : byLabels.values()) {
      Alert told = alert;
      if (isToBeTold(alert, at, resendDelay.toMillis())) {
        // Three lost notifications in a row do not resolve an alert.
        told = alert.sent(at, at + 4 * silence);
        toSend.add(told);
      }
      next.put(told.labels(), told);
    }
    return new Told(new Alerts(next), List.copyOf(toSend));
  }

  private static boolean isToBeTold(Alert alert, long at, long resendDelayMillis) {
    boolean isSilentTooLong =
        alert.lastSentAt() == 0 || alert.lastSentAt() + resendDelayMillis < at;
    return switch (alert.state()) {
      case PENDING -> false;
      case INACTIVE -> alert.resolvedAt() > alert.lastSentAt() || isSilentTooLong;
      case FIRING -> isSilentTooLong;
    };
  }

  /** The alerts when nobody has evaluated for a time: that does not count as pending. */
  public Alerts afterGap(Duration gap) {
    return of(byLabels.values().stream().map(alert -> alert.afterGap(gap.toMillis())).toList());
  }
}
