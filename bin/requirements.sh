# Finds Java, calls Maven and npm, or says what to install. Sourced by the programs in this folder; needs $root.

fail() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

# Prints a usage text and ends the program if the first of the other arguments is -h or --help.
print_help() {
  case "${2:-}" in
    -h | --help)
      printf '%s\n' "$1"
      exit 0
      ;;
  esac
}

# The modules that users depend on; Maven builds their dependencies, too.
application_modules=bom,broker-redis,broker-rabbitmq,broker-kafka,broker-nats,micrometer,junit,admin-ui,spring-boot-starter
# All modules of Maven Central: those of applications, and the kit for authors of brokers.
published_modules=$application_modules,conformance-tests

# Requires a positive number: require_number OPTION VALUE
require_number() {
  case "${2:-}" in
    '') fail "$1 needs a positive number" ;;
    0* | *[!0-9]*) fail "$1 must be a positive number, not '$2'" ;;
  esac
}

# Requires a list of names that exist: require_names OPTION LIST NAME...
require_names() {
  local option=$1 list=$2 name
  shift 2
  [ -n "$list" ] || fail "$option needs one of $*"
  for name in ${list//,/ }; do
    case " $* " in
      *" $name "*) ;;
      *) fail "$option has no '$name': there are $*" ;;
    esac
  done
}

# The feature release of a Java: 17 for bin/java of a JDK 17.
feature_release() {
  "$1" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p' | head -n 1
}

# Sets $java to a Java of at least 17: the one of JAVA_HOME, else the one on PATH.
require_java() {
  if [ -n "${JAVA_HOME:-}" ]; then
    java=$JAVA_HOME/bin/java
    [ -x "$java" ] || fail "JAVA_HOME is $JAVA_HOME, but there is no bin/java in it: correct or unset it."
  else
    java=$(command -v java) || fail "no Java found: install a JDK 17 or newer, or set JAVA_HOME."
  fi
  local version
  version=$(feature_release "$java")
  [ "${version:-0}" -ge 17 ] || fail "$java is Java ${version:-of unknown version}: Sidecast needs 17 or newer. Set JAVA_HOME."
}

# Requires a JDK and Maven. A JRE can run Sidecast, and cannot build it.
require_build_tools() {
  require_java
  "$java" --list-modules 2>/dev/null | grep -q '^jdk.compiler' ||
    fail "$java has no compiler: install a JDK 17 or newer (Debian: openjdk-17-jdk-headless), or set JAVA_HOME."
  require_maven
}

# Sets $maven to the mvn on PATH, else to the wrapper, which downloads Maven once.
require_maven() {
  if ! maven=$(command -v mvn); then
    maven=./mvnw
    [ -d "${MAVEN_USER_HOME:-$HOME/.m2}/wrapper/dists" ] ||
      echo "${0##*/}: no mvn is on PATH; ./mvnw downloads Maven, once (it needs unzip) ..." >&2
    (cd "$root" && ./mvnw -v >/dev/null) ||
      fail "./mvnw could not download Maven; its message is above. Install Maven (Debian: maven), or set MVNW_REPOURL to a mirror."
  fi
}

# Installs the npm packages of a folder, if its lock file is newer: install_packages_of FOLDER
install_packages_of() {
  [ "$1/node_modules/.package-lock.json" -nt "$1/package-lock.json" ] && return
  echo "${0##*/}: installing the npm packages of ${1#"$root/"} ..." >&2
  (cd "$1" && npm ci --no-audit --no-fund >&2) || fail "npm ci failed in $1; its messages are above."
}

# Runs Maven for the whole of this repository; needs require_build_tools.
maven() {
  (cd "$root" && exec "$maven" -B -ntp "$@")
}

# Runs Maven, and prints a line for each module that it begins, the errors, and the output of tests.
maven_with_progress() (
  set -o pipefail
  maven "$@" 2>&1 | without_details
)

# Reduces the output of Maven, such as "[INFO] Building Sidecast core 0.1.0   [2/9]", which becomes "  [2/9] Sidecast core 0.1.0".
without_details() {
  local line
  while IFS= read -r line; do
    line=${line//$'\e[0m'/} # Maven resets the colour of the terminal, also without one
    if [[ $line =~ ^'[INFO] Building '(.*[^ ])\ +(\[[0-9]+/[0-9]+\])$ ]]; then
      printf '  %s %s\n' "${BASH_REMATCH[2]}" "${BASH_REMATCH[1]}" >&2
    elif [[ $line != '[INFO]'* && ($line != '[WARNING]'* || $line == *'[echo]'*) ]]; then
      printf '%s\n' "$line"
    fi
  done
}

# Runs classes of integration tests of the kit, with what they print: run_integration_tests NAMES MAVEN-ARGUMENTS
run_integration_tests() {
  local names=$1
  shift
  require_build_tools
  printf '%s: building the tests ...\n' "${0##*/}" >&2
  maven_with_progress verify -pl conformance-tests -am -Dtest=none "-Dit.test=$names" \
    -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false \
    -Dspotless.check.skip -Dcheckstyle.skip -Dmaven.javadoc.skip "$@" ||
    fail "failed; the messages are above, and the reports in conformance-tests/target/failsafe-reports."
}
