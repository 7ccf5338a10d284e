#!/usr/bin/env bash
# Options, selections and exit codes that need no system under test.
. "$(dirname "$0")/testing.sh"

expect 'help' 0 --help
says '--provider PATH'
expect 'version' 0 --version
says 'wfx-conformance '
expect 'list' 0 --list --only 'offset/write_inside_keeps_size/offset=odd,length=one'
says 'offset/write_inside_keeps_size/offset=odd,length=one@default'
says_lines 1
expect 'list of two targets' 0 --list --only 'locked_range/lock_is_granted' --target a=. --target b=.
says_lines 2
expect 'nothing selected' 4 --only 'no/such/*'
says "nothing matches --only 'no/such/*'"
says_lines 1
expect 'unknown option' 2 --scenaris x
says 'unknown option --scenaris; did you mean --scenarios?'
expect 'missing value' 2 --only
says '--only needs a value: GLOB'
expect 'unknown option of Google Test' 2 --gtest_filtr=x
says 'Google Test does not know or understand --gtest_filtr=x'
expect 'repetition by Google Test' 2 --gtest_repeat=2
says 'use --repeat N'
expect 'personality' 2 --system model:ext4
says 'the model has no personality "ext4"; it has ntfs, refs, fat32, smb3, 4kn'
says_lines 1
expect 'mutants of kernel32' 2 --mutants
says '--mutants examines the suite on the model; add --system model'
says_lines 1
expect 'target on the model' 2 --system model --target /tmp
says '/tmp is no folder of the model'
says_lines 1
expect 'not yet' 2 --require x
says '--require is not part of this build yet'
expect 'declaration that is not there' 2 --declare no/such.json
says '--declare: cannot read no/such.json'
says_lines 1
expect 'volume without its serial' 2 --volume '\\.\X:'
says '--volume \\.\X: needs --destroy SERIAL, as --bless \\.\X: prints it'
says_lines 1
expect 'volume of the model' 2 --system model --volume '\\.\V:' --destroy 0123456789abcdef
says '--volume does not go with --system model, which has volumes of its own'
says_lines 1
expect 'no such scenarios' 2 --scenarios no/such/folder
says 'there is no directory no/such/folder'
expect 'list of tests' 0 --gtest_list_tests --only 'locked_range/lock_is_granted'
says 'lock_is_granted@default'
done_testing
