#!/usr/bin/env bash
# What wfx-calibrate and wfx-traps take.
#
#   standalone_test.sh NAME COMMAND...    COMMAND starts the program of that NAME
name=$1
shift
. conformance/testing.sh "$@"

expect 'help' 0 --help
says "usage: $name "
says '  --quick  takes a tenth of the time'
expect 'unknown word' 2 --quik
says "$name: unknown word --quik; there are "
says '--target DIR and --help'
says_lines 1
expect 'no folder given' 2 --target
says "$name: --target needs a folder"
says_lines 1
# The model has its own folder and takes any.
case $* in
  *.exe)
    expect 'no such folder' 2 --target no/such/folder
    says "$name: --target: there is no folder no/such/folder"
    says_lines 1
    ;;
esac
done_testing
