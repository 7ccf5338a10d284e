#!/usr/bin/env bash
# tools/duel takes what it says, and shows what its programs say. The peers are stand-ins.
#
#   duel_test.sh WFX_BENCH
. conformance/testing.sh tools/duel
ours="$1 --system model"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch" "$output"' EXIT
unset WFX_FIO WFX_DISKSPD WFX_TEST_PEER
peers=$PWD/tools/testdata/peers

expect 'help' 0 --help
says 'WFX_DISKSPD, WFX_FIO  the executables'
expect 'nobody to fight' 0
says 'skipped: neither WFX_DISKSPD nor WFX_FIO names an executable'
says_lines 1

wrong() {
  expect "$1" 2 "${@:3}"
  says "duel: $2"
  says_lines 1
}
wrong 'unknown word' 'unknown word --round; tools/duel --help lists them' --round 3
wrong 'no value' '--rounds needs a value' --rounds
wrong 'no number' '--rounds many: a whole number is needed' --rounds many
wrong 'too few' '--rounds 2: at least 3 are needed for an interval' --rounds 2
wrong 'no time' '--seconds 0: at least 1 is needed' --seconds 0
wrong 'no such length' '--length 5: there are 4, 64' --length 5
wrong 'no such depth' '--depth 2: there are 1, 8, 32' --depth 2
wrong 'no folder' '--target no/such: there is no such folder' --target no/such
WFX_FIO=no/such/fio wrong 'no peer' 'no/such/fio is no executable of fio' --ours "$ours"
WFX_FIO=$peers/fio wrong 'no program of ours' 'no/bench cannot be started: No such file or directory' --ours no/bench

fight() { expect "$1" "$2" --ours "$ours" --rounds 3 --seconds 1 --target "$scratch" "${@:3}"; }
export WFX_FIO=$peers/fio WFX_DISKSPD=$peers/diskspd
fight 'both' 0 --json "$scratch/duel.json"
says 'Random writes of 4 KiB, 8 outstanding, to a file of 64 MiB in '
for row in 'wfx-bench +0 +[0-9,]+ +[0-9.]+ +[0-9.]+ +[78]\.[0-9]+ +1$' \
  'wfx-bench again +0 +[0-9,]+ .* [0-9.]+ \[[0-9.]+\.\.[0-9.]+\]$' \
  'fio +0 +100,000 +21\.0 +87\.0 +4\.00 +[0-9.]+ \[[0-9.]+\.\.[0-9.]+\]$' \
  'diskspd +0 +50,000 +150\.0 +345\.0 +8\.00 +[0-9.]+ \[[0-9.]+\.\.[0-9.]+\]$'; do
  grep -Eq "^$row" "$output" || complain "no row: $row"
done
says 'fio: libaio, no completion routine.'
says 'diskspd: WriteFileEx (-x).'
says_not 'Caution'
[ "$(find "$scratch" -mindepth 1)" = "$scratch/duel.json" ] || complain 'it leaves files in its target'
[ "$(grep -c '"exit_code": 0' "$scratch/duel.json")" = 12 ] || complain 'not every round is in the JSON'

# From here on another stands in for wfx-bench too, which is quicker.
cat >"$scratch/bench" <<'END'
#!/bin/sh
while [ "$1" != --record ]; do shift; done
echo '{"measurements": [{"writes": 40000, "seconds": 1,
  "latency_ns": {"mean": 200000, "p50": 190000, "p99": 300000}}]}' >"$2"
END
chmod +x "$scratch/bench"
ours=$scratch/bench
unset WFX_FIO
WFX_TEST_PEER=full fight 'a volume that fills up' 0
says 'Caution, diskspd: 3 of its writes failed, with error 112.'
fight 'one outstanding' 0 --depth 1
says 'diskspd: WriteFile, synchronous (-o1).'
unset WFX_DISKSPD
export WFX_FIO=$peers/fio
WFX_TEST_PEER=silent fight 'a peer that says nothing' 0
grep -Eq '^fio +3 +- ' "$output" || complain 'its exit code is not shown'
says 'Caution, fio: its output cannot be read'
WFX_TEST_PEER=garbled fight 'a peer that says something else' 0
says 'fio: it is not what you think'
WFX_TEST_PEER=job_error fight 'a job that fails' 0
says 'Caution, fio: its job ended with error 28.'

# A program of ours that fails is no row of figures, and the duel's own failure.
printf '#!/bin/sh\necho no space left\nexit 1\n' >"$scratch/fails"
chmod +x "$scratch/fails"
ours=$scratch/fails
fight 'ours fails' 1
grep -Eq '^wfx-bench +1 +- ' "$output" || complain 'its exit code is not shown'
says 'Caution, wfx-bench: no space left.'
done_testing
