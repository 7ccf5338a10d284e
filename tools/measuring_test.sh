#!/usr/bin/env bash
# tools/calibrate and tools/traps take what they say. What they print is tested with docs/method.md.
unset WFX_MEASURING
for tool in calibrate traps; do
  (
    . conformance/testing.sh "tools/$tool"
    expect 'help' 0 --help
    says "tools/$tool [--native | --wine] [--quick] [--built]"
    says_not 'set -eu'
    expect 'unknown word' 2 --quik
    says "$tool: unknown word --quik; there are --native, --wine, --quick, --built and --help"
    says_lines 1
    expect 'neither' 2 --native --wine
    says '--native and --wine leave nothing to measure'
    says_lines 1
    WFX_MEASURING='--native --wine' expect 'by the environment' 2 --quick
    says '--native and --wine leave nothing to measure'
    done_testing
  ) || failed=1
done
exit "${failed:-0}"
