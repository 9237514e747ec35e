package io.millrace.service.auth;

import io.millrace.service.config.ConfigException;
import io.millrace.service.config.ConfigFile;
import io.millrace.service.config.ConfigMap;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All users of a users file. Immutable. */
final class Users {
  private final List<User> users;

  private Users(List<User> users) {
    this.users = List.copyOf(users);
  }

  /**
   * Reads the text of a users file.
   *
   * @param name what errors call it
   */
  static Users parse(String name, String text) throws ConfigException {
    return ConfigFile.parse(name, text, ConfigFile.Options.STRICT, Users::read).config();
  }

  private static Users read(ConfigMap root) {
    List<User> users = root.list("users", Users::user);
    Set<String> names = new HashSet<>();
    for (User user : users) {
      if (!names.add(user.name())) {
        root.problem("users", "two users are called \"" + user.name() + "\"");
      }
    }
    return new Users(users);
  }

  private static User user(ConfigMap map) {
    String name = map.requiredString("name");
    String password = map.string("password_hash", "");
    List<PasswordHash> tokens = new ArrayList<>();
    for (String token : map.stringList("token_hashes", List.of())) {
      PasswordHash hash = hash(map, "token_hashes", token);
      if (hash instanceof PasswordHash.Pbkdf2) {
        map.problem("token_hashes", "a token has a hash that begins with sha256:");
      } else if (hash != null) {
        tokens.add(hash);
      }
    }
    PasswordHash passwordHash = password.isEmpty() ? null : hash(map, "password_hash", password);
    if (name.indexOf(':') >= 0) {
      map.problem("name", "a name holds no colon");
    }
    return new User(
        name, passwordHash, tokens, map.stringList("tenants", List.of()), map.bool("admin", false));
  }

  private static @Nullable PasswordHash hash(ConfigMap map, String key, String text) {
    try {
      return PasswordHash.parse(text);
    } catch (IllegalArgumentException e) {
      map.problem(key, "is no hash: " + e.getMessage());
      return null;
    }
  }

  @Nullable User named(String name) {
    for (User user : users) {
      if (user.name().equals(name)) {
        return user;
      }
    }
    return null;
  }

  /** The user of a token; looks at all users, whichever it is. */
  @Nullable User withToken(String token) {
    User found = null;
    for (User user : users) {
      for (PasswordHash hash : user.tokens()) {
        if (hash.matches(token)) {
          found = user;
        }
      }
    }
    return found;
  }

  int size() {
    return users.size();
  }
}
