#!/bin/sh
# A benchmark on a target without space fails: exit code 1, and the Win32 code or the short count is named.
#
#   full_target_test.sh COMMAND...    COMMAND starts wfx-bench, as in: tools/wine-run build/wine/bin/wfx-bench.exe
#
# Ends with 0 (it does), 1 (it does not) or 77 (no small file system could be had here).
set -u
[ $# -gt 0 ] || { echo "usage: $0 COMMAND..." >&2; exit 2; }

scratch=$(mktemp -d "${TMPDIR:-/tmp}/wfx-full.XXXXXX") || exit 2
target=$scratch/target
mkdir "$target"
mounted=
end() {
  [ -z "$mounted" ] || umount "$target"
  rm -rf "$scratch"
}
trap end EXIT
trap 'exit 2' HUP INT TERM

if ! mount -t tmpfs -o size=1m none "$target" 2>"$scratch/why"; then
  # Without the right to mount, a name space of our own may still give it.
  if [ -z "${WFX_FULL_TARGET_INSIDE:-}" ] && unshare -rm true 2>/dev/null; then
    rm -rf "$scratch"
    WFX_FULL_TARGET_INSIDE=1 exec unshare -rm "$0" "$@"
  fi
  echo "skipped: no tmpfs can be mounted: $(cat "$scratch/why")"
  exit 77
fi
mounted=yes

failures=0
# Runs the cases that match $1 with the command that follows; what is printed and recorded must match $2.
check() {
  only=$1
  names=$2
  shift 2
  record=$scratch/record.json
  timeout 300 "$@" --only "$only" --target "$target" --run-for "200 ms" --record "$record" >"$scratch/out" 2>&1
  code=$?
  if [ "$code" -ne 1 ]; then
    echo "$only: exit code $code instead of 1"
    failures=$((failures + 1))
  fi
  for file in "$scratch/out" "$record"; do
    if ! grep -Eq "$names" "$file"; then
      echo "$only: nothing in ${file##*/} matches: $names"
      failures=$((failures + 1))
    fi
  done
  if grep -Eq '"p50": ?[1-9]' "$record"; then
    echo "$only: the record of a failed measurement has latencies"
    failures=$((failures + 1))
  fi
  grep -Eh "$names" "$scratch/out" | head -n 1
  [ "$failures" -eq 0 ] || cat "$scratch/out"
}

# The file grows until the space is used up: a write of the measurement itself fails or is short.
check 'load/append_write/queue_depth=1@*' 'write [0-9]+ \(offset -1\) (fails_with ERROR_DISK_FULL \(112\)|completes with [0-9]+ of 512 bytes)' "$@"
check 'load/append_write/queue_depth=8@*' 'write [0-9]+ \(offset -1\) (fails_with ERROR_DISK_FULL \(112\)|completes with [0-9]+ of 512 bytes)' "$@"
# The file that is given has no place at all.
check 'load/random_write/length=4kib,queue_depth=1@*' 'the scene cannot be set: file .*(ERROR_DISK_FULL \(112\)|wrote [0-9]+ of [0-9]+ bytes)' "$@"

[ "$failures" -eq 0 ] || exit 1
echo "a full target fails the benchmark and says why"
