package io.millrace.agent.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes small databases in MaxMind's format for IPv4: a binary tree over the bits of an address
 * with records of 32 bits, 16 zeros, the data, and the metadata behind a marker.
 */
final class MmdbFile {
  private static final int SEPARATOR = 16;
  private static final int EMPTY = -1;

  /**
   * Each a pair: what follows a bit of 0, and of 1. Data is the complement of its offset less 1.
   */
  private final List<int[]> nodes = new ArrayList<>(List.of(new int[] {EMPTY, EMPTY}));

  private final ByteArrayOutputStream data = new ByteArrayOutputStream();

  /** Says what is known of a network. */
  MmdbFile add(String address, int bits, Map<String, ?> value) throws IOException {
    int offset = data.size();
    write(data, value);
    int ip = ByteBuffer.wrap(InetAddress.ofLiteral(address).getAddress()).getInt();
    int node = 0;
    for (int i = 0; i < bits; i++) {
      int side = ip >>> (31 - i) & 1;
      if (i == bits - 1) {
        nodes.get(node)[side] = -2 - offset;
      } else {
        if (nodes.get(node)[side] < 0) {
          nodes.get(node)[side] = nodes.size();
          nodes.add(new int[] {EMPTY, EMPTY});
        }
        node = nodes.get(node)[side];
      }
    }
    return this;
  }

  Path write(Path file) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int[] node : nodes) {
      for (int each : node) {
        int record =
            each == EMPTY
                ? nodes.size()
                : each >= 0 ? each : nodes.size() + SEPARATOR + (-2 - each);
        out.writeBytes(ByteBuffer.allocate(4).putInt(record).array());
      }
    }
    out.writeBytes(new byte[SEPARATOR]);
    out.writeBytes(data.toByteArray());
    out.writeBytes(new byte[] {(byte) 0xab, (byte) 0xcd, (byte) 0xef});
    out.writeBytes("MaxMind.com".getBytes(UTF_8));
    write(
        out,
        new TreeMap<>(
            Map.of(
                "binary_format_major_version",
                (short) 2,
                "binary_format_minor_version",
                (short) 0,
                "build_epoch",
                1_700_000_000L,
                "database_type",
                "Test",
                "description",
                Map.of("en", "test"),
                "ip_version",
                (short) 4,
                "languages",
                List.of("en"),
                "node_count",
                nodes.size(),
                "record_size",
                (short) 32)));
    return Files.write(file, out.toByteArray());
  }

  private static void head(ByteArrayOutputStream out, int type, int size) {
    int shown = size < 29 ? size : 29;
    out.write((type <= 7 ? type : 0) << 5 | shown);
    if (type > 7) {
      out.write(type - 7);
    }
    if (size >= 29) {
      out.write(size - 29);
    }
  }

  private static void write(ByteArrayOutputStream out, Object value) {
    switch (value) {
      case String text -> {
        byte[] bytes = text.getBytes(UTF_8);
        head(out, 2, bytes.length);
        out.writeBytes(bytes);
      }
      case Double number -> {
        head(out, 3, 8);
        out.writeBytes(ByteBuffer.allocate(8).putDouble(number).array());
      }
      case Short number -> {
        head(out, 5, 2);
        out.writeBytes(ByteBuffer.allocate(2).putShort(number).array());
      }
      case Integer number -> {
        head(out, 6, 4);
        out.writeBytes(ByteBuffer.allocate(4).putInt(number).array());
      }
      case Long number -> {
        head(out, 9, 8);
        out.writeBytes(ByteBuffer.allocate(8).putLong(number).array());
      }
      case Map<?, ?> map -> {
        head(out, 7, map.size());
        map.forEach(
            (key, each) -> {
              write(out, key);
              write(out, each);
            });
      }
      case List<?> list -> {
        head(out, 11, list.size());
        list.forEach(each -> write(out, each));
      }
      default -> throw new IllegalArgumentException("no type of the format: " + value);
    }
  }
}
