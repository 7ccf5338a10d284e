#!/usr/bin/env bash
# The whole suite on the model, whatever its personality, and what only the model can do.
#
#   model_test.sh PROVIDER_SKELETON OWN_STREAMS PROGRAM...
skeleton=$1 own_streams=$2
shift 2
. "$(dirname "$0")/testing.sh"

record=$(mktemp)
trap 'rm -f "$output" "$record"' EXIT

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

expect 'mutants' 0 --system model --mutants --only 'append/*' --only 'offset/*'
says 'killed by append/'
says_not 'SURVIVED'
says_not 'BELIEVED'
says ' mutants killed, 100 % by a scenario of their requirement'
says_not 'cannot be shown here'
says 'pending_20_ms'
done_testing
