package io.millrace.querier.remote;

import io.millrace.bytes.FormatException;
import io.millrace.chunk.ChunkReader;
import io.millrace.entry.EntryBatch;
import io.millrace.querier.remote.HeldAnswer.HeldStream;
import io.millrace.service.config.Secret;
import io.millrace.service.trace.TraceHeaders;
import io.millrace.store.StoredBlock;
import io.millrace.store.held.HeldFrame;
import io.millrace.store.held.HeldFrameReader;
import io.millrace.store.held.HeldQuestion;
import io.millrace.store.live.LiveListener;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks ingesters. Calls end when their thread is interrupted. Safe for use by any threads. */
final class IngesterClient implements AutoCloseable {
  private static final int MAX_ERROR_BYTES = 1024;

  private final HttpClient http;
  private final @Nullable Secret token;
  private final Duration timeout;

  IngesterClient(@Nullable Secret token, Duration timeout) {
    this.token = token;
    this.timeout = timeout;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(timeout)
            .build();
  }

  /**
   * The whole answer of one ingester.
   *
   * @param room is asked before memory is taken
   */
  HeldAnswer ask(URI ingester, HeldQuestion question, HeldFrameReader.Room room)
      throws IOException, InterruptedException {
    try (InputStream body = post(ingester, "/internal/v1/held", question)) {
      HeldFrameReader frames = new HeldFrameReader(body);
      if (!(frames.next(room) instanceof HeldFrame.Packs packs)) {
        throw FormatException.damaged(0, "the answer does not begin with packs");
      }
      List<HeldStream> streams = new ArrayList<>();
      while (true) {
        switch (frames.next(room)) {
          case HeldFrame.End _ -> {
            return new HeldAnswer(packs, streams);
          }
          case HeldFrame.Stream stream -> streams.add(new HeldStream(stream, new ArrayList<>()));
          case HeldFrame.Blocks blocks -> addBlocks(blocks.chunk(), question, streams);
          case HeldFrame.Alive _ -> {}
          case HeldFrame.Packs _ -> throw FormatException.damaged(0, "packs told twice");
        }
      }
    }
  }

  private static void addBlocks(ChunkReader chunk, HeldQuestion question, List<HeldStream> streams)
      throws FormatException {
    if (streams.isEmpty()) {
      throw FormatException.damaged(0, "blocks without a stream");
    }
    List<StoredBlock> blocks = streams.getLast().blocks();
    for (int i = 0; i < chunk.blocks().size(); i++) {
      StoredBlock block = new HeldBlock(chunk, i);
      if (block.maxTimestamp() >= question.startNanos()
          && block.minTimestamp() < question.endNanos()) {
        blocks.add(block);
      }
    }
  }

  /** Shows what comes in, until the ingester ends or the thread is interrupted. */
  void follow(URI ingester, HeldQuestion question, LiveListener listener)
      throws IOException, InterruptedException {
    try (InputStream body = post(ingester, "/internal/v1/tail", question)) {
      HeldFrameReader frames = new HeldFrameReader(body);
      HeldFrame.Stream stream = null;
      while (true) {
        switch (frames.next(_ -> {})) {
          case HeldFrame.Stream next -> stream = next;
          case HeldFrame.Blocks blocks -> {
            if (stream == null) {
              throw FormatException.damaged(0, "blocks without a stream");
            }
            show(stream, blocks.chunk(), listener);
          }
          case HeldFrame.Alive _, HeldFrame.Packs _ -> {}
          case HeldFrame.End _ -> {
            return;
          }
        }
      }
    }
  }

  private static void show(HeldFrame.Stream stream, ChunkReader chunk, LiveListener listener)
      throws IOException {
    for (int i = 0; i < chunk.blocks().size(); i++) {
      EntryBatch entries = chunk.read(i);
      listener.arrived(stream.labels(), entries);
    }
  }

  private InputStream post(URI ingester, String path, HeldQuestion question)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(ingester.resolve(path))
            .timeout(timeout)
            .POST(HttpRequest.BodyPublishers.ofByteArray(question.toBytes()));
    TraceHeaders.pass(request::setHeader);
    Secret secret = token;
    if (secret != null && !secret.isEmpty()) {
      request.header("Authorization", "Bearer " + secret.reveal());
    }
    HttpResponse<InputStream> response =
        http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    if (response.statusCode() != 200) {
      try (InputStream body = response.body()) {
        String text = new String(body.readNBytes(MAX_ERROR_BYTES), StandardCharsets.UTF_8).strip();
        throw new IOException("status " + response.statusCode() + ": " + text);
      }
    }
    return response.body();
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
