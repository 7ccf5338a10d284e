#!/usr/bin/env bash
# A known deviation excuses exactly what it names, until it expires.
. "$(dirname "$0")/testing.sh"

data=conformance/testdata/deviating
sample=(--scenarios "$data" --only 'sample/ten_bytes_complete_with_nine')

expect 'known deviation' 0 "${sample[@]}" --deviations "$data/deviations/known.json" --today 2998-12-31
says '1 xfail'
says '    1  Ten is ten'

expect 'no entry' 1 "${sample[@]}"
says 'fail sample/ten_bytes_complete_with_nine@default'
says "$data/sample/ten_bytes_complete_with_nine.json:14: expected write w completes_with 9 bytes"
says 'observed completes with 10 bytes'
says "--only 'sample/ten_bytes_complete_with_nine@default' --scenarios $data"
says '1 fail'

expect 'expired entry' 1 "${sample[@]}" --deviations "$data/deviations/known.json" --today 2999-01-01
says 'xpass sample/ten_bytes_complete_with_nine@default'
says '2999-01-01'

expect 'untrue entry' 1 --scenarios "$data" --deviations "$data/deviations/untrue.json" \
  --only 'sample/ten_bytes_complete_with_ten'
says 'xpass sample/ten_bytes_complete_with_ten@default'
says "$data/deviations/untrue.json:"

expect 'record that cannot be written' 2 "${sample[@]}" --record README.md/record.json
says 'README.md/record.json'
says_lines 1

expect 'no such target' 2 "${sample[@]}" --target ram=no/such/folder
says 'there is no directory no/such/folder'
says_lines 1

expect 'filter that leaves nothing' 4 "${sample[@]}" --gtest_filter='x*'
says '--gtest_filter=x* leaves nothing to run'

expect 'repetition' 1 "${sample[@]}" --repeat 3
says 'held 0 of 3'
done_testing
