package io.millrace.service.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/** Undoes the Content-Encoding of request bodies, never past a cap. */
final class ContentDecoder {
  private static final int FIRST_BYTES = 16 << 10;

  private ContentDecoder() {}

  /**
   * The decoded body.
   *
   * @param encoding value of Content-Encoding, empty for none
   * @throws HttpException 413 past {@code options.maxDecompressedBytes()}, 400 for an encoding that
   *     nobody decodes or a damaged body
   */
  static byte[] decode(byte[] body, String encoding, RouteOptions options) {
    String name = encoding.strip().toLowerCase(Locale.ROOT);
    if (name.isEmpty()
        || name.equals("identity")
        || options.passThroughEncodings().contains(name)) {
      return body;
    }
    try (InputStream in = open(body, name, encoding)) {
      return readAll(in, body.length, options.maxDecompressedBytes());
    } catch (ZipException e) {
      // Go's words for what is no gzip at all; clients of Loki see them.
      String reason =
          name.equals("gzip") ? "gzip: invalid header" : "cannot decode the " + name + " body";
      throw new HttpException(400, reason + "\n");
    } catch (IOException e) {
      throw new HttpException(400, "cannot decode the " + name + " body: " + e.getMessage() + "\n");
    }
  }

  private static InputStream open(byte[] body, String name, String asSent) throws IOException {
    ByteArrayInputStream in = new ByteArrayInputStream(body);
    return switch (name) {
      case "gzip", "x-gzip" -> new GZIPInputStream(in, FIRST_BYTES);
      case "deflate" -> new InflaterInputStream(in, new Inflater(!hasZlibHeader(body)));
      default ->
          throw new HttpException(400, "Content-Encoding \"" + asSent + "\" not supported\n");
    };
  }

  /**
   * Whether a deflate body is wrapped as RFC 1950 says, rather than raw (RFC 1951) as Loki reads
   * it. A raw stream that begins like that would be a stored block with an impossible length check,
   * so two bytes decide.
   */
  private static boolean hasZlibHeader(byte[] body) {
    return body.length >= 2
        && (body[0] & 0x0f) == 8
        && (((body[0] & 0xff) << 8) | (body[1] & 0xff)) % 31 == 0;
  }

  private static byte[] readAll(InputStream in, int wireBytes, int cap) throws IOException {
    byte[] out = new byte[Math.min(cap, Math.max(FIRST_BYTES, 4 * Math.min(wireBytes, 1 << 20)))];
    int length = 0;
    while (true) {
      if (length == out.length) {
        int next = in.read();
        if (next < 0) {
          return out;
        }
        if (length == cap) {
          throw new HttpException(
              413, "request body too large: more than " + cap + " bytes after decompression\n");
        }
        out = Arrays.copyOf(out, (int) Math.min(cap, 2L * out.length));
        out[length++] = (byte) next;
        continue;
      }
      int read = in.read(out, length, out.length - length);
      if (read < 0) {
        return Arrays.copyOf(out, length);
      }
      length += read;
    }
  }
}
