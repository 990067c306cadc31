# Runs Maven and lists the cases that failed. Sourced by bin/test and bin/check; needs $root and requirements.sh.

# Each test JVM of the run writes here; see FailureListing in test-support.
failures=$root/target/failures

# Runs a command, a function of the calling program, and ends the program with a summary.
run_and_list_failures() {
  rm -rf "$failures"
  mkdir -p "$failures"
  if "$@"; then
    printf '\n%s: all checks and tests passed.\n' "${0##*/}"
    return 0
  fi
  printf '\nFAILED. Test cases that failed:\n\n'
  if [ -n "$(ls -A "$failures")" ]; then
    cat "$failures"/*
  else
    printf 'none: a check failed, see the first [ERROR] above\n\n'
  fi
  printf 'Reports: %s/*/target/surefire-reports and failsafe-reports\n' "$root"
  exit 1
}

# Maven, whose test JVMs list their failures.
maven_with_listing() {
  maven "-Dsidecast.failures=$failures" "$@"
}
