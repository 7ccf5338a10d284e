#!/usr/bin/env bash
# Targets that take turns, and the gate on what comes of it: two that are alike do not differ, one that is made
# slower is found, whichever of the two it is.
#
#   interleave_test.sh SYSTEM PROVIDER WFX COMMAND...    PROVIDER is slow_folder, COMMAND starts wfx-bench
system=$1 provider=$2 wfx=$3
shift 3
# shellcheck source=conformance/testing.sh
. "$(dirname "$0")/../conformance/testing.sh"

folder=$(mktemp -d)
trap 'rm -rf "$folder" "$output"' EXIT
case $system in
  model) a='C:\wfx-a' b='C:\wfx-b' ;;
  *) a=$folder/wfx-a b=$folder/wfx-b && mkdir "$a" "$b" ;;
esac
targets=(--target "a=$a" --target "b=$b")
loads=(--system "$system" --only 'load/random_write/length=4kib,queue_depth=1@*' --run-for '500 ms' --benchmark_repetitions=4)

# The gate's exit code, one of those given; what it says is what `says` looks at.
gate() {
  case_name=$1
  local wanted=$2 status=0
  shift 2
  "$wfx" gate "$@" >"$output" 2>&1 || status=$?
  case " $wanted " in *" $status "*) ;; *) complain "exit code $status instead of one of: $wanted" ;; esac
}

expect 'one target cannot take turns' 2 "${loads[@]}" --target "a=$a" --interleave
says '--interleave takes turns between targets: two or more --target NAME=DIR are right'

expect 'two targets' 0 "${loads[@]}" "${targets[@]}" --interleave --record "$folder/alike.json"
[ "$(grep -o '"turn": ' "$folder/alike.json" | wc -l)" = 80 ] || complain 'the record does not have 40 slices of each target'
# The order goes round: a b, b a, a b.
[ "$(grep -o '"turn": [0-9]*' "$folder/alike.json" | head -n 3 | tr -dc '0-9\n' | tr '\n' ' ')" = '0 3 4 ' ] ||
  complain 'the first turns of a are not 0, 3 and 4'
gate 'alike' '0 3' --baseline "$folder/alike.json" --baseline-target a --candidate-target b --limit throughput=50 --limit latency_p50=50
says '40 pairs'

export WFX_TEST_SLOW_FOLDER=wfx-b WFX_TEST_DELAY_NS=200000
expect 'b is slower' 0 "${loads[@]}" "${targets[@]}" --interleave --record "$folder/slower.json" --provider "$provider"
gate 'b is slower' 1 --baseline "$folder/slower.json" --baseline-target a --candidate-target b
says 'REGRESSED: '
says '2 regressed'
gate 'a is faster' 0 --baseline "$folder/slower.json" --baseline-target b --candidate-target a
says 'IMPROVED: '
gate 'two runs' 1 --baseline "$folder/alike.json" --candidate "$folder/slower.json"
says 'Note: measured apart'
done_testing
