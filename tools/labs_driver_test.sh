#!/usr/bin/env bash
# The lab driver: what scenarios see of it is what it is there for, and it goes without a trace, whatever
# ends the one who makes it. What is missing here is skipped, with the reason.
#
#   tools/labs_driver_test.sh [EMULATOR] WFX-CONFORMANCE
conformance=("$@")
. conformance/testing.sh tools/labs

scratch=$(mktemp -d)
export WFX_LABS=$scratch/labs
usual_path=$PATH
# shellcheck disable=SC2317 # It is called by the trap.
clean_up() {
  PATH=$usual_path tools/labs down >/dev/null
  rm -rf --one-file-system "$scratch" "$output"
}
trap clean_up EXIT

# Where there is no compiler for Windows the lab says so.
mkdir "$scratch/bin"
ln -s /usr/bin/* "$scratch/bin"
rm -f "$scratch/bin/x86_64-w64-mingw32-g++-posix"
PATH=$scratch/bin expect 'without MinGW' 0 check
says 'driver:inline            skipped: x86_64-w64-mingw32-g++-posix is not installed (package g++-mingw-w64-x86-64-posix)'
PATH=$scratch/bin expect 'up without MinGW' 4 up driver:inline
says 'skipped: driver:inline: '

# can NAME:PROFILE: this machine can make it; says why not.
can() {
  reason=$(tools/labs check | sed -n "s/^ *$1 *skipped: //p")
  [ -z "$reason" ] || echo "skipped: $1: $reason"
  [ -z "$reason" ]
}
can driver:inline || done_testing
prefix=${WFX_WINEPREFIX:-$PWD/build/wineprefix}

# What a lab of this test has left: service, process, link, file.
left() {
  local pid
  for pid in $(pgrep -x winedevice.exe); do
    grep -sF "$WFX_LABS/" "/proc/$pid/maps"
  done
  find "$prefix/dosdevices" -lname "$WFX_LABS/*"
  find "$WFX_LABS" -mindepth 1 -maxdepth 1 -name '[a-z]*'
  [ -z "$name" ] || tools/wine-run sc query "$name" 2>/dev/null </dev/null | grep SERVICE_NAME
}
leaves_nothing() { [ -z "$(left)" ] || { left >>"$output" && complain 'something is left'; }; }
service_in() { sed -n 's/^service \([^ ]*\) .*/\1/p' "$1/journal" 2>/dev/null; }

files=(driver:inline driver:pending)
expect 'up' 0 up "${files[@]}"
says_lines 2
name=$(service_in "$WFX_LABS/driver.pending")
says "up: driver:pending: \\\\.\\$name, sector=4096 "
expect 'up already' 0 up driver:pending
says 'up already: driver:pending'
expect 'arguments' 0 list --arguments
says "--provider $WFX_LABS/.programs/through_device.dll --target driver_inline=$WFX_LABS/driver.inline/files --target driver_pending="
[ "$(grep -o -- --provider "$output" | wc -l)" = 1 ] || complain 'the provider is named twice'
arguments=$(cat "$output")

# The same scenarios as everywhere, without one deviation.
judged() { # NAME TEXT ARGUMENT...
  program=("${conformance[@]}")
  # shellcheck disable=SC2086 # words
  expect "$1" 0 $arguments "${@:3}"
  says "$2"
  says_not xfail
  program=(tools/labs)
}
judged 'ERROR_LOCK_VIOLATION' ' pass' --only 'locked_range/other_handle_fails*' --only 'locked_range/other_process_fails*' \
  --only 'locked_range/own_shared_lock_fails' --only 'null_write/locked_range_does_not_stop_it'
judged 'whole sectors' ' pass' --only 'unbuffered/misaligned_length*' --only 'unbuffered/misaligned_offset*'
judged 'failures of the device' 'HELD: 28 cases: 28 pass' --only 'media/*' --record "$scratch/failures.json"
for each in 19 33 1450; do
  grep -q "\"error\":$each," <(tr -d ' \n' <"$scratch/failures.json") || complain "no routine was given $each"
  grep -q "\"last_error\":$each," <(tr -d ' \n' <"$scratch/failures.json") || complain "no call failed with $each"
done
judged 'cancelled' 'HELD: 4 cases: 4 pass' --only 'cancel/file_write_ends_either_way' --record "$scratch/cancelled.json"
grep -q '"error":995' <(tr -d ' \n' <"$scratch/cancelled.json") || complain 'nothing was cancelled'

# Wine that ends, and the driver with it, is no hindrance.
tools/wine-run --stop
judged 'after Wine has been ended' 'HELD: 2 cases: 2 pass' --only 'locked_range/other_handle_fails'

if can driver:volume && [ ! -L "$prefix/dosdevices/n::" ] && [ ! -L "$prefix/dosdevices/o::" ]; then
  expect 'up volumes' 0 up driver:volume driver:raw
  expect 'arguments of volumes' 0 list --arguments driver:volume
  arguments=$(cat "$output")
  judged 'volumes' ' pass' --only 'volume/*'
  says_not 'needs volume_dismount'
  says_not 'needs volume_append'
  expect 'arguments of sectors of 4096 bytes' 0 list --arguments driver:raw
  arguments=$(cat "$output")
  judged 'a raw volume' 'HELD: 2 cases: 2 pass' --only 'volume/raw_volume_is_writable*'
fi
expect 'down' 0 down
says 'down: driver:inline'
leaves_nothing

# killed_when FILE TEXT: an `up` that is killed as soon as FILE has TEXT.
killed_when() {
  local upper
  setsid tools/labs up driver:inline >"$scratch/said" 2>&1 </dev/null &
  upper=$!
  for _ in $(seq 3000); do
    ! grep -qsF "$2" "$1" || break
    sleep 0.01
  done
  kill -KILL -- "-$upper"
  wait "$upper" 2>/dev/null
  name=$(service_in "$WFX_LABS/driver.inline")
  expect "down after one was killed at $2" 0 down
  leaves_nothing
}
killed_when "$WFX_LABS/driver.inline/journal" 'service '
killed_when "$WFX_LABS/driver.inline/.wfx_device" 'device='
done_testing
