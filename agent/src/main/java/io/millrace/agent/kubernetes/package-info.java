/**
 * Pods and nodes as the Kubernetes API tells of them: lists and watches, and the labels that
 * Prometheus makes of them, {@code __meta_kubernetes_*}.
 *
 * <p>A pod's files lie on this node whether or not the API answers. So reading never waits for the
 * API alone: pods that it does not tell of in time are taken from the names of their directories,
 * and get their other labels when it does.
 */
@NullMarked
package io.millrace.agent.kubernetes;

import org.jspecify.annotations.NullMarked;
