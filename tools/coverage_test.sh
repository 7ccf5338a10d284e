#!/usr/bin/env bash
# tools/coverage takes what it says, and adds up right.
. conformance/testing.sh tools/coverage

expect 'help' 0 --help
says 'tools/coverage [--floor PERCENT] [--files] [--of TREE]'
says_not 'set -eu'
expect 'unknown word' 2 --flor 80
says 'unknown word --flor; there are --floor PERCENT, --files, --of TREE and --help'
says_lines 1
expect 'no value' 2 --floor
says '--floor needs a value'
for wrong in ninety 101 -1 89.5 ''; do
  expect "floor '$wrong'" 2 --floor "$wrong"
  says "--floor $wrong: a whole number from 0 to 100 is needed"
  says_lines 1
done
expect 'no tree' 2 --of no/such/tree
says '--of no/such/tree: there is no such build tree'

scratch=$(mktemp -d)
trap 'rm -rf "$scratch" "$output"' EXIT
expect 'no counters' 2 --of "$scratch"
says 'it is not built with --coverage'

# Half of one folder's four lines runs; the fixture beside it does not count.
mkdir -p "$scratch"/{runner/part,tree}
cat >"$scratch/runner/part/one.cpp" <<'END'
int Runs() {
  return 0;
}
int RunsNot() {
  return 1;
}
END
echo 'inline int Unused() { return 2; }' >"$scratch/runner/part/one_fixture.h"
cat >"$scratch/main.cpp" <<'END'
#include "runner/part/one.cpp"
#include "runner/part/one_fixture.h"
int main() { return Runs(); }
END
(cd "$scratch/tree" &&
  g++ --coverage -fkeep-inline-functions -I.. "-ffile-prefix-map=$scratch/=" -c "$scratch/main.cpp" &&
  g++ --coverage main.o -o main && ./main) || complain 'the example cannot be built'
expect 'half' 1 --of "$scratch/tree" --floor 51 --files
says '  50.0 %  runner/part/one.cpp: 4-5'
says 'runner/part           50.0 %       2 of 4 lines'
says 'all of it             50.0 %       2 of 4 lines'
says 'BELOW THE FLOOR of 51 %'
expect 'just' 0 --of "$scratch/tree" --floor 50
says_lines 2
done_testing
