package io.millrace.server;

import io.millrace.chunk.ChunkFormat;
import io.millrace.chunk.columnar.ColumnarChunkFormat;
import io.millrace.ingester.Ingester;
import io.millrace.ingester.IngesterShutdown;
import io.millrace.ingester.NotReadyException;
import io.millrace.logql.engine.Engine;
import io.millrace.logql.engine.ScanPool;
import io.millrace.querier.delete.LogqlDeleteParser;
import io.millrace.querier.remote.MissingIngesterException;
import io.millrace.querier.remote.RemoteQuerier;
import io.millrace.querier.tail.Tails;
import io.millrace.service.admin.AdminRoutes;
import io.millrace.service.admin.BuildInfo;
import io.millrace.service.admin.DebugRoutes;
import io.millrace.service.admin.Readiness;
import io.millrace.service.auth.Access;
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
import io.millrace.store.compact.CompactorSettings;
import io.millrace.store.delete.DeleteRequests;
import io.millrace.store.delete.VisibleLogReader;
import io.millrace.store.object.ObjectStore;
import io.millrace.store.object.TracedObjectStore;
import io.millrace.store.retention.Retention;
import io.millrace.store.retention.TenantRetention;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Ingester and querier, in one process or each in its own. The HTTP port is open while the log is
 * replayed, so that {@code /ready} can tell how far it is; it is drained before the ingester ends.
 */
public final class MillraceServer {
  private static final String METRICS_PREFIX = "loki";
  private static final int RETRY_AFTER_SECONDS = 5;
  private static final Duration USERS_PERIOD = Duration.ofSeconds(10);

  /**
   * Chunks are compacted once and read often: worth more time than a flush has. Level 6, the
   * default, comes within 1 % of level 9, since templates leave little to it.
   */
  private static final ChunkFormat COMPACTED = ColumnarChunkFormat.forPacks().withTemplates(true);

  /** First of all: it loads while limits, users and port are made ready, which takes as long. */
  private final IndexLibrary library = new IndexLibrary();

  private final LoadedConfig<ServerSettings> loaded;
  private final ServerSettings settings;
  private final PrometheusRegistry registry;
  private final TenantOverrides<TenantSettings> overrides;
  private final @Nullable Authenticator users;
  private final Target target;
  private final InstantSource clock = InstantSource.system();
  private final ObjectStore objects;
  private final @Nullable Ingester ingester;
  private final @Nullable QuerySide queries;
  private final Tracing tracing;
  private final @Nullable LogReader reader;
  private final @Nullable RulerWiring ruler;
  private final AtomicReference<IngesterShutdown> shutdown = new AtomicReference<>();
  private final DeleteRequests deletes;
  private final Retention retention;
  private final ScanPool scanPool = ScanPool.ofCores();
  private final AtomicReference<HttpServer> http = new AtomicReference<>();
  private final AtomicReference<List<Route>> served = new AtomicReference<>(List.of());
  private final AtomicReference<LeasedCompactor> compactor = new AtomicReference<>();

  /** A server of the target that its config names, which nobody traces. */
  public MillraceServer(LoadedConfig<ServerSettings> loaded) throws IOException, ConfigException {
    this(loaded, loaded.config().target(), Tracing.off());
  }

  /**
   * A server that is not started.
   *
   * @param tracing where spans go; closed with the server
   * @throws ConfigException when the file of users or of tenants' limits cannot be used
   */
  public MillraceServer(LoadedConfig<ServerSettings> loaded, Target target, Tracing tracing)
      throws IOException, ConfigException {
    this.tracing = tracing;
    this.loaded = loaded;
    this.target = target;
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
    ObjectStore store = settings.objects().open(registry);
    this.objects = tracing.isOn() ? new TracedObjectStore(store, tracing.tracer()) : store;
    this.deletes = new DeleteRequests(objects, new LogqlDeleteParser(), clock);
    this.retention =
        new Retention(
            tenant ->
                settings.upkeep().retentionEnabled()
                    ? overrides.of(tenant).retention()
                    : TenantRetention.FOREVER,
            clock);
    this.ingester = target.ingests() ? ingester() : null;
    this.queries = target.queries() ? queries() : null;
    this.reader =
        queries == null ? null : new VisibleLogReader(queries.reader(), deletes, retention);
    this.ruler = reader == null ? null : ruler(new Engine(reader, scanPool));
  }

  private RulerWiring ruler(Engine engine) throws IOException {
    return new RulerWiring(
        settings.ruler(),
        settings.ingester().indexDirectory(),
        objects,
        engine,
        overrides::of,
        registry,
        clock);
  }

  private Ingester ingester() {
    return new Ingester(
        settings.ingester(),
        target.queries() ? Ingester.IndexUse.ALL_PACKS : Ingester.IndexUse.PROGRESS_ONLY,
        tenant -> overrides.of(tenant).ingestion(),
        objects,
        registry,
        clock,
        tracing.tracer());
  }

  private QuerySide queries() {
    Ingester local = ingester;
    return local != null
        ? new QuerySide.Local(local)
        : new RemoteQuerySide(
            () ->
                RemoteQuerier.start(
                    settings.remote(),
                    settings.ingester().flush().retainPeriod(),
                    objects,
                    deletes,
                    registry,
                    clock));
  }

