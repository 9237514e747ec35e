package io.millrace.agent.delivery;

import io.millrace.agent.entry.AgentClock;
import io.millrace.agent.entry.EntrySink;
import io.millrace.agent.entry.Gate;
import io.millrace.agent.entry.LogEntry;
import io.millrace.agent.entry.LostBytes;
import io.millrace.agent.spool.Spool;
import io.millrace.agent.spool.SpoolSettings;
import io.opentelemetry.api.trace.Tracer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends every entry to every client. Safe for use by any thread. */
public final class Delivery implements EntrySink {
  /** The label that names an entry's tenant; it is not sent. */
  public static final String TENANT_LABEL = "__tenant_id__";

  private static final Logger log = LoggerFactory.getLogger(Delivery.class);

  private final AgentClock clock;
  private final Tracer tracer;
  private final ByteBudget budget;
  private final long laneBytes;
  private final LineLimit lineLimit;
  private final DeliveryMetrics metrics;
  private final Workshop workshop = new Workshop();
  private final List<Client> clients = new ArrayList<>();

  /** A client with its lanes and their threads. */
  private final class Client {
    final ClientSettings settings;
    final PushClient push;
    final Map<String, Lane> lanes = new ConcurrentHashMap<>();
    final List<Thread> threads = new ArrayList<>();
    final List<Spool> opened = new ArrayList<>();
    final @Nullable LaneSpools spools;

    Client(ClientSettings settings, String version, @Nullable LaneSpools spools)
        throws IOException {
      this.settings = settings;
      this.push = new PushClient(settings, version);
      this.spools = spools;
    }

    /** The entry's own tenant, else the client's. */
    String tenant(LogEntry entry) {
      String own = entry.labels().get(TENANT_LABEL);
      return own == null ? settings.tenant() : own;
    }

    Lane lane(String tenant) {
      Lane known = lanes.get(tenant);
      return known == null ? lanes.computeIfAbsent(tenant, this::start) : known;
    }

    private Lane start(String tenant) {
      Spool spool = spools == null ? null : spools.open(tenant);
      Lane lane = new Lane(settings, workshop, budget, laneBytes, spool, clock);
      Runnable sender =
          new LaneSender(
              lane,
              settings,
              tenant,
              new PushSpans(tracer, push, settings),
              workshop,
              metrics,
              clock,
              RandomGenerator.getDefault());
      synchronized (threads) {
        threads.add(Thread.ofVirtual().name("push-" + settings.name()).start(sender));
        if (spools != null && spool != null) {
          opened.add(spool);
          Runnable spooler =
              new LaneSpooler(lane, spool, workshop, settings.externalLabels(), spools.metrics());
          threads.add(Thread.ofVirtual().name("spool-" + settings.name()).start(spooler));
        }
      }
      return lane;
    }
  }

  /**
   * Lanes for the given clients.
   *
   * @param budgetBytes what all batches together may hold
   * @param lineLimit of every line
   * @param spool where batches may go on the disk; null for nowhere
   * @param version for the User-Agent header
   * @param tracer makes the spans of pushes
   */
  public Delivery(
      List<ClientSettings> clients,
      long budgetBytes,
      LineLimit lineLimit,
      @Nullable SpoolSettings spool,
      String version,
      PrometheusRegistry registry,
      LostBytes lost,
      Tracer tracer,
      AgentClock clock)
      throws IOException {
    this.clock = clock;
    this.tracer = tracer;
    this.budget = new ByteBudget(budgetBytes);
    this.laneBytes = budgetBytes / 2;
    this.lineLimit = lineLimit;
    this.metrics = new DeliveryMetrics(registry, lost, budget::used, this::oldestSeconds);
    List<LaneSpools> spools =
        spool == null ? List.of() : LaneSpools.of(spool, clients, registry, lost);
    for (int i = 0; i < clients.size(); i++) {
      LaneSpools own = spools.isEmpty() ? null : spools.get(i);
      Client client = new Client(clients.get(i), version, own);
      this.clients.add(client);
      if (own != null) {
        // What a process before this one has left is sent though nothing new comes.
        own.tenants().forEach(client::lane);
      }
    }
  }

  @Override
  public @Nullable Gate accept(LogEntry entry) {
    byte[] line = entry.buffer();
    int offset = entry.offset();
    int length = entry.length();
    if (!Utf8.isValid(line, offset, length)) {
      line =
          new String(line, offset, length, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
      offset = 0;
      length = line.length;
    }
    if (lineLimit.isExceededBy(length)) {
      if (!lineLimit.truncates()) {
        clients.forEach(client -> tooLong(client, entry));
        return null;
      }
      int kept = lineLimit.cut(line, offset);
      long cut = (long) length - kept;
      clients.forEach(each -> metrics.cut(each.settings.host(), each.tenant(entry), cut));
      length = kept;
    }
    Gate gate = null;
    for (Client each : clients) {
      Lane lane = each.lane(each.tenant(entry));
      if (!lane.append(entry, line, offset, length)) {
        gate = lane;
      }
    }
    return gate;
  }

  @Override
  public void relieve() {
    clients.forEach(client -> client.lanes.values().forEach(Lane::relieve));
  }

  private void tooLong(Client client, LogEntry entry) {
    metrics.dropped(
        client.settings.host(),
        client.tenant(entry),
        DeliveryMetrics.DropReason.LINE_TOO_LONG,
        entry.length(),
        1);
  }

  private static void close(Spool spool) {
    try {
      spool.close();
    } catch (IOException e) {
      log.atWarn().setCause(e).log("spool not closed");
    }
  }

  private double oldestSeconds() {
    long oldest = Long.MAX_VALUE;
    for (Client client : clients) {
      for (Lane lane : client.lanes.values()) {
        oldest = Math.min(oldest, lane.oldestNanos());
      }
    }
    return oldest == Long.MAX_VALUE ? 0 : (clock.nanoTime() - oldest) / 1e9;
  }

  /**
   * Sends what is there and ends. What is not acknowledged after {@code grace} is given up; nobody
   * appends any more.
   *
   * @return whether everything was acknowledged
   */
  public boolean close(Duration grace) throws InterruptedException {
    long end = clock.nanoTime() + grace.toNanos();
    clients.forEach(client -> client.lanes.values().forEach(Lane::flush));
    boolean isClean = true;
    for (Client client : clients) {
      for (Thread each : client.threads) {
        isClean &= each.join(Duration.ofNanos(Math.max(1, end - clock.nanoTime())));
      }
    }
    for (Client client : clients) {
      client.lanes.values().forEach(Lane::abandon);
      client.push.close();
      for (Thread each : client.threads) {
        each.interrupt();
        each.join();
      }
      for (Spool each : client.opened) {
        close(each);
      }
    }
    return isClean;
  }
}
