package io.millrace.template;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.Adler32;

/** Digests, as lower-case hexadecimal text. */
final class HashFunctions {
  private HashFunctions() {}

  static void addTo(Map<String, Function> all) {
    all.put("Hash", new Function("ss", (a, _) -> hex("SHA3-256", (String) a[0] + a[1])));
    all.put("Sha2Hash", new Function("ss", (a, _) -> hex("SHA-256", (String) a[0] + a[1])));
    all.put("sha1sum", new Function("s", (a, _) -> hex("SHA-1", (String) a[0])));
    all.put("sha256sum", new Function("s", (a, _) -> hex("SHA-256", (String) a[0])));
    all.put("sha512sum", new Function("s", (a, _) -> hex("SHA-512", (String) a[0])));
    all.put("adler32sum", new Function("s", (a, _) -> adler((String) a[0])));
  }

  private static String hex(String algorithm, String text) throws TemplateException {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new TemplateException("this Java has no " + algorithm);
    }
  }

  private static String adler(String text) {
    Adler32 sum = new Adler32();
    sum.update(text.getBytes(StandardCharsets.UTF_8));
    return Long.toString(sum.getValue());
  }
}
