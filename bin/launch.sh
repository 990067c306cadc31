# Builds the examples if their sources changed, and runs one. Sourced by bin/demo, bin/node, bin/emit, bin/bench;
# needs $root.

. "$root/bin/requirements.sh"

# The module that the program is in, and what to build; a program that needs more than the examples says so before it
# calls launch.
home=${home:-examples}
modules=$home
stamp=$root/$home/target/launcher.stamp
class_path_file=$root/$home/target/classpath.txt

# True if nothing was edited, added or deleted since the stamp, and every jar is still there.
up_to_date() {
  local module changed jars jar
  [ -f "$stamp" ] || return 1
  for module in ${modules//,/ }; do
    [ -f "$root/$module/target/classpath.txt" ] || return 1
  done
  changed=$(cd "$root" && find pom.xml {socketio-core,broker-*,examples,examples/embedded-kafka,$home}/{pom.xml,src/main} -newer "$stamp" 2>/dev/null)
  [ -z "$changed" ] || return 1
  IFS=: read -r -a jars <"$class_path_file"
  for jar in "${jars[@]}" "$root/$home/target/classes"; do
    [ -e "$jar" ] || return 1
  done
}

# The jars and class paths, without tests and checks.
package_main() {
  maven -q -Dmaven.test.skip=true -Dspotless.check.skip -Dcheckstyle.skip "$@" package
}

build() {
  require_build_tools
  echo "${0##*/}: building Sidecast (only when its sources have changed) ..." >&2
  mkdir -p "$root/$home/target"
  # Stamped with the time before the build: what is edited during it is built next time.
  touch "$stamp.new"
  package_main -pl "$modules" -am >&2 || fail "the build failed; its messages are above."
  mv "$stamp.new" "$stamp"
}

# Two that start at once: one builds, the other waits for it.
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

# Becomes the program, so that a signal to the script is a signal to the JVM.
launch() {
  local main=$1
  shift
  require_java
  build_if_needed
  exec "$java" "-Dsidecast.home=$root" -cp "$root/$home/target/classes:$(cat "$class_path_file")" "$main" "$@"
}
