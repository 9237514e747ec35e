package io.millrace.server;

import io.millrace.chunk.ChunkFormat;
import io.millrace.chunk.columnar.ColumnarChunkFormat;
import io.millrace.chunk.columnar.ColumnarCompression;
import io.millrace.ingester.FlushRoutes;
import io.millrace.ingester.Ingester;
import io.millrace.ingester.NotReadyException;
import io.millrace.ingester.otlp.OtlpRoutes;
import io.millrace.ingester.push.PushRoutes;
import io.millrace.logql.engine.Engine;
import io.millrace.logql.engine.ScanPool;
import io.millrace.querier.api.ApiContext;
import io.millrace.querier.api.DeleteRoutes;
import io.millrace.querier.api.DetectedFieldRoutes;
import io.millrace.querier.api.DrilldownRoutes;
import io.millrace.querier.api.IndexRoutes;
import io.millrace.querier.api.LabelRoutes;
import io.millrace.querier.api.PatternRoutes;
import io.millrace.querier.api.QueryRoutes;
import io.millrace.querier.api.TailRoutes;
import io.millrace.querier.api.VolumeRoutes;
import io.millrace.querier.delete.LogqlDeleteParser;
import io.millrace.querier.tail.Tails;
import io.millrace.service.admin.AdminRoutes;
import io.millrace.service.admin.BuildInfo;
import io.millrace.service.admin.DebugRoutes;
import io.millrace.service.admin.Readiness;
import io.millrace.service.auth.AccessGate;
import io.millrace.service.auth.Authenticator;
import io.millrace.service.config.ConfigException;
import io.millrace.service.config.ConfigFile;
import io.millrace.service.config.LoadedConfig;
import io.millrace.service.http.HttpMetrics;
import io.millrace.service.http.HttpRequest;
import io.millrace.service.http.HttpResponse;
import io.millrace.service.http.HttpServer;
import io.millrace.service.http.HttpServerOptions;
import io.millrace.service.http.Route;
import io.millrace.service.http.Routes;
import io.millrace.service.lifecycle.Component;
import io.millrace.service.lifecycle.Lifecycle;
import io.millrace.service.metrics.ProcessRegistry;
import io.millrace.service.tenant.TenantOverrides;
import io.millrace.service.tenant.Tenants;
import io.millrace.service.trace.TracedRoutes;
import io.millrace.service.trace.Tracing;
import io.millrace.store.LogReader;
import io.millrace.store.compact.Compaction;
import io.millrace.store.compact.Compactor;
import io.millrace.store.compact.CompactorSettings;
import io.millrace.store.delete.DeleteRequests;
import io.millrace.store.delete.VisibleLogReader;
import io.millrace.store.object.ObjectStore;
import io.millrace.store.object.TracedObjectStore;
import io.millrace.store.retention.Retention;
import io.millrace.store.retention.TenantRetention;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Ingester and querier in one process. The HTTP port is open while the log is replayed, so that
 * {@code /ready} can tell how far it is; it is drained before the ingester ends.
 */
public final class MillraceServer {
  private static final String METRICS_PREFIX = "loki";
  private static final int RETRY_AFTER_SECONDS = 5;
  private static final Duration USERS_PERIOD = Duration.ofSeconds(10);

  /** Chunks are compacted once and read often: worth more time than a flush has. */
  private static final ChunkFormat COMPACTED =
      ColumnarChunkFormat.forPacks().withCompression(new ColumnarCompression.Zstd(9));

  private final LoadedConfig<ServerSettings> loaded;
  private final ServerSettings settings;
  private final PrometheusRegistry registry;
  private final TenantOverrides<TenantSettings> overrides;
  private final @Nullable Authenticator users;
  private final Ingester ingester;
  private final Tracing tracing;
  private final DeleteRequests deletes;
  private final Retention retention;
  private final ScanPool scanPool = ScanPool.ofCores();
  private final LogReader reader;
  private final Engine engine;
  private final RulerWiring ruler;
  private final AtomicReference<HttpServer> http = new AtomicReference<>();
  private final AtomicReference<List<Route>> served = new AtomicReference<>(List.of());
  private final AtomicReference<Compactor> compactor = new AtomicReference<>();

