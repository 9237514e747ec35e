package io.millrace.store.delete;

import io.millrace.bytes.FormatException;
import io.millrace.store.object.ObjectChangedException;
import io.millrace.store.object.ObjectStore;
import io.millrace.store.object.VersionedObject;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The delete requests of a store, which it keeps a copy of. Safe for use by any number of threads.
 */
public final class DeleteRequests {
  private static final Logger LOG = LoggerFactory.getLogger(DeleteRequests.class);
  private static final String PREFIX = "deletes/";
  private static final int ID_BYTES = 8;

  private final ObjectStore objects;
  private final DeleteQuery.Parser parser;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final ConcurrentHashMap<String, ActiveDelete> requests = new ConcurrentHashMap<>();

  public DeleteRequests(ObjectStore objects, DeleteQuery.Parser parser, InstantSource clock) {
    this.objects = objects;
    this.parser = parser;
    this.clock = clock;
  }

  /** Reads all requests again, those of other processes too. */
  public void refresh() throws IOException {
    List<String> names = objects.list(PREFIX);
    for (String name : names) {
      try {
        take(DeleteRequest.parse(objects.readVersioned(name).content()));
      } catch (FileNotFoundException _) {
        // Cancelled meanwhile.
      } catch (FormatException e) {
        throw new IOException(
            "the delete request " + name + " can't be read: " + e.getMessage(), e);
      }
    }
    requests.keySet().removeIf(id -> !names.contains(name(id)) && !isThere(id));
  }

  /** A request may have come after the names were listed. */
  private boolean isThere(String id) {
    try {
      return objects.size(name(id)) > 0;
    } catch (FileNotFoundException _) {
      return false;
    } catch (IOException e) {
      LOG.warn("whether delete request {} still exists is not known: {}", id, e.getMessage());
      return true;
    }
  }

  private void take(DeleteRequest request) {
    ActiveDelete known = requests.get(request.id());
    if (known == null || !known.request().equals(request)) {
      requests.put(request.id(), new ActiveDelete(request, parser.parse(request.query())));
    }
  }

  /**
   * Stores a request; when this returns it survives a power cut, and its entries are hidden.
   *
   * @throws IllegalArgumentException when the query is none for entries
   */
  public DeleteRequest add(String tenant, String query, long firstNanos, long lastNanos)
      throws IOException {
    parser.parse(query);
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    DeleteRequest request =
        new DeleteRequest(
            HexFormat.of().formatHex(id), tenant, query, firstNanos, lastNanos, clock.millis(), 0);
    objects.put(name(request.id()), request.toBytes());
    take(request);
    return request;
  }

  /** The tenant's requests in the order of their creation. */
  public List<DeleteRequest> list(String tenant) {
    return requests.values().stream()
        .map(ActiveDelete::request)
        .filter(request -> request.tenant().equals(tenant))
        .sorted(
            Comparator.comparingLong(DeleteRequest::createdMillis).thenComparing(DeleteRequest::id))
        .toList();
  }

  /** One of the tenant's requests. */
  public Optional<DeleteRequest> find(String tenant, String id) {
    return Optional.ofNullable(requests.get(id))
        .map(ActiveDelete::request)
        .filter(request -> request.tenant().equals(tenant));
  }

  /** Forgets a request; what it has hidden is seen again, unless it is erased. */
  public void cancel(DeleteRequest request) throws IOException {
    objects.delete(name(request.id()));
    requests.remove(request.id());
  }

  /** What hides entries of anybody. */
  public Collection<ActiveDelete> active() {
    return requests.values().stream().filter(one -> !one.request().isProcessed()).toList();
  }

  /** The requests that can't be cancelled any more and whose entries are to be erased. */
  public List<ActiveDelete> toErase(Duration cancelPeriod) {
    long youngest = clock.millis() - cancelPeriod.toMillis();
    return active().stream().filter(one -> one.request().createdMillis() <= youngest).toList();
  }

  /** Notes how much of a request is erased, if nobody has cancelled it. */
  public void progress(DeleteRequest request, int percent) throws IOException {
    if (request.percent() == percent) {
      return;
    }
    String name = name(request.id());
    try {
      VersionedObject stored = objects.readVersioned(name);
      DeleteRequest next = DeleteRequest.parse(stored.content()).withPercent(percent);
      objects.replace(name, next.toBytes(), stored.version());
      take(next);
    } catch (FileNotFoundException | ObjectChangedException e) {
      LOG.info("delete request {} was changed meanwhile: {}", request.id(), e.getMessage());
    }
  }

  /** Changes whenever what is hidden from a tenant may have changed. */
  public String generation(String tenant) {
    return Map.copyOf(requests).values().stream()
            .map(ActiveDelete::request)
            .filter(request -> request.tenant().equals(tenant))
            .mapToLong(request -> request.createdMillis() + 1)
            .sum()
        + "";
  }

  private static String name(String id) {
    return PREFIX + id + ".delete";
  }
}
