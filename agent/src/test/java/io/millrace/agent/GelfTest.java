package io.millrace.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Graylog's messages over real sockets, to the server. */
class GelfTest {
  @TempDir Path directory;

  private String yaml(LokiSink sink) {
    return TestAgent.yaml(directory, sink.url(), directory + "/none", "[]")
        .replaceAll(
            "(?s)static_configs:.*",
            "relabel_configs: [{source_labels: [__gelf_message_host], target_label: host},"
                + " {source_labels: [__gelf_message_level], target_label: level},"
                + " {source_labels: [__gelf_message_facility], target_label: facility},"
                + " {source_labels: [__gelf_message_version], target_label: version}]\n"
                + "    gelf: {listen_address: '127.0.0.1:0', use_incoming_timestamp: true,"
                + " labels: {job: gelf}}\n");
  }

  private static byte[] message(String text) {
    return ("{\"version\":\"1.1\",\"host\":\"h\",\"short_message\":\"" + text + "\"}")
        .getBytes(UTF_8);
  }

  private static void send(TestAgent agent, byte[]... datagrams) throws IOException {
    String place = agent.agent().inputs().getFirst().place();
    int port = Integer.parseInt(place.substring(place.lastIndexOf(':') + 1));
    try (DatagramSocket socket = new DatagramSocket()) {
      for (byte[] each : datagrams) {
        socket.send(new DatagramPacket(each, each.length, InetAddress.getLoopbackAddress(), port));
      }
    }
  }

  private static byte[] chunk(long id, int number, int count, byte[] piece) {
    return ByteBuffer.allocate(12 + piece.length)
        .putShort((short) 0x1e0f)
        .putLong(id)
        .put((byte) number)
        .put((byte) count)
        .put(piece)
        .array();
  }

  private static byte[] packed(byte[] message, boolean isZipped) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out =
        isZipped ? new GZIPOutputStream(bytes) : new DeflaterOutputStream(bytes)) {
      out.write(message);
    }
    return bytes.toByteArray();
  }

  @Test
  void takesPlainAndCompressedMessages() throws Exception {
    String plain =
        "{\"version\":\"1.1\",\"host\":\"h\",\"short_message\":\"a\",\"level\":3,"
            + "\"facility\":\"f\",\"timestamp\":1700000000.123456789,\"_x\":1}";
    try (LokiSink sink = new LokiSink();
        TestAgent agent = TestAgent.start(yaml(sink))) {
      send(agent, plain.getBytes(UTF_8));
      await().until(() -> !sink.received().isEmpty());
      assertThat(sink.received())
          .containsExactly(
              new LokiSink.Received(
                  "{facility=\"f\", host=\"h\", job=\"gelf\", level=\"error\", version=\"1.1\"}",
                  1_700_000_000_123_456_789L,
                  plain,
                  ""));
      send(agent, packed(message("b"), true), packed(message("c"), false));
      await().until(() -> sink.lines().size() == 3);
      assertThat(sink.lines().subList(1, 3))
          .containsExactly(new String(message("b"), UTF_8), new String(message("c"), UTF_8));
    }
  }

  @Test
  void putsChunksTogetherInAnyOrder() throws Exception {
    byte[] whole = packed(message("x".repeat(5000)), true);
    int half = whole.length / 2;
    byte[] first = Arrays.copyOf(whole, half);
    byte[] second = Arrays.copyOfRange(whole, half, whole.length);
    try (LokiSink sink = new LokiSink();
        TestAgent agent = TestAgent.start(yaml(sink))) {
      send(
          agent,
          chunk(1, 1, 2, second),
          chunk(2, 0, 2, first),
          chunk(1, 1, 2, second),
          chunk(1, 0, 2, first));
      await().until(() -> !sink.lines().isEmpty());
      assertThat(sink.lines()).containsExactly(new String(message("x".repeat(5000)), UTF_8));
    }
  }

  @Test
  void dropsRubbishAndGoesOn() throws Exception {
    try (LokiSink sink = new LokiSink();
        TestAgent agent = TestAgent.start(yaml(sink))) {
      send(
          agent,
          new byte[0],
          "rubbish".getBytes(UTF_8),
          "[1]".getBytes(UTF_8),
          "\"text\"".getBytes(UTF_8),
          new byte[] {0x1f, (byte) 0x8b, 8, 0},
          new byte[] {0x78, (byte) 0x9c, 1, 2, 3},
          chunk(3, 2, 2, new byte[1]),
          chunk(3, 0, 0, new byte[1]),
          chunk(3, 0, 129, new byte[1]),
          new byte[] {0x1e, 0x0f, 1},
          packed(new byte[3 << 20], true),
          message("good"));
      await().until(() -> !sink.lines().isEmpty());
      assertThat(sink.lines()).containsExactly(new String(message("good"), UTF_8));
    }
  }
}