  /**
   * A server that is not started.
   *
   * @throws ConfigException when the file of users or of tenants' limits cannot be used
   */
  public MillraceServer(LoadedConfig<ServerSettings> loaded) throws IOException, ConfigException {
    this(loaded, Tracing.off());
  }

  /**
   * A server that is not started.
   *
   * @param tracing where spans go; closed with the server
   * @throws ConfigException when the file of users or of tenants' limits cannot be used
   */
  public MillraceServer(LoadedConfig<ServerSettings> loaded, Tracing tracing)
      throws IOException, ConfigException {
    this.tracing = tracing;
    this.loaded = loaded;
    this.settings = loaded.config();
    BuildInfo build = BuildInfo.of(MillraceServer.class);
    this.registry = ProcessRegistry.create(METRICS_PREFIX, build.version(), build.revision());
    this.overrides =
        new TenantOverrides<>(
            settings.tenantOverrides(),
            map -> TenantSettings.from(map, settings.tenantDefaults()),
            settings.tenantDefaults(),
            registry,
            METRICS_PREFIX);
    Path usersFile = settings.usersFile();
    this.users = usersFile == null ? null : new Authenticator(usersFile, USERS_PERIOD);
    InstantSource clock = InstantSource.system();
    ObjectStore store = settings.objects().open(registry);
    ObjectStore objects = tracing.isOn() ? new TracedObjectStore(store, tracing.tracer()) : store;
    this.deletes = new DeleteRequests(objects, new LogqlDeleteParser(), clock);
    this.retention =
        new Retention(
            tenant ->
                settings.upkeep().retentionEnabled()
                    ? overrides.of(tenant).retention()
                    : TenantRetention.FOREVER,
            clock);
    this.ingester =
        new Ingester(
            settings.ingester(),
            tenant -> overrides.of(tenant).ingestion(),
            objects,
            registry,
            clock,
            tracing.tracer());
    this.reader = new VisibleLogReader(ingester.reader(), deletes, retention);
    this.engine = new Engine(reader, scanPool);
    this.ruler =
        new RulerWiring(
            settings.ruler(), objects, engine, overrides::of, registry, clock, () -> true);
  }

  /** The parts in the order of their start, to be run with others or alone. */
  public List<Component> components(AtomicReference<Lifecycle> lifecycle) {
    return List.of(
        Component.of("tracing", () -> {}, tracing::close),
        // Stopped last, after the port is drained.
        Component.of(
            "ingester",
            () -> {},
            _ -> {
              scanPool.close();
              ingester.close();
            }),
        Component.of("tenant-overrides", overrides::start, _ -> overrides.stop()),
        Component.of("users", this::startUsers, _ -> stopUsers()),
        Component.of(
            "http",
            () ->
                http.set(
                    HttpServer.start(
                        HttpServerOptions.from(settings.server()),
                        routes(lifecycle),
                        new HttpMetrics(registry, METRICS_PREFIX))),
            this::closeHttp),
        Component.of("replay", this::startIngester, _ -> {}),
        ruler.component(),
        Component.of("compactor", () -> compactor.set(compactor()), _ -> closeCompactor()));
  }

  private void startIngester() throws IOException, InterruptedException {
    // Nothing that is deleted may be seen, not even for a moment.
    deletes.refresh();
    ingester.start();
  }

  private Compactor compactor() {
    CompactorSettings upkeep = settings.upkeep().compactor();
    Compaction compaction =
        new Compaction(
            ingester.store(),
            upkeep,
            COMPACTED,
            retention,
            deletes,
            registry,
            InstantSource.system());
    return new Compactor(compaction, upkeep.interval());
  }

  private void closeCompactor() {
    Compactor running = compactor.get();
    if (running != null) {
      running.close();
    }
  }

  private void startUsers() {
    if (users != null) {
      users.start();
    }
  }

  private void stopUsers() {
    if (users != null) {
      users.stop();
    }
  }

  private void closeHttp(Duration grace) throws InterruptedException {
    HttpServer running = http.get();
    if (running != null) {
      running.close(grace);
    }
  }

  /** All that the server answers; there once it listens. */
  List<Route> routes() {
    return served.get();
  }

