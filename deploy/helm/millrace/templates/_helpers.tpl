{{- define "millrace.labels" -}}
app.kubernetes.io/name: millrace
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{- define "millrace.metadata" -}}
namespace: {{ .root.Release.Namespace }}
labels:
  {{- include "millrace.labels" . | nindent 2 }}
  app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
  helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}
{{- end }}

{{- define "millrace.image" -}}
image: {{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
{{- end }}

{{- define "millrace.secret" -}}
{{ .Values.bucket.existingSecret | default (printf "%s-bucket" .Release.Name) }}
{{- end }}

{{- define "millrace.internalSecret" -}}
{{ .Values.internalToken.existingSecret | default (printf "%s-internal" .Release.Name) }}
{{- end }}

{{- define "millrace.pushService" -}}
{{ .Release.Name }}{{ if eq .Values.mode "apart" }}-ingester{{ end }}
{{- end }}

{{- define "millrace.config" -}}
{{- $config := dict "auth_enabled" .Values.authEnabled "server" (dict "http_listen_port" 3100 "log_format" "json") "common" (dict "path_prefix" "/data") "limits_config" (dict "ingestion_rate_mb" 64 "ingestion_burst_size_mb" 128 "per_stream_rate_limit" "16MB" "per_stream_rate_limit_burst" "32MB") }}
{{- if eq .Values.mode "apart" }}
{{- $s3 := dict "endpoint" .Values.bucket.endpoint "region" .Values.bucket.region "bucketnames" .Values.bucket.name "access_key_id" "${AWS_ACCESS_KEY_ID}" "secret_access_key" "${AWS_SECRET_ACCESS_KEY}" }}
{{- $_ := set $config.common "storage" (dict "s3" $s3) }}
{{- $_ := set $config.common "internal_token" "${MILLRACE_INTERNAL_TOKEN}" }}
{{- /* Less than the pods' grace; SIGTERM stores everything in the bucket. */}}
{{- $_ := set $config.server "graceful_shutdown_timeout" "280s" }}
{{- $_ := set $config "ingester" (dict "flush_on_shutdown" true) }}
{{- $_ := set $config "querier" (dict "ingesters" (dict "dns" (printf "%s-ingester-headless:3100" .Release.Name))) }}
{{- end }}
{{- toYaml (mergeOverwrite $config (deepCopy .Values.serverConfig)) }}
{{- end }}

{{/* The pods of a server. Takes root, component, args, heapPercent, resources, hasClaim. */}}
{{- define "millrace.serverPod" -}}
metadata:
  labels:
    {{- include "millrace.labels" . | nindent 4 }}
  annotations:
    prometheus.io/scrape: "true"
    prometheus.io/port: "3100"
    prometheus.io/path: /metrics
    # New pods when the config has changed.
    checksum/config: {{ include "millrace.config" .root | sha256sum }}
spec:
  automountServiceAccountToken: false
  terminationGracePeriodSeconds: {{ .grace }}
  securityContext:
    runAsNonRoot: true
    runAsUser: 10001
    runAsGroup: 10001
    fsGroup: 10001
    fsGroupChangePolicy: OnRootMismatch
    seccompProfile: {type: RuntimeDefault}
  containers:
    - name: {{ .component }}
      {{- include "millrace.image" .root | nindent 6 }}
      args:
        - server
        {{- with .target }}
        - -target={{ . }}
        {{- end }}
        - -config.file=/etc/millrace/server.yaml
        - -config.expand-env
      env:
        # A part for the heap; RocksDB, compression and buffers need the rest.
        - name: JDK_JAVA_OPTIONS
          value: -XX:MaxRAMPercentage={{ .heapPercent }}
        {{- with .root.Values.env }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      {{- if eq .root.Values.mode "apart" }}
      envFrom:
        - secretRef: {name: {{ include "millrace.secret" .root }}}
        - secretRef: {name: {{ include "millrace.internalSecret" .root }}}
      {{- end }}
      ports:
        - {name: http, containerPort: 3100}
      startupProbe:
        httpGet: {path: /ready, port: http}
        periodSeconds: 5
        failureThreshold: 120
      readinessProbe:
        httpGet: {path: /ready, port: http}
        periodSeconds: 5
      livenessProbe:
        httpGet: {path: /live, port: http}
        periodSeconds: 30
        timeoutSeconds: 5
      resources:
        {{- toYaml .resources | nindent 8 }}
      securityContext:
        readOnlyRootFilesystem: true
        allowPrivilegeEscalation: false
        capabilities: {drop: [ALL]}
      volumeMounts:
        - {name: config, mountPath: /etc/millrace, readOnly: true}
        - {name: data, mountPath: /data}
        - {name: tmp, mountPath: /tmp}
  volumes:
    - name: config
      configMap: {name: {{ .root.Release.Name }}-server}
    - name: tmp
      emptyDir: {sizeLimit: 128Mi}
    {{- if not .hasClaim }}
    - name: data
      emptyDir: {sizeLimit: 10Gi}
    {{- end }}
{{- end }}

{{- define "millrace.claim" -}}
- metadata:
    name: data
  spec:
    accessModes: [ReadWriteOnce]
    {{- with .storageClassName }}
    storageClassName: {{ . }}
    {{- end }}
    resources:
      requests: {storage: {{ .storage }}}
{{- end }}
