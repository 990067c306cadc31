# Runs Maven and lists the cases that failed. Sourced by bin/test and bin/check; needs $root and requirements.sh.

# Each test JVM of the run writes here; see FailureListing in test-support.
failures=$root/target/failures

# Runs a command, a function of the calling program, and ends the program with a summary.
run_and_list_failures() {
  rm -rf "$failures"
  mkdir -p "$failures"
  if "$@"; then
    printf '\n%s passed.\n' "All tests and checks of ${0##*/}"
    return 0
  fi
  printf '\nFAILED. Test cases that failed:\n\n'
  if [ -n "$(ls -A "$failures")" ]; then
    cat "$failures"/*
  else
    echo "none: a check failed, see the first [ERROR] above"
  fi
  printf '\nReports: %s/*/target/surefire-reports and failsafe-reports\n' "$root"
  exit 1
}

# Maven, whose test JVMs list their failures.
maven_with_listing() {
  maven "-Dsidecast.failures=$failures" "$@"
}
