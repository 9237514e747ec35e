package io.millrace.manifests;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads YAML into the typed model of Kubernetes; a field that the model does not have is an error.
 */
final class Manifests {
  private static final YAMLMapper YAML =
      YAMLMapper.builder(
              YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .annotationIntrospector(new NoAnySetters())
          .build();

  private Manifests() {}

  /** The model keeps unknown fields aside instead of refusing them. */
  private static final class NoAnySetters extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1L;

    @Override
    public Boolean hasAnySetter(Annotated annotated) {
      return false;
    }
  }

  /** Everything that an overlay consists of, as {@code kubectl kustomize} gives it. */
  static List<HasMetadata> overlay(Path directory) throws IOException {
    return typed(nodes(directory));
  }

  /** The documents of a text. */
  static List<HasMetadata> parse(String text) throws IOException {
    return typed(documents(text));
  }

  private static List<HasMetadata> typed(List<ObjectNode> documents) throws IOException {
    KubernetesSerialization kinds = new KubernetesSerialization();
    List<HasMetadata> all = new ArrayList<>();
    for (ObjectNode document : documents) {
      Object loose = kinds.unmarshal(YAML.writeValueAsString(document));
      all.add((HasMetadata) YAML.treeToValue(document, loose.getClass()));
    }
    return all;
  }

  private static List<ObjectNode> documents(String text) throws IOException {
    try (MappingIterator<JsonNode> documents = YAML.readerFor(JsonNode.class).readValues(text)) {
      return documents.readAll().stream()
          .filter(ObjectNode.class::isInstance)
          .map(ObjectNode.class::cast)
          .toList();
    }
  }

  /** Resources, components and patches; the parts of kustomize that the manifests use. */
  private static List<ObjectNode> nodes(Path directory) throws IOException {
    JsonNode kustomization = YAML.readTree(directory.resolve("kustomization.yaml").toFile());
    Map<String, ObjectNode> byName = new LinkedHashMap<>();
    for (String list : List.of("resources", "components")) {
      for (JsonNode each : kustomization.path(list)) {
        Path path = directory.resolve(each.asText());
        for (ObjectNode node :
            Files.isDirectory(path) ? nodes(path) : documents(Files.readString(path))) {
          if (byName.put(id(node), node) != null) {
            throw new IOException("twice in " + directory + ": " + id(node));
          }
        }
      }
    }
    for (JsonNode patch : kustomization.path("patches")) {
      for (ObjectNode node :
          documents(Files.readString(directory.resolve(patch.path("path").asText())))) {
        ObjectNode target = byName.get(id(node));
        if (target == null) {
          throw new IOException("nothing to patch: " + id(node));
        }
        merge(target, node);
      }
    }
    return List.copyOf(byName.values());
  }

  private static String id(JsonNode node) {
    return node.path("kind").asText() + '/' + node.path("metadata").path("name").asText();
  }

  private static void merge(ObjectNode target, ObjectNode patch) {
    patch
        .properties()
        .forEach(
            field -> {
              if (field.getValue() instanceof ObjectNode inner
                  && target.get(field.getKey()) instanceof ObjectNode existing) {
                merge(existing, inner);
              } else {
                target.set(field.getKey(), field.getValue());
              }
            });
  }
}
