package io.millrace.service.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The {@code server} section, with the keys that Loki and Promtail share.
 *
 * <p>Each program reads its own further keys from the same {@link ConfigMap}. The gRPC keys are
 * accepted and ignored: everything here is HTTP.
 *
 * @param httpListenAddress empty for all addresses
 * @param httpListenConnLimit 0 for none
 * @param gracefulShutdownTimeout how long running requests may go on after SIGTERM
 * @param httpServerReadTimeout for a request to arrive whole
 * @param httpServerWriteTimeout for a client to take the next piece of its answer
 * @param logLevel debug, info, warn or error
 * @param logFormat logfmt or json
 * @param registerInstrumentation whether {@code /metrics} is served
 * @param debugEndpoints whether {@code /debug} shows threads and heap
 * @param httpTls null for plain text
 */
public record ServerConfig(
    String httpListenAddress,
    int httpListenPort,
    int httpListenConnLimit,
    String httpPathPrefix,
    Duration gracefulShutdownTimeout,
    Duration httpServerReadTimeout,
    Duration httpServerWriteTimeout,
    Duration httpServerIdleTimeout,
    String logLevel,
    String logFormat,
    boolean registerInstrumentation,
    boolean debugEndpoints,
    @Nullable Tls httpTls) {
  private static final List<String> LEVELS = List.of("debug", "info", "warn", "error");
  private static final List<String> FORMATS = List.of("logfmt", "json");

  private static final String[] IGNORED = {
    "grpc_listen_network",
    "grpc_listen_address",
    "grpc_listen_port",
    "grpc_listen_conn_limit",
    "grpc_collect_max_streams_by_conn",
    "grpc_tls_config",
    "grpc_server_max_recv_msg_size",
    "grpc_server_max_send_msg_size",
    "grpc_server_max_concurrent_streams",
    "grpc_server_max_connection_idle",
    "grpc_server_max_connection_age",
    "grpc_server_max_connection_age_grace",
    "grpc_server_keepalive_time",
    "grpc_server_keepalive_timeout",
    "grpc_server_min_time_between_pings",
    "grpc_server_ping_without_stream_allowed",
    "grpc_server_num_workers",
    "grpc_server_stats_tracking_enabled",
    "grpc_server_recv_buffer_pools_enabled",
    "http_server_read_header_timeout",
    "tls_cipher_suites",
    "tls_min_version",
    "log_source_ips_enabled",
    "log_source_ips_full",
    "log_source_ips_header",
    "log_source_ips_regex"
  };

  /**
   * Files for HTTPS.
   *
   * @param clientCaFile empty for none
   */
  public record Tls(
      String certFile, String keyFile, String clientCaFile, boolean clientCertRequired) {}

  /**
   * Reads the section.
   *
   * @param defaultPort 3100 for Loki, 80 for Promtail
   */
  public static ServerConfig from(ConfigMap map, int defaultPort) {
    map.choice("http_listen_network", "tcp", List.of("tcp", "tcp4", "tcp6"));
    map.ignore(IGNORED);
    Duration halfMinute = Duration.ofSeconds(30);
    return new ServerConfig(
        map.string("http_listen_address", ""),
        map.integer("http_listen_port", defaultPort, 0, 65_535),
        map.integer("http_listen_conn_limit", 0, 0, Integer.MAX_VALUE),
        map.string("http_path_prefix", ""),
        map.duration("graceful_shutdown_timeout", halfMinute),
        map.duration("http_server_read_timeout", halfMinute, Duration.ofMillis(1)),
        map.duration("http_server_write_timeout", halfMinute, Duration.ofMillis(1)),
        map.duration("http_server_idle_timeout", Duration.ofMinutes(2), Duration.ofMillis(1)),
        map.choice("log_level", "info", LEVELS),
        map.choice("log_format", "logfmt", FORMATS),
        map.bool("register_instrumentation", true),
        map.bool("debug_endpoints", false),
        map.optionalSection("http_tls_config", ServerConfig::tls));
  }

  private static @Nullable Tls tls(ConfigMap map) {
    String cert = map.string("cert_file", "");
    String key = map.string("key_file", "");
    String clientCa = map.string("client_ca_file", "");
    String auth =
        map.choice(
            "client_auth_type",
            "",
            List.of(
                "",
                "NoClientCert",
                "RequestClientCert",
                "VerifyClientCertIfGiven",
                "RequireAnyClientCert",
                "RequireAndVerifyClientCert"));
    if (cert.isEmpty() != key.isEmpty()) {
      map.problem("cert_file and key_file are given together or not at all");
    }
    if (auth.startsWith("Require") && clientCa.isEmpty()) {
      map.problem("client_auth_type", "needs client_ca_file");
    }
    return cert.isEmpty() ? null : new Tls(cert, key, clientCa, auth.startsWith("Require"));
  }
}
