package io.millrace.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messages over real sockets, to the server. */
class SyslogTest {
  private static final String RULES =
      "[{source_labels: [__syslog_message_app_name], target_label: app},"
          + " {source_labels: [__syslog_connection_ip_address], target_label: peer},"
          + " {source_labels: [__syslog_message_severity], target_label: level},"
          + " {source_labels: [__syslog_message_sd_x_1_user], target_label: user},"
          + " {source_labels: [__syslog_message_app_name], regex: noisy, action: drop}]";

  @TempDir Path directory;

  private String yaml(LokiSink sink, String options) {
    return TestAgent.yaml(directory, sink.url(), directory + "/none", "[]")
        .replaceAll(
            "(?s)static_configs:.*",
            "relabel_configs: "
                + RULES
                + "\n    syslog: {listen_address: \"127.0.0.1:0\", labels: {job: syslog}"
                + options
                + "}\n");
  }

  private static int port(TestAgent agent) {
    String place = agent.agent().inputs().getFirst().place();
    return Integer.parseInt(place.substring(place.lastIndexOf(':') + 1));
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(UTF_8));
    socket.getOutputStream().flush();
  }

  private static void awaitLines(LokiSink sink, String... lines) {
    await().untilAsserted(() -> assertThat(sink.lines()).containsExactly(lines));
  }

  private static double count(TestAgent agent, String name) {
    return agent.registry().scrape(name::equals).stream()
        .flatMap(family -> family.getDataPoints().stream())
        .mapToDouble(
            point ->
                ((io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot)
                        point)
                    .getValue())
        .sum();
  }

  @Test
  void takesMessagesOfBothFramings() throws Exception {
    try (LokiSink sink = new LokiSink();
        TestAgent agent =
            TestAgent.start(
                yaml(sink, ", use_incoming_timestamp: true, label_structured_data: true"));
        Socket counted = new Socket(InetAddress.getLoopbackAddress(), port(agent));
        Socket lines = new Socket(InetAddress.getLoopbackAddress(), port(agent))) {
      String message = "<11>1 2026-01-02T03:04:05.6Z h web - - [x@1 user=\"me\"] one";
      send(counted, message.length() + " " + message);
      awaitLines(sink, "one");
      assertThat(sink.received().getFirst())
          .isEqualTo(
              new LokiSink.Received(
                  "{app=\"web\", job=\"syslog\", level=\"error\", peer=\"127.0.0.1\", user=\"me\"}",
                  1767323045_600_000_000L,
                  "one",
                  ""));
      send(lines, "<14>1 - h web - - - two\n and more\n<14>1 - h noisy - - - dropped\n");
      send(lines, "<14>1 - h web - - - three\n");
      awaitLines(sink, "one", "two\n and more", "three");
      assertThat(count(agent, "promtail_syslog_target_entries")).isEqualTo(3);
    }
  }

  @Test
  void aConnectionOfRubbishCostsItselfAlone() throws Exception {
    try (LokiSink sink = new LokiSink();
        TestAgent agent = TestAgent.start(yaml(sink, ""));
        Socket good = new Socket(InetAddress.getLoopbackAddress(), port(agent));
        Socket bad = new Socket(InetAddress.getLoopbackAddress(), port(agent))) {
      send(good, "<14>1 - h web - - - one\n<14>rubbish\n");
      send(bad, "GET / HTTP/1.1\r\n\r\n");
      assertThat(bad.getInputStream().read()).isEqualTo(-1);
      send(good, "<14>1 - h web - - - two\n<14>1 - h web - - -\n");
      awaitLines(sink, "one", "two");
      await().until(() -> count(agent, "promtail_syslog_empty_messages") == 1);
      assertThat(count(agent, "promtail_syslog_target_parsing_errors")).isEqualTo(2);
    }
  }

  @Test
  void closesConnectionsBeyondTheLimitAndIdleOnes() throws Exception {
    try (LokiSink sink = new LokiSink();
        TestAgent agent = TestAgent.start(yaml(sink, ", max_connections: 1, idle_timeout: 500ms"));
        Socket first = new Socket(InetAddress.getLoopbackAddress(), port(agent))) {
      send(first, "<14>1 - h web - - - one\n");
      awaitLines(sink, "one");
      try (Socket second = new Socket(InetAddress.getLoopbackAddress(), port(agent))) {
        assertThat(second.getInputStream().read()).isEqualTo(-1);
      }
      assertThat(count(agent, "millrace_agent_syslog_refused_connections")).isEqualTo(1);
      assertThat(first.getInputStream().read()).isEqualTo(-1);
    }
  }

  @ParameterizedTest
  @CsvSource({"rfc5424, <14>1 - h web - - - one", "rfc3164, <14>Jan  1 00:00:00 h web: one"})
  void takesDatagrams(String format, String message) throws Exception {
    try (LokiSink sink = new LokiSink();
        TestAgent agent =
            TestAgent.start(yaml(sink, ", listen_protocol: udp, syslog_format: " + format));
        DatagramSocket socket = new DatagramSocket()) {
      for (String text : List.of("rubbish", message)) {
        byte[] bytes = text.getBytes(UTF_8);
        socket.send(
            new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), port(agent)));
      }
      awaitLines(sink, "one");
      assertThat(sink.received().getFirst().labels())
          .isEqualTo("{app=\"web\", job=\"syslog\", level=\"informational\", peer=\"127.0.0.1\"}");
      assertThat(count(agent, "promtail_syslog_target_parsing_errors")).isEqualTo(1);
    }
  }

  @Test
  void passesOnTheWholeMessageWhenAskedTo() throws Exception {
    String message = "<14>1 - h web - - [x@1 a=\"b\"] one";
    try (LokiSink sink = new LokiSink();
        TestAgent agent = TestAgent.start(yaml(sink, ", use_rfc5424_message: true"));
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port(agent))) {
      send(socket, message + "\n");
      awaitLines(sink, message);
    }
  }

  @Test
  void stopsReadingWhileTheServerIsDown() throws Exception {
    String text = "x".repeat(1000);
    int messages = 20_000;
    try (LokiSink sink = new LokiSink()) {
      sink.rule(_ -> LokiSink.Reply.of(503));
      String yaml =
          yaml(sink, "").replace("batchwait: 20ms", "batchwait: 20ms\n    batchsize: 100KB")
              + "limits_config: {max_inflight_bytes: 1MB}\n";
      try (TestAgent agent = TestAgent.start(yaml);
          Socket socket = new Socket(InetAddress.getLoopbackAddress(), port(agent))) {
        OutputStream out = socket.getOutputStream();
        byte[] line = ("<14>1 - h web - - - " + text + "\n").getBytes(UTF_8);
        CompletableFuture<Void> sent =
            CompletableFuture.runAsync(
                () -> {
                  try {
                    for (int i = 0; i < messages; i++) {
                      out.write(line);
                    }
                  } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                  }
                });
        await()
            .during(300, TimeUnit.MILLISECONDS)
            .until(() -> count(agent, "promtail_syslog_target_entries") < 2000 && !sent.isDone());
        sink.rule(_ -> LokiSink.Reply.OK);
        sent.join();
        await().until(() -> sink.lines().size() == messages);
      }
    }
  }

  @Test
  void sendsAtTheStopWhatStagesWithhold() throws Exception {
    try (LokiSink sink = new LokiSink()) {
      String yaml =
          yaml(sink, "")
              .replace(
                  "pipeline_stages: []",
                  "pipeline_stages: [{multiline: {firstline: '^A', max_wait_time: 1h}}]");
      try (TestAgent agent = TestAgent.start(yaml);
          Socket socket = new Socket(InetAddress.getLoopbackAddress(), port(agent))) {
        send(socket, "<14>1 - h web - - - A\n<14>1 - h web - - - b\n<14>1 - h web - - - A2\n");
        awaitLines(sink, "A\nb");
      }
      awaitLines(sink, "A\nb", "A2");
    }
  }

  @Test
  void takesMessagesOverTlsFromClientsThatProveThemselves() throws Exception {
    TestKeys keys = new TestKeys(directory);
    KeyStore own = keys.pair("server");
    KeyStore client = keys.pair("client");
    String tls =
        ", tls_config: {cert_file: %s, key_file: %s, ca_file: %s}"
            .formatted(
                keys.certificate(own, "server"),
                keys.key(own, "server"),
                keys.certificate(client, "client"));
    try (LokiSink sink = new LokiSink();
        TestAgent agent = TestAgent.start(yaml(sink, tls))) {
      try (Socket socket =
          context(own, client)
              .getSocketFactory()
              .createSocket(InetAddress.getLoopbackAddress(), port(agent))) {
        send(socket, "<14>1 - h web - - - one\n");
        awaitLines(sink, "one");
        send(socket, "<14>1 - h web - - - two\n");
        awaitLines(sink, "one", "two");
      }
      try (Socket socket =
          context(own, null)
              .getSocketFactory()
              .createSocket(InetAddress.getLoopbackAddress(), port(agent))) {
        assertThatThrownBy(
                () -> {
                  send(socket, "<14>1 - h web - - - three\n");
                  InputStream in = socket.getInputStream();
                  if (in.read() < 0) {
                    throw new IOException("closed");
                  }
                })
            .isInstanceOf(IOException.class);
      }
      assertThat(sink.lines()).containsExactly("one", "two");
    }
  }

  private static SSLContext context(
      KeyStore server, @org.jspecify.annotations.Nullable KeyStore client) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", server.getCertificate("server"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(client, TestKeys.PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  @Test
  void doesNotStartWhenItsPortIsTaken() throws Exception {
    try (LokiSink sink = new LokiSink();
        ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String yaml = yaml(sink, "").replace("127.0.0.1:0", "127.0.0.1:" + taken.getLocalPort());
      assertThatThrownBy(() -> TestAgent.start(yaml))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("syslog cannot listen on tcp 127.0.0.1:" + taken.getLocalPort());
    }
  }

  @Test
  void countsManySendersAtOnce() throws Exception {
    int senders = 50;
    try (LokiSink sink = new LokiSink();
        TestAgent agent = TestAgent.start(yaml(sink, ""))) {
      IntStream.range(0, senders)
          .parallel()
          .forEach(
              i -> {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port(agent))) {
                  for (int k = 0; k < 100; k++) {
                    send(socket, "<14>1 - h web - - - " + i + "-" + k + "\n");
                  }
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      await().until(() -> sink.lines().size() == senders * 100);
      assertThat(sink.lines()).doesNotHaveDuplicates();
    }
  }
}
