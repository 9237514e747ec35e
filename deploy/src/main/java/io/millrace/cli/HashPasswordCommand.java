package io.millrace.cli;

import io.millrace.service.auth.PasswordHash;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints what a users file keeps of a password or of a token. */
@Command(
    name = "hash-password",
    mixinStandardHelpOptions = true,
    description = "Print the hash of a password from standard input, for a users file.")
final class HashPasswordCommand implements Callable<Integer> {
  private static final int TOKEN_BYTES = 32;

  @Spec private CommandSpec spec;

  @Option(names = "--token", description = "Draw a token, and print it and its hash.")
  private boolean token;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    SecureRandom random = new SecureRandom();
    if (token) {
      byte[] bytes = new byte[TOKEN_BYTES];
      random.nextBytes(bytes);
      String drawn = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
      out.println("token: " + drawn);
      out.println("hash:  " + PasswordHash.ofToken(drawn).text());
    } else {
      out.println(PasswordHash.ofPassword(password(), random).text());
    }
    out.flush();
    return 0;
  }

  private static String password() throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String line = in.readLine();
    if (line == null || line.isEmpty()) {
      throw new UsageException("no password was given on standard input");
    }
    return line;
  }
}
