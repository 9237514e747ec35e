package io.millrace.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A Docker engine on a Unix socket, as far as its containers and their logs go. */
final class FakeDocker implements AutoCloseable {
  /** A piece of a log: 1 is the standard output, 2 the standard error. */
  record Piece(int stream, String time, String text) {}

  private static final class Container {
    final String json;
    final boolean hasTerminal;
    final List<Piece> pieces = new ArrayList<>();
    boolean isRunning = true;

    Container(String json, boolean hasTerminal) {
      this.json = json;
      this.hasTerminal = hasTerminal;
    }
  }

  private final ServerSocketChannel server;
  private final Map<String, Container> containers = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private volatile boolean isClosed;

  FakeDocker(Path socket) throws IOException {
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    Thread.ofVirtual().start(this::accept);
  }

  /** Starts a container that {@code docker ps} shows with these further fields. */
  void run(String id, String fields, boolean hasTerminal) {
    containers.put(id, new Container("{\"Id\":\"" + id + "\"," + fields + "}", hasTerminal));
  }

  void log(String id, Piece... pieces) {
    Container container = container(id);
    synchronized (container) {
      container.pieces.addAll(List.of(pieces));
      container.notifyAll();
    }
  }

  void setRunning(String id, boolean isRunning) {
    Container container = container(id);
    synchronized (container) {
      container.isRunning = isRunning;
      container.notifyAll();
    }
  }

  private Container container(String id) {
    return java.util.Objects.requireNonNull(containers.get(id));
  }

  List<String> requests() {
    return List.copyOf(requests);
  }

  private void accept() {
    while (!isClosed) {
      try {
        SocketChannel channel = server.accept();
        Thread.ofVirtual().start(() -> serve(channel));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(SocketChannel channel) {
    try (channel;
        OutputStream out = Channels.newOutputStream(channel)) {
      BufferedReader in =
          new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), UTF_8));
      String path = in.readLine().split(" ", -1)[1];
      requests.add(path);
      for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
        // Headers say nothing here.
      }
      String[] parts = path.split("[/?]", -1);
      if (path.startsWith("/containers/json")) {
        json(
            out,
            "["
                + String.join(
                    ",",
                    containers.values().stream()
                        .filter(each -> each.isRunning)
                        .map(each -> each.json)
                        .toList())
                + "]");
      } else if (path.equals("/networks")) {
        json(
            out,
            "[{\"Id\":\"n1\",\"Name\":\"bridge\",\"Scope\":\"local\",\"Ingress\":false,"
                + "\"Internal\":false,\"Labels\":{\"a.b\":\"c\"}}]");
      } else if (!containers.containsKey(parts[2])) {
        String body = "{\"message\":\"No such container: " + parts[2] + "\"}";
        head(out, "404 Not Found", "Content-Length: " + body.length());
        out.write(body.getBytes(UTF_8));
      } else if (parts[3].equals("json")) {
        json(out, "{\"Config\":{\"Tty\":" + container(parts[2]).hasTerminal + "}}");
      } else {
        logs(out, container(parts[2]), Long.parseLong(path.replaceAll(".*since=", "")));
      }
    } catch (IOException e) {
      // The agent has hung up.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void head(OutputStream out, String status, String header) throws IOException {
    out.write(("HTTP/1.1 " + status + "\r\n" + header + "\r\n\r\n").getBytes(UTF_8));
  }

  private static void json(OutputStream out, String body) throws IOException {
    head(out, "200 OK", "Content-Length: " + body.length());
    out.write(body.getBytes(UTF_8));
  }

  private static void chunk(OutputStream out, byte[] bytes) throws IOException {
    out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(UTF_8));
    out.write(bytes);
    out.write("\r\n".getBytes(UTF_8));
  }

  private void logs(OutputStream out, Container container, long since)
      throws IOException, InterruptedException {
    head(out, "200 OK", "Transfer-Encoding: chunked");
    int sent = 0;
    while (!isClosed) {
      List<Piece> next;
      synchronized (container) {
        while (container.pieces.size() == sent && container.isRunning && !isClosed) {
          container.wait(100);
        }
        next = List.copyOf(container.pieces.subList(sent, container.pieces.size()));
        if (next.isEmpty()) {
          out.write("0\r\n\r\n".getBytes(UTF_8));
          return;
        }
      }
      for (Piece each : next) {
        sent++;
        if (Instant.parse(each.time).getEpochSecond() >= since) {
          chunk(out, bytes(each, container.hasTerminal));
        }
      }
    }
  }

  private static byte[] bytes(Piece piece, boolean hasTerminal) {
    byte[] text = (piece.time + " " + piece.text).getBytes(UTF_8);
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    if (!hasTerminal) {
      frame.writeBytes(
          ByteBuffer.allocate(8).put(0, (byte) piece.stream).putInt(4, text.length).array());
    }
    frame.writeBytes(text);
    return frame.toByteArray();
  }

  @Override
  public void close() throws IOException {
    isClosed = true;
    server.close();
  }
}
