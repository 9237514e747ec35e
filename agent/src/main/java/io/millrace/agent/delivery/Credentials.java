package io.millrace.agent.delivery;

import io.millrace.service.config.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** What goes into the Authorization header. */
public sealed interface Credentials {
  /** The header's value now; files are read each time, so that they can be rotated. */
  String header() throws IOException;

  /** A user's name and password. */
  record Basic(Source user, Source password) implements Credentials {
    @Override
    public String header() throws IOException {
      String pair = user.read() + ":" + password.read();
      return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** A token of some type, mostly {@code Bearer}. */
  record Token(String type, Source token) implements Credentials {
    @Override
    public String header() throws IOException {
      return type + " " + token.read();
    }
  }

  /** Where a secret is. */
  sealed interface Source {
    String read() throws IOException;

    /** In the config file. */
    record Fixed(Secret secret) implements Source {
      @Override
      public String read() {
        return secret.reveal();
      }
    }

    /** In a file of its own, whose last line end does not count. */
    record InFile(Path file) implements Source {
      @Override
      public String read() throws IOException {
        return Files.readString(file).strip();
      }
    }
  }
}
