package io.millrace.service.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * What is kept of a password or of a token: {@code pbkdf2-sha256:<iterations>:<salt>:<hash>}, with
 * salt and hash in base 64, or {@code sha256:<hex>}. The second is quick to try and therefore for
 * tokens alone, which have been drawn by chance and not by a person. Immutable.
 */
public sealed interface PasswordHash {
  /** What OWASP asks for in 2023. */
  int DEFAULT_ITERATIONS = 600_000;

  /** Whether this is the hash of {@code password}; takes the same time for right and wrong ones. */
  boolean matches(String password);

  /** The text that {@link #parse} reads. */
  String text();

  /**
   * A slow hash, for what a person chose.
   *
   * @param salt in base 64
   * @param hash in base 64
   */
  record Pbkdf2(int iterations, String salt, String hash) implements PasswordHash {
    private static final String PREFIX = "pbkdf2-sha256";
    private static final int MIN_ITERATIONS = 1000;
    private static final int MAX_ITERATIONS = 10_000_000;
    private static final int MIN_SALT = 8;
    private static final int MIN_HASH = 16;
    private static final int MAX_BYTES = 64;

    public Pbkdf2 {
      if (iterations < MIN_ITERATIONS || iterations > MAX_ITERATIONS) {
        throw new IllegalArgumentException("between 1000 and " + MAX_ITERATIONS + " iterations");
      }
      requireLength(salt, MIN_SALT, "salt");
      requireLength(hash, MIN_HASH, "hash");
    }

    private static void requireLength(String base64, int least, String what) {
      int length = Base64.getDecoder().decode(base64).length;
      if (length < least || length > MAX_BYTES) {
        throw new IllegalArgumentException(
            "a " + what + " of " + least + " to " + MAX_BYTES + " bytes");
      }
    }

    @Override
    public boolean matches(String password) {
      byte[] right = Base64.getDecoder().decode(hash);
      byte[] tried = derive(password, Base64.getDecoder().decode(salt), iterations, right.length);
      return MessageDigest.isEqual(right, tried);
    }

    @Override
    public String text() {
      return PREFIX + ":" + iterations + ":" + salt + ":" + hash;
    }

    private static byte[] derive(String password, byte[] salt, int iterations, int length) {
      PBEKeySpec key = new PBEKeySpec(password.toCharArray(), salt, iterations, length * 8);
      try {
        return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
            .generateSecret(key)
            .getEncoded();
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("the JDK has no PBKDF2", e);
      } finally {
        key.clearPassword();
      }
    }

    @Override
    public String toString() {
      return PREFIX;
    }
  }

  /**
   * A quick hash, for what was drawn by chance.
   *
   * @param hex 64 lower-case digits
   */
  record Sha256(String hex) implements PasswordHash {
    private static final String PREFIX = "sha256";
    private static final int BYTES = 32;

    public Sha256 {
      if (HexFormat.of().parseHex(hex).length != BYTES) {
        throw new IllegalArgumentException("64 hexadecimal digits");
      }
    }

    @Override
    public boolean matches(String password) {
      return MessageDigest.isEqual(HexFormat.of().parseHex(hex), digest(password));
    }

    @Override
    public String text() {
      return PREFIX + ":" + hex;
    }

    @Override
    public String toString() {
      return PREFIX;
    }
  }

  private static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has no SHA-256", e);
    }
  }

  /** The hash of a new password, with a salt of its own. */
  static PasswordHash ofPassword(String password, SecureRandom random) {
    byte[] salt = new byte[16];
    random.nextBytes(salt);
    byte[] hash = Pbkdf2.derive(password, salt, DEFAULT_ITERATIONS, 32);
    Base64.Encoder base64 = Base64.getEncoder();
    return new Pbkdf2(DEFAULT_ITERATIONS, base64.encodeToString(salt), base64.encodeToString(hash));
  }

  /** The hash of a token. */
  static PasswordHash ofToken(String token) {
    return new Sha256(HexFormat.of().formatHex(digest(token)));
  }

  /**
   * Reads the text of a hash.
   *
   * @throws IllegalArgumentException with what is wrong with it, without the text
   */
  static PasswordHash parse(String text) {
    String[] parts = text.split(":", -1);
    if (parts.length == 4 && parts[0].equals(Pbkdf2.PREFIX)) {
      return new Pbkdf2(iterations(parts[1]), parts[2], parts[3]);
    }
    if (parts.length == 2 && parts[0].equals(Sha256.PREFIX)) {
      return new Sha256(parts[1]);
    }
    throw new IllegalArgumentException(
        "neither pbkdf2-sha256:<iterations>:<salt>:<hash> nor sha256:<hex>");
  }

  private static int iterations(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException _) {
      throw new IllegalArgumentException("the iterations are no number");
    }
  }
}
