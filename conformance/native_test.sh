#!/usr/bin/env bash
# Off Windows there is no kernel32, and the program says so; the model runs everywhere.
. "$(dirname "$0")/testing.sh"

expect 'kernel32' 2 --only 'locked_range/lock_is_granted'
says 'kernel32 is only on Windows; run the .exe under Wine with tools/wine-run, or take --system model, which runs here'
says_lines 1
expect 'plan' 2 --plan
says 'kernel32 is only on Windows'
done_testing
