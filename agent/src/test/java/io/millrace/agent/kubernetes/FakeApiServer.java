package io.millrace.agent.kubernetes;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Lists and watches as an API server answers them, for one kind of object; it can cut watches,
 * declare versions gone and refuse everything.
 */
public final class FakeApiServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CUT = "";

  private final HttpServer server;
  private final Map<String, Map<String, Object>> objects = new LinkedHashMap<>();
  private final List<LinkedBlockingQueue<String>> watches = new CopyOnWriteArrayList<>();
  final List<String> requests = new CopyOnWriteArrayList<>();
  final List<String> authorizations = new CopyOnWriteArrayList<>();
  private volatile int refusal;
  private volatile boolean isGone;
  private int version = 1;

  public FakeApiServer() throws IOException {
    this(0);
  }

  public FakeApiServer(int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  /** A server where another one was that is closed. */
  public static FakeApiServer at(String url) throws IOException {
    return new FakeApiServer(java.net.URI.create(url).getPort());
  }

  public String url() {
    return "http://127.0.0.1:" + port();
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** Answers every request with this status; 0 for not. */
  void refuse(int status) {
    refusal = status;
  }

  public synchronized void put(String kind, String name, Map<String, Object> object) {
    boolean isNew = !objects.containsKey(name);
    @SuppressWarnings("unchecked")
    Map<String, Object> meta = (Map<String, Object>) object.get("metadata");
    meta.put("resourceVersion", String.valueOf(++version));
    object.put("kind", kind);
    object.put("apiVersion", "v1");
    objects.put(name, object);
    send(isNew ? "ADDED" : "MODIFIED", object);
  }

  /** Changes an object without telling the watches. */
  synchronized void putSilently(String kind, String name, Map<String, Object> object) {
    List<LinkedBlockingQueue<String>> open = List.copyOf(watches);
    watches.clear();
    put(kind, name, object);
    watches.addAll(open);
  }

  public synchronized void delete(String name) {
    Map<String, Object> object = objects.remove(name);
    version++;
    send("DELETED", object);
  }

  /** Ends all watches; the next one is told that its version is gone, if so. */
  synchronized void cut(boolean isVersionGone) {
    isGone = isVersionGone;
    watches.forEach(watch -> watch.add(CUT));
    watches.clear();
  }

  public int openWatches() {
    return watches.size();
  }

  private void send(String type, Object object) {
    String event = json(Map.of("type", type, "object", object));
    watches.forEach(watch -> watch.add(event));
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    String query = String.valueOf(exchange.getRequestURI().getRawQuery());
    String path = exchange.getRequestURI().getPath();
    requests.add(path + "?" + URLDecoder.decode(query, StandardCharsets.UTF_8));
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    if (authorization != null) {
      authorizations.add(authorization);
    }
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    if (refusal != 0) {
      exchange.sendResponseHeaders(refusal, -1);
      exchange.close();
    } else if (query.contains("watch=true")) {
      watch(exchange);
    } else {
      byte[] list = list().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, list.length);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(list);
      }
    }
  }

  private synchronized String list() {
    return json(
        Map.of(
            "kind",
            "List",
            "apiVersion",
            "v1",
            "metadata",
            Map.of("resourceVersion", String.valueOf(version)),
            "items",
            new ArrayList<>(objects.values())));
  }

  private void watch(HttpExchange exchange) throws IOException {
    LinkedBlockingQueue<String> events = new LinkedBlockingQueue<>();
    synchronized (this) {
      if (isGone) {
        isGone = false;
        Map<String, Object> status =
            Map.of("kind", "Status", "apiVersion", "v1", "code", 410, "reason", "Expired");
        events.add(json(Map.of("type", "ERROR", "object", status)));
        events.add(CUT);
      } else {
        watches.add(events);
      }
    }
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      out.flush();
      for (String event = events.take(); !event.equals(CUT); event = events.take()) {
        out.write((event + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      watches.remove(events);
    }
  }

  @Override
  public void close() {
    cut(false);
    server.stop(0);
  }
}
