# Builds the examples if their sources changed, and runs one. Sourced by bin/demo, bin/node, bin/emit; needs $root.

. "$root/bin/requirements.sh"

# What to build; a program that needs more than the examples adds it before it calls launch.
modules=examples
stamp=$root/examples/target/launcher.stamp
class_path_file=$root/examples/target/classpath.txt

# True if nothing was edited, added or deleted since the stamp, and every jar is still there.
up_to_date() {
  local module changed jars jar
  [ -f "$stamp" ] || return 1
  for module in ${modules//,/ }; do
    [ -f "$root/$module/target/classpath.txt" ] || return 1
  done
  changed=$(cd "$root" && find pom.xml {socketio-core,broker-*,examples,examples/embedded-kafka}/{pom.xml,src/main} -newer "$stamp" 2>/dev/null)
  [ -z "$changed" ] || return 1
  IFS=: read -r -a jars <"$class_path_file"
  for jar in "${jars[@]}" "$root/examples/target/classes"; do
    [ -e "$jar" ] || return 1
  done
}

build() {
  require_build_tools
  echo "${0##*/}: building Sidecast (only when its sources have changed) ..." >&2
  mkdir -p "$root/examples/target"
  # Stamped with the time before the build: what is edited during it is built next time.
  touch "$stamp.new"
  (cd "$root" && mvn -B -ntp -q -Dmaven.test.skip=true -Dspotless.check.skip -Dcheckstyle.skip \
    -pl "$modules" -am package) >&2 || fail "the build failed; its messages are above."
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
  exec "$java" -cp "$root/examples/target/classes:$(cat "$class_path_file")" "$main" "$@"
}
