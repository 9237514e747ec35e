package io.millrace.store.lease;

import io.millrace.bytes.ByteCursor;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.FormatException;

/** What the object of a lease says. */
record LeaseRecord(String holder, long durationMillis, long number) {
  private static final int VERSION = 1;
  private static final String FREE = "";

  boolean isFree() {
    return holder.equals(FREE);
  }

  LeaseRecord heldBy(String other, long millis) {
    return new LeaseRecord(other, millis, number + 1);
  }

  LeaseRecord freed() {
    return new LeaseRecord(FREE, durationMillis, number + 1);
  }

  byte[] toBytes() {
    return new ByteWriter(64)
        .u8(VERSION)
        .utf8(holder)
        .uvarint(durationMillis)
        .uvarint(number)
        .toByteArray();
  }

  static LeaseRecord parse(byte[] bytes) throws FormatException {
    ByteCursor in = new ByteCursor(bytes);
    int version = in.u8("version");
    if (version != VERSION) {
      throw FormatException.tooNew(0, "lease of version " + version);
    }
    String holder = in.utf8("holder");
    return new LeaseRecord(
        holder, in.count("duration", Integer.MAX_VALUE), in.uvarint("number of the write"));
  }
}
