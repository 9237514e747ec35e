package io.millrace.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/** Keys with certificates that vouch for themselves, made by the JDK's keytool. */
final class TestKeys {
  static final char[] PASSWORD = "changeit".toCharArray();

  private final Path directory;

  TestKeys(Path directory) {
    this.directory = directory;
  }

  KeyStore pair(String name) throws Exception {
    Path store = directory.resolve(name + ".p12");
    Process keytool =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-alias",
                    name,
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=" + name,
                    "-ext",
                    "san=ip:127.0.0.1",
                    "-validity",
                    "30",
                    "-storetype",
                    "PKCS12",
                    "-keystore",
                    store.toString(),
                    "-storepass",
                    new String(PASSWORD)))
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve(name + ".out").toFile())
            .start();
    assertThat(keytool.waitFor()).isZero();
    KeyStore pair = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      pair.load(in, PASSWORD);
    }
    return pair;
  }

  Path pem(String file, String what, byte[] der) throws IOException {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return Files.writeString(
        directory.resolve(file),
        "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n");
  }

  /** The pair's certificate as a PEM file. */
  Path certificate(KeyStore pair, String name) throws Exception {
    return pem(name + "-cert.pem", "CERTIFICATE", pair.getCertificate(name).getEncoded());
  }

  /** The pair's private key as a PEM file. */
  Path key(KeyStore pair, String name) throws Exception {
    return pem(name + "-key.pem", "PRIVATE KEY", pair.getKey(name, PASSWORD).getEncoded());
  }
}