  /** The parts in the order of their start, to be run with others or alone. */
  public List<Component> components(AtomicReference<Lifecycle> lifecycle) {
    List<Component> components = new ArrayList<>();
    components.add(Component.of("tracing", () -> {}, tracing::close));
    // Stopped last, after the port is drained.
    components.add(Component.of("store", () -> {}, this::closeStore));
    components.add(Component.of("tenant-overrides", overrides::start, _ -> overrides.stop()));
    components.add(Component.of("users", this::startUsers, _ -> stopUsers()));
    components.add(Component.of("http", () -> startHttp(lifecycle), this::closeHttp));
    components.add(Component.of("replay", this::startIngester, this::flushBeforeTheEnd));
    components.add(Component.of("queries", this::startQueries, _ -> {}));
    if (ruler != null) {
      components.add(ruler.component());
    }
    components.add(Component.of("compactor", this::startCompactor, _ -> closeCompactor()));
    return List.copyOf(components);
  }

  private void startHttp(AtomicReference<Lifecycle> lifecycle)
      throws IOException, InterruptedException {
    http.set(
        HttpServer.start(
            HttpServerOptions.from(settings.server()),
            routes(lifecycle),
            new HttpMetrics(registry, METRICS_PREFIX)));
  }

  private void startIngester() throws IOException, InterruptedException {
    library.await();
    if (ingester != null) {
      // Nothing that is deleted may be seen, not even for a moment.
      deletes.refresh();
      ingester.start();
    }
  }

  /** While the port is open: what is stored by then is never missing from an answer. */
  private void flushBeforeTheEnd(Duration grace) throws IOException, InterruptedException {
    IngesterShutdown ending = shutdown.get();
    if (ending != null) {
      ending.flushWhileServing(grace.dividedBy(2));
    }
  }

  private void startQueries() throws IOException {
    if (queries != null) {
      queries.start();
    }
  }

  private void closeStore(Duration grace) throws IOException, InterruptedException {
    scanPool.close();
    if (queries != null) {
      queries.close();
    }
    IngesterShutdown ending = shutdown.get();
    if (ending != null) {
      ending.close(grace);
    }
  }

  private void startCompactor() throws IOException {
    if (queries != null) {
      CompactorSettings upkeep = settings.upkeep().compactor();
      Compaction compaction =
          new Compaction(queries.store(), upkeep, COMPACTED, retention, deletes, registry, clock);
      compactor.set(
          new LeasedCompactor(compaction, upkeep, objects, settings.ingester().indexDirectory()));
    }
  }

  private void closeCompactor() {
    LeasedCompactor running = compactor.get();
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
    Routes.Builder routes =
        Routes.builder()
            .add(AdminRoutes.ready(readiness(lifecycle)))
            .add(AdminRoutes.live(liveness()))
            .addAll(DebugRoutes.of(settings.server().debugEndpoints()))
            .add(AdminRoutes.services(lifecycle.get()))
            .add(AdminRoutes.config(loaded, MillraceServer::defaults))
            .add(AdminRoutes.runtimeConfig(overrides))
            .add(AdminRoutes.tenantLimits(overrides, tenants))
            .add(AdminRoutes.buildInfo(BuildInfo.of(MillraceServer.class)))
            .add(AdminRoutes.logLevel())
            .add(OpenApi.route())
            .onException(MillraceServer::notReady);
    if (ingester != null) {
      shutdown.set(
          new IngesterShutdown(ingester, settings.shutdown(), () -> lifecycle.get().requestStop()));
      routes.addAll(
          new WriteApi(settings, overrides, tenants, clock).routes(ingester, shutdown.get()));
    }
    if (queries != null && reader != null) {
      Tails tails =
          new Tails(
              new Engine(reader, scanPool), queries.live(), settings.tailMaxDuration(), clock);
      routes.addAll(
          new ReadApi(settings, overrides, tenants, clock)
              .routes(new Engine(reader, scanPool), reader, tails, deletes));
    }
    if (ruler != null) {
      routes.addAll(ruler.routes(tenants));
    }
    if (settings.server().registerInstrumentation()) {
      routes.add(AdminRoutes.metrics(registry));
    }
    Routes open = TracedRoutes.of(routes.build().map(settings.internalToken()::protect), tracing);
    served.set(open.routes());
    return users == null ? open : open.map(new AccessGate(users, tenants, this::access)::protect);
  }

  private Access access(Route route) {
    return settings.internalToken().guards(route) ? Access.OPEN : RouteAccess.of(route);
  }

  private Readiness liveness() {
    Readiness liveness = new Readiness();
    if (ingester != null) {
      liveness.add(ingester::stuck);
    }
    return liveness;
  }

  private Readiness readiness(AtomicReference<Lifecycle> lifecycle) {
    Readiness readiness = new Readiness();
    if (ingester != null) {
      readiness.add(
          () ->
              Optional.ofNullable(ingester.status())
                  .map(status -> "Ingester not ready: " + status));
    }
    if (queries != null) {
      readiness.add(queries::notReadyReason);
    }
    readiness.add(() -> lifecycle.get().notReadyReason());
    return readiness;
  }

  private static Optional<HttpResponse> notReady(HttpRequest request, Exception failure) {
    return failure instanceof NotReadyException || isMissingIngester(failure)
        ? Optional.of(
            HttpResponse.text(503, failure.getMessage() + "\n")
                .withHeader("Retry-After", Integer.toString(RETRY_AFTER_SECONDS)))
        : Optional.empty();
  }

  /** The engine may have wrapped it. */
  private static boolean isMissingIngester(Throwable failure) {
    return failure instanceof MissingIngesterException
        || (failure instanceof UncheckedIOException
            && failure.getCause() instanceof MissingIngesterException);
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
