#!/bin/sh
# Makes the part of the image that is not Millrace: a Java run-time with the modules in use, the C libraries that it and the
# native libraries are linked to, and an empty /tmp. Usage: root.sh JDK LIB_DIRECTORY TARGET
set -eu
jdk=$1
lib=$2
root=$3

modules=java.base,java.logging,java.management,java.naming,java.net.http,java.sql,java.xml
modules=$modules,jdk.charsets,jdk.crypto.ec,jdk.jfr,jdk.management,jdk.unsupported,jdk.zipfs

rm -rf "$root"
mkdir -p "$root/opt" "$root/tmp" "$root/etc/ssl/certs" "$root/data"
"$jdk/bin/jlink" --add-modules "$modules" --strip-debug --no-header-files --no-man-pages --compress zip-6 \
  --output "$root/opt/java"

# What the JVM and the libraries inside of the jars ask the loader for.
native=$(mktemp -d)
trap 'rm -rf "$native"' EXIT
for jar in "$lib"/rocksdbjni-*.jar "$lib"/zstd-jni-*.jar "$lib"/netty-transport-native-epoll-*-linux-x86_64.jar; do
  (cd "$native" && unzip -qo "$jar" '*linux*.so' '*linux/amd64*.so' '*x86_64.so' 2>/dev/null || true)
done
{
  find "$root/opt/java" -type f \( -name '*.so' -o -path '*/bin/java' \)
  find "$native" -name '*.so'
} | while read -r file; do
  ldd "$file" 2>/dev/null || true
done | awk '$2 == "=>" && $3 ~ /^\// { print $3 } $1 ~ /^\// { print $1 }' | sort -u | while read -r file; do
  case "$file" in
    "$root"/*) ;;
    *)
      mkdir -p "$root$(dirname "$file")"
      cp -L "$file" "$root$file"
      ;;
  esac
done
# Names are looked up through these, by dlopen.
for name in libnss_dns.so.2 libnss_files.so.2 libresolv.so.2; do
  file=$(ldconfig -p | awk -v name="$name" '$1 == name && /x86-64/ { print $NF; exit }')
  [ -z "$file" ] || { mkdir -p "$root$(dirname "$file")" && cp -L "$file" "$root$file"; }
done
printf 'root:x:0:0::/:/none\nmillrace:x:10001:10001::/data:/none\n' >"$root/etc/passwd"
printf 'hosts: files dns\n' >"$root/etc/nsswitch.conf"
