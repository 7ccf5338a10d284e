#!/usr/bin/env bash
# A system that loses, tears or misplaces one write in several fails a benchmark with tagged data: exit code 1,
# and the block is named. A right system passes, with several lengths and several files too.
#
#   contents_test.sh SYSTEM PROVIDER COMMAND...    PROVIDER is disk_full, COMMAND starts wfx-bench
system=$1 provider=$2
shift 2
# shellcheck source=conformance/testing.sh
. "$(dirname "$0")/../conformance/testing.sh"

loads=(--system "$system" --run-for '100 ms' --benchmark_repetitions=1)

expect 'a right system' 0 "${loads[@]}" --only 'load/tagged_write/*' --only 'load/mixed_write/*' --only 'load/several_files_write/*'
says_not 'the block at'

# Named by what each leaves: the newest write of a place, half of it, or that of its neighbour.
for fault in lost torn misplaced; do
  export WFX_TEST_FAULT=$fault WFX_TEST_FAULT_AFTER=10 WFX_TEST_FAULT_EVERY=7
  expect "one write in 7 is $fault" 1 "${loads[@]}" --only 'load/tagged_write/pattern=random,queue_depth=8@*' --provider "$provider"
  case $fault in
    lost) says 'went there: that is lost' ;;
    torn) says ' is torn: ' ;;
    misplaced) says ', whose block was for ' ;;
  esac
  # Without tags only what is of no write at all is noticed.
  [ "$fault" != lost ] || expect 'lost, without tags' 0 "${loads[@]}" --only 'load/random_write/length=4kib,queue_depth=8@*' --provider "$provider"
  # What an append loses is missing at the end.
  [ "$fault" = misplaced ] || expect "appends are $fault" 1 "${loads[@]}" --only 'load/tagged_write/pattern=append,queue_depth=1@*' --provider "$provider"
  [ "$fault" = misplaced ] || says 'bytes, its writes should have left'
done
done_testing
