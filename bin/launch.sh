# Builds the examples if their sources have changed, and starts one of their programs. Sourced by bin/demo, bin/node,
# bin/emit, bin/bench and bin/spring-demo; requires $root.

. "$root/bin/requirements.sh"

# $home is the module of the program, and $modules are the modules to build. A script that needs more modules sets them
# before it calls launch.
home=${home:-examples}
modules=$home
stamp=$root/$home/target/launcher.stamp
class_path_file=$root/$home/target/classpath.txt
# The classes of a node (Java's AppCDS), so that it starts faster. Java ignores an archive that it cannot use.
archive=$root/$home/target/classes.jsa

# The browser client of the pages, from npm.
client=$root/examples/client
client_lock=$client/node_modules/.package-lock.json

# Installs the browser client if its version is new. Without npm the program runs all the same, and its page has no client.
install_client() {
  if command -v npm >/dev/null; then
    (install_packages_of "$client") || echo "${0##*/}: the page has no client" >&2
  elif [ ! -f "$client_lock" ]; then
    echo "${0##*/}: without npm the page has no client; install npm (Debian: apt-get install npm)" >&2
  fi
}

# Returns true if no file was edited, added or deleted since the stamp and every jar exists.
up_to_date() {
  local module changed jars jar
  [ -f "$stamp" ] || return 1
  for module in ${modules//,/ }; do
    [ -f "$root/$module/target/classpath.txt" ] || return 1
  done
  changed=$(cd "$root" && find pom.xml {socketio-core,broker-*,micrometer,admin-ui,spring-boot,examples,examples/embedded-kafka,$home}/{pom.xml,src/main} "$client_lock" admin-ui/client/{package-lock.json,node_modules/.package-lock.json} -newer "$stamp" 2>/dev/null)
  [ -z "$changed" ] || return 1
  IFS=: read -r -a jars <"$class_path_file"
  for jar in "${jars[@]}" "$root/$home/target/classes"; do
    [ -e "$jar" ] || return 1
  done
}

# The jars and class paths, without tests and checks.
package_main() {
  require_build_tools
  maven_with_progress -Dmaven.test.skip=true -Dspotless.check.skip -Dcheckstyle.skip "$@" package
}

build() {
  echo "${0##*/}: building Sidecast (only when its sources have changed) ..." >&2
  mkdir -p "$root/$home/target"
  # The stamp has the time before the build, so the next start builds a file that is edited during this build.
  touch "$stamp.new"
  package_main -pl "$modules" -am >&2 || fail "the build failed; its messages are above."
  rm -f "$archive"
  [ "$home" != examples ] || archive_classes
  mv "$stamp.new" "$stamp"
}

# An archive serves a class path of jars only.
class_path() {
  if [ "$home" = examples ]; then
    echo "$(ls "$root"/examples/target/examples-*.jar | grep -v -e '-sources\.jar$' -e '-javadoc\.jar$'):$(cat "$class_path_file")"
  else
    echo "$root/$home/target/classes:$(cat "$class_path_file")"
  fi
}

archive_classes() {
  "$java" -XX:TieredStopAtLevel=1 -XX:ArchiveClassesAtExit="$archive" -cp "$(class_path)" \
    io.sidecast.examples.ClassArchiveRun </dev/null >/dev/null 2>&1 || rm -f "$archive"
}

# Builds if necessary. Of two scripts that start at the same time one builds, and the other waits.
build_if_needed() {
  up_to_date && return
  if command -v flock >/dev/null; then
    (
      flock 9
      up_to_date || build
    ) 9>"$root/.build.lock" || exit 1
  else
    build
  fi
}

# Replaces the script by the program, so that a signal to the script reaches the JVM. --built as the first argument of the
# script starts what an earlier build made.
launch() {
  local main=$1
  shift
  require_java
  if [ "${1:-}" = --built ]; then
    shift
    [ -f "$class_path_file" ] || fail "nothing is built: leave out --built."
  else
    build_if_needed
  fi
  local options=(-XX:+ExitOnOutOfMemoryError "-Dsidecast.home=$root")
  if [ -f "$archive" ]; then
    # The first is for the nodes that the program starts.
    options+=("-Dsidecast.archive=$archive" "-XX:SharedArchiveFile=$archive" -Xshare:auto "-Xlog:cds*=off")
  fi
  exec "$java" "${options[@]}" -cp "$(class_path)" "$main" "$@"
}
