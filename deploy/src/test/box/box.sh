#!/bin/sh
# Runs an agent and a server each in a box that has what the manifests give: the image's root, read-only, a /tmp and the mounts of
# the pod, the server as user 10001, the agent as root with the right to read alone, memory limited by a cgroup where there is one
# and by -Xmx in any case. A writer makes a container's log of some MB a second. At the end every line has to have arrived, and both
# processes have to be those that were started.
#
# Usage, as root, after mvn -Pimage package:  box.sh target/image-root target/image-app [SECONDS] [MB_PER_SECOND]
set -eu
root=$(readlink -f -- "$1")
app=$(readlink -f -- "$2")
seconds=${3:-300}
rate=${4:-5}

server_limit=1024 # MiB, limits.memory of the manifests
agent_limit=320
port=13100

work=$(mktemp -d)
chmod 755 "$work"
mkdir -p "$work/config" "$work/data" "$work/state" "$work/pods/box_writer_1/app" "$work/image"
chown 10001:10001 "$work/data"
log=$work/pods/box_writer_1/app/0.log
: >"$log"
groups=
server=
agent=

end() {
  for pid in $server $agent; do
    kill "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  done
  for group in $groups; do
    rmdir "$group" 2>/dev/null || true
  done
  rm -rf "$work"
}
trap end EXIT INT TERM

cat >"$work/config/server.yaml" <<YAML
auth_enabled: false
server: {http_listen_address: 127.0.0.1, http_listen_port: $port}
common: {path_prefix: /data}
limits_config:
  ingestion_rate_mb: 64
  ingestion_burst_size_mb: 128
  per_stream_rate_limit: 16MB
  per_stream_rate_limit_burst: 32MB
YAML
cat >"$work/config/agent.yaml" <<YAML
server: {http_listen_address: 127.0.0.1, http_listen_port: $((port + 1))}
clients:
  - url: http://127.0.0.1:$port/loki/api/v1/push
positions: {filename: /var/lib/millrace/positions.yaml}
scrape_configs:
  - job_name: pods
    pipeline_stages: [{cri: {}}]
    static_configs:
      - labels: {job: box, __path__: /var/log/pods/*/*/*.log}
YAML

# A cgroup with a limit of memory, of version 2 or 1; prints nothing where there is none.
limited() {
  for at in "/sys/fs/cgroup/millrace-box-$1 memory.max" "/sys/fs/cgroup/memory/millrace-box-$1 memory.limit_in_bytes"; do
    directory=${at% *}
    parent=$(dirname "$directory")
    if [ -e "$parent/cgroup.procs" ] && mkdir "$directory" 2>/dev/null; then
      if echo "$(($2 << 20))" 2>/dev/null >"$directory/${at#* }"; then
        echo "$directory"
        return
      fi
      rmdir "$directory"
    fi
  done
}

# box NAME RIGHTS OPTIONS MOUNTS COMMAND: replaces the shell. RIGHTS is what goes between setpriv and the command.
box() {
  name=$1 rights=$2 options=$3 mounts=$4
  shift 4
  group=$(cat "$work/group-$name")
  [ -z "$group" ] || sh -c 'echo "$PPID" >"$1/cgroup.procs"' sh "$group"
  exec unshare --mount sh -euc '
    root=$1 work=$2 app=$3 rights=$4 options=$5 mounts=$6
    shift 6
    box=$work/image
    mount -t tmpfs tmpfs "$box"
    mkdir "$box/proc"
    cp -R "$root/etc" "$box/etc"
    for each in lib lib64 tmp data; do
      mkdir "$box/$each"
      mount --bind "$root/$each" "$box/$each"
    done
    mkdir -p "$box/opt/java" "$box/opt/millrace" "$box/etc/millrace" "$box/var/log/pods" "$box/var/lib/millrace"
    mount --bind "$root/opt/java" "$box/opt/java"
    mount --bind "$app" "$box/opt/millrace"
    mount --bind "$work/config" "$box/etc/millrace"
    mount -t proc proc "$box/proc"
    mount -t tmpfs -o mode=1777,size=128m tmpfs "$box/tmp"
    for each in $mounts; do
      mount --bind "$work/${each%%:*}" "$box/${each#*:}"
    done
    mount -o remount,ro "$box"
    for each in lib lib64 opt/java opt/millrace etc/millrace; do
      mount -o remount,ro,bind "$box/$each"
    done
    case $mounts in *pods:*) mount -o remount,ro,bind "$box/var/log/pods" ;; esac
    # shellcheck disable=SC2086 # several options
    exec setpriv --no-new-privs $rights "$box" \
      /opt/java/bin/java @/opt/millrace/java.args $options io.millrace.cli.Main "$@"
  ' sh "$root" "$work" "$app" "$rights" "$options" "$mounts" "$@"
}

