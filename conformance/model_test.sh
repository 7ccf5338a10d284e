#!/usr/bin/env bash
# The whole suite on the model, whatever its personality, and what only the model can do.
#
#   model_test.sh PROVIDER_SKELETON OWN_STREAMS LOCKS_FAIL PROGRAM...
skeleton=$1 own_streams=$2 locks_fail=$3
shift 3
. "$(dirname "$0")/testing.sh"

record=$(mktemp)
claims=$(mktemp)
trap 'rm -f "$output" "$record" "$claims"' EXIT

for personality in ntfs refs fat32 smb3 4kn; do
  expect "$personality" 0 --system "model:$personality" --record "$record"
  says 'HELD: '
  says_not ' xfail'
  grep -qF "\"base\": \"model:$personality\"" "$record" || complain 'the record names another system'
done

expect 'folders of the model' 0 --system model --target a='C:\wfx\a' --target b='C:\b' --only 'offset/write_inside_keeps_size'
says 'HELD: '
expect 'plan' 0 --system model --plan --only 'pipe/*'
says 'target default: C:\wfx (NTFS, sector 512, pipe quota 4096)'
expect 'known deviation of another system' 0 --system model --only 'null_write/*'
says_not 'xfail'

# Seconds of virtual time take no time: 500 of them would be noticed.
begun=$SECONDS
expect 'time' 0 --system model --time-scale 1000 --only 'completion/plain_waits_do_not_run_it'
[ $((SECONDS - begun)) -lt 20 ] || complain 'virtual time took its time'

expect 'provider over the model' 0 --system model --provider "$skeleton" --only 'locked_range/*'
says ' calls of WriteFileEx'

# Each subject of the streams has results of its own.
expect 'streams without a provider' 0 --system model --only 'stream_async/success_tells_the_count'
says 'HELD: 2 cases: 1 pass, 1 not_run'
says 'no provider that exports WfxOpenStreamAsync is loaded'
expect 'streams of a provider' 0 --system model --provider "$own_streams" --only 'stream_async/*' --record "$record"
says 'HELD: '
grep -qF 'WfxOpenStreamAsync' "$record" || complain 'the record does not say whose streams they are'
export WFX_TEST_FAULT=count
expect 'wrong streams of a provider' 1 --system model --provider "$own_streams" --only 'stream_async/success_tells_the_count'
says 'fail stream_async/success_tells_the_count/subject=provider@default'
says 'FAILED: 2 cases: 1 pass, 1 fail'
unset WFX_TEST_FAULT

# A given that another scenario covers, and that does not hold: the cause is named, and fails alone.
expect 'locks that fail' 1 --system model --provider "$locks_fail" --only 'locked_range/lock_is_granted' --only 'locked_range/beyond_end_fails'
says 'fail locked_range/lock_is_granted'
says 'locked_range/lock_is_granted does not hold in this run: '
says_not 'error locked_range'
says ' blocked'
expect 'locks that fail, alone' 1 --system model --provider "$locks_fail" --only 'locked_range/beyond_end_fails'
says 'error locked_range/beyond_end_fails'

# What a vendor declares: held, failed, told.
expect 'declared' 0 --system model --declare docs/declaration.json --only 'offset/write_inside_keeps_size'
says 'Declared: '
says ' 0 failed'
says 'not claimed of target default: '
says 'HELD: '
printf '{ "claims": [\n{ "file_system": "ReFS", "sector": "4 KiB",\n"capabilities": ["oplocks",\n"provider_stream"] } ] }' >"$claims"
expect 'declared in vain' 1 --system model --declare "$claims" --only 'offset/write_inside_keeps_size' --record "$record"
says "$claims:2: target default: file_system ReFS is claimed, but the system says \"NTFS\""
says "$claims:2: target default: sector 4096 is claimed, but its sectors have 512 bytes"
says "$claims:4: target default: capability provider_stream is claimed, but "
says 'FAILED: '
says '6 pass; 3 claims of the declaration failed'
grep -qF '"outcome": "failed"' "$record" || grep -qF '"outcome":"failed"' "$record" || complain 'the record does not say what failed'
printf '{ "claims": [\n{ "capabilities": ["oplock"] } ] }' >"$claims"
expect 'wrong declaration' 2 --system model --declare "$claims"
says "$claims:2: \"capabilities\" in claims: there is no capability \"oplock\"; did you mean \"oplocks\"?"
says_lines 1
printf '{ "claims": [\n{ "target": "share", "sector": 512 } ] }' >"$claims"
expect 'declaration of another target' 2 --system model --declare "$claims"
says "$claims:2: this run has no target \"share\"; it has default"
says_lines 1

expect 'mutants' 0 --system model --mutants --only 'append/*' --only 'offset/*'
says 'killed by append/'
says_not 'SURVIVED'
says_not 'BELIEVED'
says ' mutants killed, 100 % by a scenario of their requirement'
says_not 'cannot be shown here'
says 'pending_20_ms'
done_testing
