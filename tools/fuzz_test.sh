#!/usr/bin/env bash
# tools/fuzz takes what it says.
. conformance/testing.sh tools/fuzz

expect 'help' 0 --help
says 'tools/fuzz SECONDS [--keep] [TARGET...]'
expect 'no time' 2
says 'say for how many seconds each target is run: tools/fuzz 300'
says_lines 1
for wrong in 0 5m 1234567 '5 5'; do
  # shellcheck disable=SC2086  # the last are two words
  expect "time '$wrong'" 2 $wrong
  says 'is not a number of seconds'
  says_lines 1
done
expect 'no such target' 2 5 jason_fuzz
says 'unknown word jason_fuzz; the targets are json_fuzz scenario_fuzz'
says_lines 1
done_testing
