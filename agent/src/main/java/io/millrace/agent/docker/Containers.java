package io.millrace.agent.docker;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.labels.Labels;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Makes Prometheus's labels of what the engine says. */
final class Containers {
  private static final String CONTAINER = "__meta_docker_container_";
  private static final String NETWORK = "__meta_docker_network_";
  private static final String PORT = "__meta_docker_port_";

  private final DockerSource source;
  private final Map<String, JsonNode> networks = new HashMap<>();
  private final Map<String, JsonNode> containers = new LinkedHashMap<>();

  Containers(DockerSource source, JsonNode containers, JsonNode networks) {
    this.source = source;
    for (JsonNode each : containers) {
      if (!each.path("Id").asText().isEmpty()) {
        this.containers.put(each.path("Id").asText(), each);
      }
    }
    for (JsonNode each : networks) {
      this.networks.put(each.path("Id").asText(), each);
    }
  }

  /**
   * The labels of each container by its id. Of its networks the first by name counts, and of its
   * ports the first of TCP: its log is read once.
   */
  Map<String, Labels> labels() {
    Map<String, Labels> all = new LinkedHashMap<>();
    containers.forEach((id, container) -> all.put(id, labels(id, container)));
    return all;
  }

  private Labels labels(String id, JsonNode container) {
    Labels.Builder labels = Labels.empty().toBuilder();
    String mode = container.path("HostConfig").path("NetworkMode").asText();
    labels.set(CONTAINER + "id", id);
    labels.set(CONTAINER + "name", container.path("Names").path(0).asText());
    labels.set(CONTAINER + "network_mode", mode);
    userLabels(labels, CONTAINER + "label_", container.path("Labels"));
    JsonNode network = network(container);
    String ip = network.path("IPAddress").asText();
    labels.set(NETWORK + "ip", ip);
    JsonNode described = networks.get(network.path("NetworkID").asText());
    if (described != null) {
      labels.set(NETWORK + "id", described.path("Id").asText());
      labels.set(NETWORK + "name", described.path("Name").asText());
      labels.set(NETWORK + "scope", described.path("Scope").asText());
      labels.set(NETWORK + "ingress", described.path("Ingress").asText());
      labels.set(NETWORK + "internal", described.path("Internal").asText());
      userLabels(labels, NETWORK + "label_", described.path("Labels"));
    }
    JsonNode port = port(container);
    if (!port.isMissingNode()) {
      labels.set(PORT + "private", port.path("PrivatePort").asText());
      if (port.path("PublicPort").asInt() > 0) {
        labels.set(PORT + "public", port.path("PublicPort").asText());
        labels.set(PORT + "public_ip", port.path("IP").asText());
      }
    }
    String number = port.path("PrivatePort").asText(Integer.toString(source.port()));
    String joined = (ip.contains(":") ? "[" + ip + "]" : ip) + ":" + number;
    boolean isHosts = port.isMissingNode() && mode.equals("host");
    labels.set("__address__", isHosts ? source.hostNetworkingHost() : joined);
    return labels.build();
  }

  private static void userLabels(Labels.Builder labels, String prefix, JsonNode map) {
    for (Map.Entry<String, JsonNode> each : map.properties()) {
      String name = each.getKey().replaceAll("[^a-zA-Z0-9_]", "_");
      labels.set(prefix + name, each.getValue().asText());
    }
  }

  /** Its first network by name, or that of the container whose network it shares. */
  private JsonNode network(JsonNode container) {
    JsonNode asked = container;
    // More steps than containers would be a circle.
    for (int i = 0; i <= containers.size(); i++) {
      Map<String, JsonNode> byName = new TreeMap<>();
      for (Map.Entry<String, JsonNode> each :
          asked.path("NetworkSettings").path("Networks").properties()) {
        if (each.getValue().isObject()) {
          byName.put(each.getKey(), each.getValue());
        }
      }
      if (!byName.isEmpty()) {
        return byName.values().iterator().next();
      }
      String mode = asked.path("HostConfig").path("NetworkMode").asText();
      JsonNode shared =
          mode.startsWith("container:")
              ? containers.get(mode.substring("container:".length()))
              : null;
      if (shared == null) {
        break;
      }
      asked = shared;
    }
    return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
  }

  private static JsonNode port(JsonNode container) {
    for (JsonNode each : container.path("Ports")) {
      if (each.path("Type").asText().equals("tcp")) {
        return each;
      }
    }
    return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
  }
}
