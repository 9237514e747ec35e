package io.millrace.agent.kubernetes;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.Map;

/** Pods as the API describes them. */
public final class Pods {
  private static final ObjectMapper YAML = new YAMLMapper();

  private Pods() {}

  /** A pod with one container {@code app} that runs. */
  public static Map<String, Object> running(String name, String uid, String app) {
    return of(
        """
        metadata:
          name: %s
          namespace: shop
          uid: %s
          labels: {app: %s, app.kubernetes.io/instance: blue}
          annotations: {example.com/team: red}
          ownerReferences:
          - {apiVersion: apps/v1, kind: ReplicaSet, name: web-6d4b75cb6d, uid: r1, controller: true}
        spec:
          nodeName: n1
          containers:
          - {name: app, image: "web:1"}
        status:
          phase: Running
          podIP: 10.0.0.7
          hostIP: 192.168.0.1
          conditions: [{type: Ready, status: "True"}]
          containerStatuses:
          - {name: app, image: "web:1", imageID: x, ready: true, restartCount: 0, containerID: "containerd://abc"}
        """
            .formatted(name, uid, app));
  }

  @SuppressWarnings("unchecked")
  public static Map<String, Object> of(String yaml) {
    try {
      return YAML.readValue(yaml, Map.class);
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