ready() {
  until curl -sf "http://127.0.0.1:$1/ready" >/dev/null; do
    kill -0 "$2" || { cat "$work/$3.log"; exit 1; }
    sleep 0.1
  done
}

peak() {
  awk '/^VmHWM/ { printf "%d MB\n", $2 / 1024 }' "/proc/$1/status"
}

limited server "$server_limit" >"$work/group-server"
limited agent "$agent_limit" >"$work/group-agent"
groups=$(cat "$work/group-server" "$work/group-agent")
[ -n "$groups" ] && echo "memory is limited by $groups" || echo "memory is limited by -Xmx alone"

(box server "chroot --userspec=10001:10001 --groups=" "-Xmx$((server_limit / 2))m" data:data \
  server -config.file=/etc/millrace/server.yaml) >"$work/server.log" 2>&1 &
server=$!
ready "$port" "$server" server
(box agent "--clear-groups --bounding-set -all,+sys_chroot,+dac_read_search chroot" "-Xmx$((agent_limit * 35 / 100))m -XX:MaxDirectMemorySize=32m" \
  "pods:var/log/pods state:var/lib/millrace" agent -config.file=/etc/millrace/agent.yaml) >"$work/agent.log" 2>&1 &
agent=$!
ready "$((port + 1))" "$agent" agent
echo "server and agent are ready; $rate MB/s for $seconds s"

# Lines of 200 bytes in the kubelet's form; the file is rotated every 40 MB.
lines_each=$((rate * 1000000 / 200))
begin=$(date +%s)
written=0
rotated=$(mktemp -d -p "$work")
tick=0
while [ "$tick" -lt "$seconds" ]; do
  date -u +%Y-%m-%dT%H:%M:%S | awk -v n="$lines_each" -v from="$written" '{
    for (i = 0; i < n; i++) {
      printf "%s.%09dZ stdout F level=info msg=\"request served\" path=/api/v1/items/%d status=200 took=%dms " \
        "trace=%08x%08x number=%d padding=abcdefghijklmnopqrstuvwxyzabcdefghijkl\n",
        $1, i * 1000, (from + i) % 9973, i % 900, from + i, i * 7919, from + i
    }
  }' >>"$log"
  written=$((written + lines_each))
  tick=$((tick + 1))
  if [ "$(stat -c %s "$log")" -gt 40000000 ]; then
    mv "$log" "$log.$tick"
    : >"$log"
    find "$work/pods/box_writer_1/app" -name '0.log.*' -mmin +1 -delete
  fi
  while [ "$(($(date +%s) - begin))" -lt "$tick" ]; do
    sleep 0.05
  done
done
took=$(($(date +%s) - begin))
echo "wrote $written lines in $took s"

arrived=0
tries=0
while [ "$arrived" -ne "$written" ] && [ "$tries" -lt 60 ]; do
  sleep 2
  tries=$((tries + 1))
  arrived=$(curl -sfG "http://127.0.0.1:$port/loki/api/v1/query" --data-urlencode \
    "query=sum(count_over_time({job=\"box\"}[2h]))" | sed -n 's/.*"value":\[[^,]*,"\([0-9]*\)".*/\1/p')
  arrived=${arrived:-0}
done
echo "arrived: $arrived of $written"
kill -0 "$server" && kill -0 "$agent"
echo "peaks: server $(peak "$server"), agent $(peak "$agent")"
[ "$arrived" -eq "$written" ] || { tail -5 "$work/server.log" "$work/agent.log"; exit 1; }
