#!/usr/bin/env bash
# tools/gate-rates takes what it says, goes on where it stopped, and says which of its bounds are not kept.
#
#   tools/gate_rates_test.sh BUILD_TREE    natively: what is called build/linux elsewhere
. conformance/testing.sh tools/gate-rates
tree=$1
unset WFX_MEASURING

expect 'help' 0 --help
says 'tools/gate-rates [--native] [--built] [--gates N]'
says_not 'set -eu'
refused() { # NAME TEXT ARGUMENT...
  expect "$1" 2 "${@:3}"
  says "$2"
  says_lines 1
}
refused 'unknown word' 'gate-rates: unknown word --gate; there are --native, ' --gate 3
refused 'no number' '--gates needs a value' --gates
refused 'not a number' '--gates is a whole number from 1 on, not "0"' --gates 0
refused 'no file yet' 'there-is-none.tsv has no gates yet' --table --results /tmp/there-is-none.tsv

# A copy of the project whose programs are those of this tree.
copy=$(mktemp -d)
trap 'rm -rf "$copy" "$output"' EXIT
mkdir "$copy/build" "$copy/out"
ln -s "$tree" "$copy/build/linux"
ln -s "$PWD/tools" "$copy/tools"
# Only what is measured, and its requirement: all of them take longer to read than the gate takes.
mkdir -p "$copy/scenarios/load" "$copy/scenarios/requirements"
cp scenarios/load/random_write.json "$copy/scenarios/load"
cat >"$copy/scenarios/requirements/completion.json" <<'END'
{"area": "completion", "requirements": [{"id": "runs_once", "level": "must", "grade": "D",
 "statement": "The routine of a write runs once.", "sources": ["completion:WFX-APC-003"], "verified_on_windows": "none"}]}
END
program=("$copy/tools/gate-rates")
results=$copy/out/rates.tsv
small=(--native --built --quiet --results "$results" --run-for '20 ms')
# The machine is shared with other tests: which verdicts come is not ours to say.
expect_any() { # NAME ARGUMENT...
  case_name=$1
  local status=0
  "${program[@]}" "${@:2}" >"$output" 2>&1 || status=$?
  [ "$status" -le 1 ] || complain "exit code $status instead of 0 or 1"
}
lines() { grep -vc '^#' "$results"; }

expect_any 'one round' "${small[@]}" --gates 1
[ "$(lines)" = 5 ] || complain "$(lines) gates instead of 5"
says '| as it is | none | 2 | '
says '| as it is | 10 % | 1 | '
says 'as it is: of 2 gates of nothing, '
# As if it had been ended in the middle.
sed -i '/^quiet	5	/d' "$results"
cp "$results" "$copy/before"
expect_any 'two rounds' "${small[@]}" --gates 2
[ "$(lines)" = 10 ] || complain "$(lines) gates instead of 10"
[ "$(head -n "$(wc -l <"$copy/before")" "$results")" = "$(cat "$copy/before")" ] || complain 'what was there has changed'
[ "$(grep -v '^#' "$results" | cut -f 1-3 | sort -u | wc -l)" = 10 ] || complain 'a gate is there twice'
says '| as it is | none | 4 | '
expect_any 'beside loops' --native --built --busy --results "$results" --run-for '20 ms' --gates 1
says '| one busy loop per CPU | 5 % | 1 | '
refused 'of something else' "$results is of something else" "${small[@]}" --run-for '30 ms'

# The bounds, on verdicts that are made up.
head=$(head -n 2 "$results")
verdicts() { # KEPT? LINE...
  { printf '%s\n' "$head"; printf "%b\n" "${@:2}"; } >"$results"
  expect "$*" "$1" "${small[@]}" --table
}
verdicts 0 'quiet\t0\t1\theld\t3.00\t40\t+0.1' 'quiet\t5\t1\tregressed\t2.00\t20\t+5.1' 'quiet\t5\t2\tinconclusive\t9.00\t500\t+5.1'
says '| as it is | 5 % | 2 | 0 | 0 | 1 | 1 | +5.1 % |'
alarms=('quiet\t0\t1\tregressed\t3.00\t40\t+1.1' 'quiet\t0\t2\tregressed\t3.00\t40\t+1.1')
verdicts 0 "${alarms[0]}" 'quiet\t5\t1\tregressed\t2.00\t20\t+5.1'
verdicts 1 "${alarms[@]}" 'quiet\t5\t1\tregressed\t2.00\t20\t+5.1'
says 'NOT KEPT: as it is: of 2 gates of nothing, 2 are false alarms; at most 1 %'
verdicts 1 'quiet\t0\t1\theld\t3.00\t40\t+0.1' 'quiet\t5\t1\theld\t2.00\t20\t+4.1'
says 'NOT KEPT: as it is: of 1 gates of 5 %, 1 are held; none'
verdicts 1 'quiet\t0\t1\theld\t31.00\t40\t+0.1'
says 'NOT KEPT: as it is: the longest gate took 31.00 s'
done_testing
