package io.millrace.store.delete;

import io.millrace.bytes.ByteCursor;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Crc32c;
import io.millrace.bytes.FormatException;

/**
 * A request to delete.
 *
 * @param query LogQL
 * @param firstNanos time of the oldest entries that go, in nanoseconds since 1970
 * @param lastNanos time of the newest, inclusive
 * @param createdMillis since 1970
 * @param percent how much is erased; 100 when the request is processed
 */
public record DeleteRequest(
    String id,
    String tenant,
    String query,
    long firstNanos,
    long lastNanos,
    long createdMillis,
    int percent) {
  private static final int VERSION = 1;
  private static final int DONE = 100;

  /** Whether no entry of it is left. */
  public boolean isProcessed() {
    return percent >= DONE;
  }

  /** The state as Loki's API words it. */
  public String status() {
    return isProcessed() ? "processed" : percent == 0 ? "received" : percent + "% Complete";
  }

  DeleteRequest withPercent(int other) {
    return new DeleteRequest(id, tenant, query, firstNanos, lastNanos, createdMillis, other);
  }

  byte[] toBytes() {
    ByteWriter out = new ByteWriter(256).u8(VERSION).utf8(id).utf8(tenant).utf8(query);
    out.longBe(firstNanos).longBe(lastNanos).longBe(createdMillis).u8(percent);
    return out.intBe(Crc32c.of(out.array(), 0, out.size())).toByteArray();
  }

  static DeleteRequest parse(byte[] bytes) throws FormatException {
    ByteCursor in = new ByteCursor(bytes);
    int version = in.u8("version");
    if (version != VERSION) {
      throw FormatException.tooNew(0, "delete request of version " + version);
    }
    DeleteRequest request =
        new DeleteRequest(
            in.utf8("id"),
            in.utf8("tenant"),
            in.utf8("query"),
            in.longBe("first"),
            in.longBe("last"),
            in.longBe("created"),
            in.u8("percent"));
    int found = Crc32c.of(bytes, 0, in.position());
    int expected = in.intBe("checksum");
    if (found != expected) {
      throw FormatException.checksum(0, "delete request", expected, found);
    }
    return request;
  }
}
