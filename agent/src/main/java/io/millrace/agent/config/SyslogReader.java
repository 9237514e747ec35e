package io.millrace.agent.config;

import io.millrace.agent.delivery.TlsSettings;
import io.millrace.agent.input.ListenAddress;
import io.millrace.agent.syslog.SyslogSource;
import io.millrace.service.config.ConfigMap;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a {@code syslog} section. */
final class SyslogReader {
  private static final int MESSAGE_BYTES = 8192;
  private static final int MIN_MESSAGE_BYTES = 64;
  private static final int MAX_MESSAGE_BYTES = 64 << 20;
  private static final int CONNECTIONS = 1000;
  private static final Duration IDLE = Duration.ofMinutes(2);

  private SyslogReader() {}

  static SyslogSource read(ConfigMap map) {
    boolean isUdp = map.choice("listen_protocol", "tcp", List.of("tcp", "udp")).equals("udp");
    TlsSettings tls = map.optionalSection("tls_config", SyslogReader::tls);
    if (isUdp && tls != null) {
      map.problem("tls_config", "is for tcp; there is none for udp");
    }
    // Zero is Promtail's way to say the default.
    Duration idle = map.duration("idle_timeout", IDLE);
    int bytes = map.integer("max_message_length", MESSAGE_BYTES, 0, MAX_MESSAGE_BYTES);
    return new SyslogSource(
        address(map, map.requiredString("listen_address")),
        isUdp,
        tls,
        idle.isZero() ? IDLE : idle,
        map.bool("label_structured_data", false),
        LabelReader.read(map, "labels"),
        map.bool("use_incoming_timestamp", false),
        map.bool("use_rfc5424_message", false),
        map.choice("syslog_format", "rfc5424", List.of("rfc5424", "rfc3164")).equals("rfc3164"),
        bytes == 0 ? MESSAGE_BYTES : Math.max(bytes, MIN_MESSAGE_BYTES),
        map.integer("max_connections", CONNECTIONS, 1, 1_000_000));
  }

  /** Reads {@code listen_address}. */
  static ListenAddress address(ConfigMap map, String text) {
    try {
      return ListenAddress.parse(text);
    } catch (IllegalArgumentException e) {
      if (!text.isEmpty()) {
        map.problem("listen_address", String.valueOf(e.getMessage()));
      }
      return new ListenAddress("", 0);
    }
  }

  private static @Nullable TlsSettings tls(ConfigMap map) {
    TlsSettings settings = ClientReader.tls(map);
    if (settings == null || settings.certFile() == null) {
      map.problem("cert_file", "missing: a server needs cert_file and key_file");
    }
    if (settings != null && settings.isUnverified()) {
      map.problem(
          "insecure_skip_verify", "is for clients; leave ca_file out to ask for no certificate");
    }
    return settings;
  }
}
