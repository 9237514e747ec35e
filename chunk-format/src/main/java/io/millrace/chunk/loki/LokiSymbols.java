package io.millrace.chunk.loki;

import io.millrace.bytes.ByteCursor;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.FormatException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The strings of a chunk's structured metadata, numbered in the order of first use. */
final class LokiSymbols {
  private final List<String> strings = new ArrayList<>();
  private final Map<String, Integer> ids = new HashMap<>();

  /** Reads {@code count} symbols from decompressed bytes. */
  static LokiSymbols parse(ByteCursor in, int count) throws FormatException {
    LokiSymbols symbols = new LokiSymbols();
    for (int i = 0; i < count; i++) {
      symbols.strings.add(in.utf8("symbol"));
    }
    if (in.hasRemaining()) {
      throw FormatException.mismatch(in.offset(), "bytes behind the symbols", 0, in.remaining());
    }
    return symbols;
  }

  /** The symbol that the cursor's next varint names. */
  String read(ByteCursor in) throws FormatException {
    long at = in.offset();
    long id = in.uvarint("symbol reference");
    if (id < 0 || id >= strings.size()) {
      throw FormatException.damaged(
          at, "symbol " + Long.toUnsignedString(id) + " of " + strings.size());
    }
    return strings.get((int) id);
  }

  /** The number of a string, new or known. */
  int idOf(String string) {
    Integer known = ids.putIfAbsent(string, strings.size());
    if (known != null) {
      return known;
    }
    strings.add(string);
    return strings.size() - 1;
  }

  /** Bytes of all strings in UTF-8. */
  long bytes() {
    long bytes = 0;
    for (String string : strings) {
      bytes += string.getBytes(StandardCharsets.UTF_8).length;
    }
    return bytes;
  }

  int count() {
    return strings.size();
  }

  void write(ByteWriter out) {
    strings.forEach(out::utf8);
  }
}
