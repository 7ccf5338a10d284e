#!/usr/bin/env bash
# wfx-bench --gate: stops when it knows, ends with an exit code for a script, and says what it would take when it
# does not know.
#
#   gate_test.sh SYSTEM PROVIDER WFX COMMAND...    PROVIDER is slow_folder, COMMAND starts wfx-bench
system=$1 provider=$2 wfx=$3
shift 3
# shellcheck source=conformance/testing.sh
. "$(dirname "$0")/../conformance/testing.sh"

folder=$(mktemp -d)
trap 'rm -rf "$folder" "$output"' EXIT
case $system in
  model) a='C:\wfx-a' b='C:\wfx-b' c='C:\wfx-c' ;;
  *) a=$folder/wfx-a b=$folder/wfx-b c=$folder/wfx-c && mkdir "$a" "$b" "$c" ;;
esac
gate=(--system "$system" --only 'load/null_write/queue_depth=1@*' --target "a=$a" --target "b=$b")
# Nothing that a test shares its machine with makes a write take twice as long, half of the time.
lenient=(--limit throughput=90 --limit latency_p50=400)
slices() { grep -o '"turn": ' "$1" | wc -l; }

expect 'alike' 0 "${gate[@]}" --gate a --run-for '500 ms' "${lenient[@]}" --record "$folder/alike.json"
says 'Measuring 2 cases for at most 3 s'
says 'HELD: target b against target a: 1 case compared, 2 figures, 2 held.'
[ "$(slices "$folder/alike.json")" -lt 600 ] || complain 'it did not stop early'

export WFX_TEST_SLOW_FOLDER=wfx-b WFX_TEST_DELAY_NS=200000
expect 'b is slower' 1 "${gate[@]}" --gate a --run-for '100 ms' --provider "$provider" --record "$folder/slower.json"
says 'REGRESSED: target b against target a: '
[ "$(slices "$folder/slower.json")" = 40 ] || complain 'it did not stop at its first look'
# What it decided, wfx gate decides of its record.
program=("$wfx")
expect 'the record' 1 gate --baseline "$folder/slower.json" --baseline-target a --candidate-target b
says '20 pairs'
program=("${@}")
expect 'a is faster' 0 "${gate[@]}" --gate b --run-for '100 ms' --provider "$provider"
says 'IMPROVED: target a against target b: '
expect 'three targets' 1 "${gate[@]}" --target "c=$c" --gate a --run-for '100 ms' --provider "$provider" "${lenient[@]}"
says 'REGRESSED: target b against target a: '
says ': target c against target a: '

expect 'too short to know' 3 "${gate[@]}" --gate a --run-for '1 ms' --benchmark_repetitions=1 --limit throughput=0.001
says 'INCONCLUSIVE: '
says 'The machine, or the system, was too noisy to decide it. --benchmark_repetitions='
expect 'another name' 2 "${gate[@]}" --gate x
says '--gate x: no target has that name; there are a, b'
done_testing
