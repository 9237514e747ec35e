package io.millrace.store.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every object store does. */
public abstract class ObjectStoreContract {
  /** An empty store. */
  protected abstract ObjectStore store() throws Exception;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void returnsWhatWasPut() throws Exception {
    ObjectStore store = store();
    store.put("packs/20261105/a.pack", bytes("0123456789"));
    assertThat(store.size("packs/20261105/a.pack")).isEqualTo(10);
    assertThat(store.read("packs/20261105/a.pack", 0, 10)).isEqualTo(bytes("0123456789"));
    assertThat(store.read("packs/20261105/a.pack", 3, 4)).isEqualTo(bytes("3456"));
    assertThat(store.read("packs/20261105/a.pack", 10, 0)).isEmpty();
  }

  @Test
  void keepsAnEmptyObject() throws Exception {
    ObjectStore store = store();
    store.put("empty", new byte[0]);
    assertThat(store.size("empty")).isZero();
    assertThat(store.readVersioned("empty").content()).isEmpty();
  }

  @Test
  void keepsALargeObject() throws Exception {
    ObjectStore store = store();
    byte[] large = new byte[13 << 20];
    new Random(1).nextBytes(large);
    store.put("large", large);
    assertThat(store.size("large")).isEqualTo(large.length);
    assertThat(store.readVersioned("large").content()).isEqualTo(large);
    assertThatThrownBy(() -> store.put("large", large)).isInstanceOf(ObjectExistsException.class);
  }

  @Test
  void doesNotPutOverAnObject() throws Exception {
    ObjectStore store = store();
    store.put("a/b", bytes("first"));
    assertThatThrownBy(() -> store.put("a/b", bytes("second")))
        .isInstanceOf(ObjectExistsException.class)
        .hasMessageContaining("a/b");
    assertThat(store.read("a/b", 0, 5)).isEqualTo(bytes("first"));
  }

  @Test
  void saysThatAnObjectIsMissingOrTooShort() throws Exception {
    ObjectStore store = store();
    assertThatThrownBy(() -> store.read("none", 0, 1))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessageContaining("none");
    assertThatThrownBy(() -> store.size("none")).isInstanceOf(FileNotFoundException.class);
    assertThatThrownBy(() -> store.readVersioned("none")).isInstanceOf(FileNotFoundException.class);
    store.put("short", bytes("abc"));
    assertThatThrownBy(() -> store.read("short", 1, 3)).isInstanceOf(EOFException.class);
    assertThatThrownBy(() -> store.read("short", 7, 1)).isInstanceOf(EOFException.class);
  }

  @Test
  void deletesWhatIsThereAndWhatIsNot() throws Exception {
    ObjectStore store = store();
    store.put("a/b", bytes("x"));
    store.delete("a/b");
    store.delete("a/b");
    store.delete("never/there");
    assertThat(store.list("")).isEmpty();
    store.put("a/b", bytes("y"));
    assertThat(store.list("")).containsExactly("a/b");
  }

  @Test
  void listsByPrefixAndFromANameOn() throws Exception {
    ObjectStore store = store();
    for (String name : List.of("p/2/b", "p/1/z", "p/2/a", "p/10/c", "p-x/a", "q/a", "p/3")) {
      store.put(name, bytes(name));
    }
    assertThat(store.list("p/")).containsExactly("p/1/z", "p/10/c", "p/2/a", "p/2/b", "p/3");
    assertThat(store.list("p")).first().isEqualTo("p-x/a");
    assertThat(store.list("p/1")).containsExactly("p/1/z", "p/10/c");
    assertThat(store.list("p/", "p/10/c", 100)).containsExactly("p/2/a", "p/2/b", "p/3");
    assertThat(store.list("p/", "p/10/d", 2)).containsExactly("p/2/a", "p/2/b");
    assertThat(store.list("p/", "p/3", 2)).isEmpty();
    assertThat(store.list("p/2", "a", 1)).containsExactly("p/2/a");
    assertThat(store.list("none/")).isEmpty();
  }

  @Test
  void replacesOnlyTheVersionThatWasRead() throws Exception {
    ObjectStore store = store();
    store.put("lease", bytes("one"));
    VersionedObject first = store.readVersioned("lease");
    assertThat(first.content()).isEqualTo(bytes("one"));
    String second = store.replace("lease", bytes("two"), first.version());
    assertThatThrownBy(() -> store.replace("lease", bytes("three"), first.version()))
        .isInstanceOf(ObjectChangedException.class)
        .hasMessageContaining("lease");
    assertThat(store.readVersioned("lease").content()).isEqualTo(bytes("two"));
    assertThat(store.readVersioned("lease").version()).isEqualTo(second);
    store.replace("lease", bytes("four"), second);
    assertThat(store.readVersioned("lease").content()).isEqualTo(bytes("four"));
  }

  @Test
  void doesNotReplaceWhatIsGone() throws Exception {
    ObjectStore store = store();
    store.put("lease", bytes("one"));
    String version = store.readVersioned("lease").version();
    store.delete("lease");
    assertThatThrownBy(() -> store.replace("lease", bytes("two"), version))
        .isInstanceOf(ObjectChangedException.class);
    assertThat(store.list("")).isEmpty();
  }

  @Test
  void refusesNamesThatLeaveTheStore() throws Exception {
    ObjectStore store = store();
    for (String name : List.of("", "/a", "a/", "a//b", "../a", "a/../b", "a b", "a\u0000")) {
      assertThatThrownBy(() -> store.put(name, bytes("x")))
          .as(name)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