  private Routes routes(AtomicReference<Lifecycle> lifecycle) {
    Tenants tenants = new Tenants(settings.authEnabled());
    InstantSource clock = InstantSource.system();
    ApiContext api =
        new ApiContext(
            engine, reader, tenants::single, tenant -> overrides.of(tenant).queries(), clock);
    Tails tails = new Tails(engine, ingester.live(), settings.tailMaxDuration(), clock);
    Readiness liveness = new Readiness();
    liveness.add(ingester::stuck);
    Readiness readiness = new Readiness();
    readiness.add(
        () ->
            Optional.ofNullable(ingester.status()).map(status -> "Ingester not ready: " + status));
    readiness.add(() -> lifecycle.get().notReadyReason());
    Routes.Builder routes =
        Routes.builder()
            .add(AdminRoutes.ready(readiness))
            .add(AdminRoutes.live(liveness))
            .addAll(DebugRoutes.of(settings.server().debugEndpoints()))
            .add(AdminRoutes.services(lifecycle.get()))
            .add(AdminRoutes.config(loaded, MillraceServer::defaults))
            .add(AdminRoutes.runtimeConfig(overrides))
            .add(AdminRoutes.tenantLimits(overrides, tenants))
            .add(AdminRoutes.buildInfo(BuildInfo.of(MillraceServer.class)))
            .add(AdminRoutes.logLevel())
            .add(OpenApi.route())
            .addAll(FlushRoutes.of(ingester))
            .addAll(
                new PushRoutes(
                        ingester::pushes,
                        tenants::single,
                        settings.maxPushBytes(),
                        settings.maxDecompressedPushBytes())
                    .routes())
            .addAll(
                new OtlpRoutes(
                        ingester::pushes,
                        tenants::single,
                        tenant -> overrides.of(tenant).ingestion(),
                        settings.maxPushBytes(),
                        settings.maxDecompressedPushBytes(),
                        clock)
                    .routes())
            .addAll(new QueryRoutes(api).routes())
            .addAll(new LabelRoutes(api).routes())
            .addAll(new DetectedFieldRoutes(api).routes())
            .addAll(new IndexRoutes(api).routes())
            .addAll(new PatternRoutes(api).routes())
            .addAll(new TailRoutes(api, tails).routes())
            .addAll(new VolumeRoutes(api).routes())
            .addAll(ruler.routes(tenants))
            .addAll(
                new DrilldownRoutes(
                        api,
                        tenant -> overrides.of(tenant).writeLimits(),
                        BuildInfo.of(MillraceServer.class).version())
                    .routes())
            .addAll(
                new DeleteRoutes(
                        deletes,
                        settings.upkeep().deletes(),
                        tenants::single,
                        tenant -> overrides.of(tenant).mayDelete(),
                        clock)
                    .routes())
            .onException(MillraceServer::notReady);
    if (settings.server().registerInstrumentation()) {
      routes.add(AdminRoutes.metrics(registry));
    }
    Routes open = TracedRoutes.of(routes.build(), tracing);
    served.set(open.routes());
    return users == null
        ? open
        : open.map(new AccessGate(users, tenants, RouteAccess::of)::protect);
  }

  private static Optional<HttpResponse> notReady(HttpRequest request, Exception failure) {
    return failure instanceof NotReadyException
        ? Optional.of(
            HttpResponse.text(503, failure.getMessage() + "\n")
                .withHeader("Retry-After", Integer.toString(RETRY_AFTER_SECONDS)))
        : Optional.empty();
  }

  private static LoadedConfig<ServerSettings> defaults() {
    try {
      return ConfigFile.parse("defaults", "", ConfigFile.Options.loki(false), ServerSettings::from);
    } catch (ConfigException e) {
      throw new IllegalStateException("an empty config file is refused", e);
    }
  }

  /** Where the server's metrics are, for others of the same process. */
  public PrometheusRegistry registry() {
    return registry;
  }

  /** The port that is listened on, for callers that asked for any free one. */
  public int port() {
    HttpServer running = http.get();
    if (running == null) {
      throw new IllegalStateException("the server is not started");
    }
    return running.port();
  }
}
