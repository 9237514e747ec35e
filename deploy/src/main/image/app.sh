#!/bin/sh
# Makes the part of the image that is Millrace: the jars, and the JVM's options in a file, among them a start-up cache that a run of
# the image's own Java has trained. The cache fits jars of the same order, size and time only: so the class path names each jar, and
# all files get the time that Jib gives them. Usage: app.sh ROOT LIB_DIRECTORY TARGET, ROOT being what root.sh has made.
set -eu
root=$1
lib=$2
target=$3

rm -rf "$target"
mkdir -p "$target"
cp -R "$lib" "$target/lib"
find "$root/opt/java" "$target" -exec touch -h -d @1 {} +

class_path() {
  find "$target/lib" -name '*.jar' | sort | sed "s|^$target/lib|$1/lib|" | paste -s -d : -
}

options='--enable-native-access=ALL-UNNAMED
-XX:+ExitOnOutOfMemoryError
-XX:+UseSerialGC
-XX:+UseCompactObjectHeaders
--sun-misc-unsafe-memory-access=allow
-Dio.netty.noUnsafe=false
-Dio.netty.jfr.enabled=false'

log=$(mktemp)
trap 'rm -f "$log"' EXIT
# shellcheck disable=SC2086 # several options
if "$root/opt/java/bin/java" $options -Xmx512m -XX:AOTCacheOutput="$target/millrace.aot" -cp "$(class_path "$target")" \
  io.millrace.cli.Main warm >"$log" 2>&1 && [ -s "$target/millrace.aot" ]; then
  options="$options
-XX:AOTCache=/opt/millrace/millrace.aot"
else
  rm -f "$target"/millrace.aot*
  echo "app.sh: no start-up cache was made; starts take longer, nothing else" >&2
  cat "$log" >&2
fi
printf '%s\n-cp\n%s\n' "$options" "$(class_path /opt/millrace)" >"$target/java.args"
