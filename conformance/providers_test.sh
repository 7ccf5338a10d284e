#!/usr/bin/env bash
# Providers with one fault each: what they break is named, everything else still runs.
#
#   providers_test.sh FOLDER_OF_PROVIDERS PROGRAM...
providers=$1
shift
. "$(dirname "$0")/testing.sh"

sample=(--scenarios conformance/testdata/fatal --scenarios scenarios --only 'sample/*' --only 'null_write/completes_with_zero_bytes')

expect 'no provider' 0 "${sample[@]}"

expect 'crash' 1 "${sample[@]}" --provider "$providers/crashes.dll"
says 'error sample/write_of_7777_bytes_completes@default'
says 'the worker ended with exit code 70 in step 1'
says 'write w (conformance/testdata/fatal/sample/write_of_7777_bytes_completes.json:10)'
says 'FAILED: 6 cases: 5 pass, 1 error'

# A fifth of the bounds: nobody has to wait ten seconds for a hang that is meant.
expect 'hang' 1 "${sample[@]}" --provider "$providers/hangs.dll" --time-scale 0.2
says 'error sample/write_of_7778_bytes_completes@default'
says 'write w (conformance/testdata/fatal/sample/write_of_7778_bytes_completes.json:10)'
says 'FAILED: 6 cases: 5 pass, 1 error'

expect 'lost null write' 1 "${sample[@]}" --provider "$providers/null_write_lost.dll"
says 'fail null_write/completes_with_zero_bytes/buffer=null@default'
says 'fail null_write/completes_with_zero_bytes/buffer=valid@default'
says 'FAILED: 6 cases: 4 pass, 2 fail'

# The skeleton changes nothing, and has counted.
expect 'Windows itself' 0 --only 'null_write/*'
verdict=$(grep HELD: "$output")
expect 'skeleton' 0 --only 'null_write/*' --provider "$providers/../provider_skeleton.dll"
says "$verdict"
says ' calls of WriteFileEx, 0 bytes'
expect 'stack' 1 "${sample[@]}" --provider "$providers/null_write_lost.dll" \
  --provider "$providers/../provider_skeleton.dll"
says 'FAILED: 6 cases: 4 pass, 2 fail'

expect 'streams of a provider' 0 --only 'stream_async/success_tells_the_count' --provider "$providers/own_streams.dll"
says 'HELD: 2 cases: 2 pass'

expect 'no such provider' 2 "${sample[@]}" --provider no/such/provider.dll
says 'no/such/provider.dll'
done_testing
