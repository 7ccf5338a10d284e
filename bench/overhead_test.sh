#!/usr/bin/env bash
# tools/overhead from end to end, in its quick mode: every part has its rows, on the table and for
# machines, and what is wrong is one line. How long anything takes is not judged here.
set -u
scratch=$(mktemp -d "${TMPDIR:-/tmp}/wfx-overhead.XXXXXX") || exit 2
trap 'rm -rf "$scratch"' EXIT
failures=0
fail() {
  echo "$*"
  failures=$((failures + 1))
}

# run CODE [ARGUMENT]...: ends with CODE; what it says is in $scratch/out.
run() {
  local code=$1 status=0
  shift
  timeout 300 tools/overhead --built "$@" >"$scratch/out" 2>&1 || status=$?
  [ "$status" = "$code" ] || fail "tools/overhead $*: exit code $status instead of $code"
}

run 0 --quick --json "$scratch/rows.json"
rows=0
for metric in 'IOPS / raw chain, 4 KiB, depth 1' 'IOPS / raw chain, 64 KiB, depth 32' \
  'IOPS as reported / raw chain, 4 KiB, depth 8' 'depth kept / asked, 64 KiB, depth 8' \
  'own cost of a write, .*, depth 32' "own cost of a write, the system's clock, depth 1" \
  '100,000 samples and their percentiles' 'memory of a stream of samples' \
  'error of p1 to p99.99, bimodal' 'error of p1 to p99.99, constant' \
  'a record of 100 results written, read, reported' \
  'start, one write, record, exit / minimal program' \
  'start, one write, record, exit / minimal program, all scenarios'; do
  rows=$((rows + 1))
  grep -Eq "^ *$metric +[0-9.]+" "$scratch/out" || fail "no row with a figure: $metric"
  grep -Eq "\"metric\": \"$metric\", .*\"measured\": [0-9.]+" "$scratch/rows.json" || fail "not for machines: $metric"
done
grep -q 'Quick: nothing is judged' "$scratch/out" || fail 'it does not say that it is quick'
grep -q '"judged": false' "$scratch/rows.json" || fail 'the JSON does not say that it is quick'
[ "$failures" = 0 ] || cat "$scratch/out" "$scratch/rows.json" out/overhead.log

for wrong in '--pairs 3' '--only everything' '--json' '--target /no/such/folder' '--system linux' \
  '--quick --only samples --json /no/such/folder/rows.json'; do
  # shellcheck disable=SC2086
  run 2 $wrong
  [ "$(grep -c . "$scratch/out")" -le 1 ] || [ "${wrong#--quick}" != "$wrong" ] ||
    fail "$wrong: more than a line: $(cat "$scratch/out")"
  grep -q '^wfx-overhead: ' "$scratch/out" || fail "$wrong: does not say why: $(cat "$scratch/out")"
done
[ "$failures" = 0 ] || exit 1
echo "$rows rows in the quick mode, and six mistakes in one line each"
