package io.millrace.service.auth;

import io.millrace.service.config.ConfigException;
import io.millrace.service.config.ConfigFile;
import io.millrace.service.http.HttpException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the user of a request in a users file, which is looked at again from time to time; one that
 * cannot be used changes nothing. Safe for use by any number of threads.
 */
public final class Authenticator {
  private static final Logger log = LoggerFactory.getLogger(Authenticator.class);
  private static final int MAX_REMEMBERED = 10_000;
  private static final Duration MAX_WAIT = Duration.ofSeconds(5);
  private static final int TOO_MANY_REQUESTS = 429;

  /** Compared with when there is no such user, so that the answer takes as long. */
  private static final PasswordHash NOBODY = PasswordHash.ofPassword("nobody", new SecureRandom());

  private final Path file;
  private final Duration period;
  private final byte[] pepper = new byte[32];
  private final CountDownLatch stopped = new CountDownLatch(1);

  /** Checking a password takes a core for a quarter of a second: others shall have cores too. */
  private final Semaphore checks =
      new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));

  private volatile State state;
  private String lastText;
  private boolean lastFailed;

  /**
   * Users, and which pairs of name and password were found right, by a hash that lives as long as
   * the process.
   */
  private record State(Users users, ConcurrentHashMap<String, User> remembered) {}

  /**
   * Reads the file.
   *
   * @param period how often it is looked at again
   * @throws ConfigException when it cannot be used
   */
  public Authenticator(Path file, Duration period) throws ConfigException {
    this.file = file;
    this.period = period;
    new SecureRandom().nextBytes(pepper);
    this.lastText = ConfigFile.text(file);
    this.state = new State(Users.parse(file.toString(), lastText), new ConcurrentHashMap<>());
  }

  /** Begins to look at the file from time to time. */
  public void start() {
    Thread.ofVirtual().name("users-file").start(this::watch);
  }

  /** Ends that. */
  public void stop() {
    stopped.countDown();
  }

  private void watch() {
    try {
      while (!stopped.await(period.toNanos(), TimeUnit.NANOSECONDS)) {
        reload();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Looks at the file now. */
  synchronized void reload() {
    try {
      String text = ConfigFile.text(file);
      if (text.equals(lastText)) {
        return;
      }
      Users users = Users.parse(file.toString(), text);
      state = new State(users, new ConcurrentHashMap<>());
      lastText = text;
      lastFailed = false;
      log.atInfo().addKeyValue("file", file).addKeyValue("users", users.size()).log("users read");
    } catch (ConfigException e) {
      if (!lastFailed) {
        log.atError()
            .addKeyValue("file", file)
            .addKeyValue("reason", e.getMessage())
            .log("the users file cannot be used, the users that were read stay");
      }
      lastFailed = true;
    }
  }

  /**
   * The user of a request, or null when it names none or is wrong about it.
   *
   * @throws HttpException 429 when too many passwords are being checked
   */
  @Nullable User find(@Nullable String authorization) {
    State now = state;
    return switch (Credentials.of(authorization)) {
      case Credentials.None _ -> null;
      case Credentials.Bearer(String token) -> now.users().withToken(token);
      case Credentials.Basic(String name, String password) -> byPassword(now, name, password);
    };
  }

  private @Nullable User byPassword(State now, String name, String password) {
    String key = key(name, password);
    User known = now.remembered().get(key);
    if (known != null) {
      return known;
    }
    User user = now.users().named(name);
    PasswordHash hash = user == null ? null : user.password();
    boolean right = check(hash == null ? NOBODY : hash, password);
    if (user == null || hash == null || !right) {
      return null;
    }
    if (now.remembered().size() >= MAX_REMEMBERED) {
      now.remembered().clear();
    }
    now.remembered().put(key, user);
    return user;
  }

  private boolean check(PasswordHash hash, String password) {
    try {
      if (!checks.tryAcquire(MAX_WAIT.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new HttpException(TOO_MANY_REQUESTS, "too many passwords are being checked\n");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new HttpException(503, "interrupted\n");
    }
    try {
      return hash.matches(password);
    } finally {
      checks.release();
    }
  }

  private String key(String name, String password) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(pepper);
      digest.update(name.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      digest.update(password.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has no SHA-256", e);
    }
  }
}
