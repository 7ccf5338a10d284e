# shellcheck shell=bash
# For the tests of the program: runs it and looks at what it says.
#
#   . testing.sh; expect NAME EXIT_CODE ARGUMENT...; says TEXT; says_not TEXT; done_testing
#
# The words of the test's own command line are the program, after the emulator that runs it.
set -u
program=("$@")
failures=0
case_name=
output=$(mktemp)
trap 'rm -f "$output"' EXIT

complain() {
  failures=$((failures + 1))
  printf 'FAILED %s: %s\n' "$case_name" "$1"
  sed 's/^/    /' "$output"
}

# expect NAME EXIT_CODE ARGUMENT...: runs the program and compares its exit code.
expect() {
  case_name=$1
  local wanted=$2 status=0
  shift 2
  "${program[@]}" "$@" >"$output" 2>&1 </dev/null || status=$?
  [ "$status" = "$wanted" ] || complain "exit code $status instead of $wanted"
}

says() { grep -qF -- "$1" "$output" || complain "does not say: $1"; }
says_not() { ! grep -qF -- "$1" "$output" || complain "says: $1"; }
# says_lines N: it prints exactly N lines.
says_lines() { [ "$(wc -l <"$output")" = "$1" ] || complain "says $(wc -l <"$output") lines instead of $1"; }

done_testing() {
  [ "$failures" = 0 ] || exit 1
  exit 0
}
