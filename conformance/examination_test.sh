#!/usr/bin/env bash
# The suite fails wrong systems and only those, and docs/examination.md says so in the same words.
#
#   examination_test.sh [--update] PROGRAM...
update=
if [ "$1" = --update ]; then
  update=yes
  shift
fi
. "$(dirname "$0")/testing.sh"

page=docs/examination.md
expect 'examination' 0 --system model --mutants
if [ -n "$update" ]; then
  kept=$(sed -n '1,/^```text$/p' "$page")
  { printf '%s\n' "$kept" && cat "$output" && printf '```\n'; } >"$page"
fi
sed -n '/^```text$/,/^```$/{/^```/!p}' "$page" | diff - "$output" >"$output.diff" ||
  {
    mv "$output.diff" "$output"
    complain "$page says something else; look at it, then run: $0 --update ${program[*]}"
  }
rm -f "$output.diff"
done_testing
