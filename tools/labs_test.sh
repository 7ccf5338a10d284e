#!/usr/bin/env bash
# tools/labs takes what it says, makes what it says, and leaves nothing, whatever ends it. With a program,
# and the emulator before it, that instead runs scenarios on what was made. What needs rights that are not
# there is skipped, with the reason.
#
#   tools/labs_test.sh [[EMULATOR] WFX-CONFORMANCE]
conformance=("$@")
. conformance/testing.sh tools/labs

scratch=$(mktemp -d)
export WFX_LABS=$scratch/labs
# shellcheck disable=SC2317 # It is called by the trap.
clean_up() {
  PATH=$usual_path tools/labs down >/dev/null
  rm -rf --one-file-system "$scratch" "$output"
}
usual_path=$PATH
trap clean_up EXIT

expect 'help' 0 --help
says 'tools/labs up NAME[:PROFILE]...'
says_not 'set -u'
refused() { # NAME TEXT ARGUMENT...
  expect "$1" 2 "${@:3}"
  says "$2"
  says_lines 1
}
refused 'no word' 'say what to do: check, up NAME, down or list'
refused 'unknown word' 'unknown word upp; there are check, up, down, list and --help' upp
refused 'check takes none' 'check: unknown word linuxfs; it takes none' check linuxfs
refused 'up what' 'up: say which: tools/labs up NAME[:PROFILE]...; there are com driver fault linuxfs' up
refused 'unknown lab' 'there is no lab "linux"; there are com driver fault linuxfs' up linux
refused 'an empty name' 'there is no lab ""' up ''
refused 'a path for a name' 'there is no lab "../labs"' up ../labs
refused 'unknown lab, down' 'there is no lab "linux"' down linuxfs linux
refused 'unknown profile' 'the lab ntfs has no profile "8k"; it has 4k 64k' up ntfs:8k
refused 'no profile' 'the lab ntfs has no profile ""; it has 4k 64k' up ntfs:
refused 'two in one' 'there is no lab "ntfs:4k 64k"' up 'ntfs:4k 64k'
refused 'a share without words' 'smb:share needs --share //HOST/SHARE --credentials FILE' up smb:share
refused 'a share of another lab' '--share and --credentials go with smb' up linuxfs --share //a/b --credentials c
refused 'no share' 'up: --share is missing: //HOST/SHARE, //HOST:PORT/SHARE or //HOST/SHARE/FOLDER is right' up smb --credentials c
refused 'a share that is none' 'up: --share //host: //HOST/SHARE, ' up smb --share //host --credentials c
refused 'no credentials' 'up: --share needs --credentials FILE' up smb --share //host/share
refused 'no value' '--credentials needs a value' up smb --share //host/share --credentials
refused 'credentials that are not there' 'no file that can be read' up smb --share //host/share --credentials "$scratch/none"
printf 'username=me\npassword=secret\n' >"$scratch/credentials" && chmod 644 "$scratch/credentials"
refused 'credentials for all to read' 'others may read it; chmod 600 is right' up smb --share //host/share --credentials "$scratch/credentials"
printf 'password=secret\n' >"$scratch/credentials" && chmod 600 "$scratch/credentials"
refused 'nobody asks' 'it has no line username=NAME' up smb --share //host/share --credentials "$scratch/credentials"
refused 'list what' 'list: unknown word --argument; there are --arguments, --names and --cases' list --argument
refused 'list of an unknown lab' 'there is no lab "linux"' list --arguments linux
WFX_LABS="$scratch/a b" refused 'a blank in the folder' 'letters, digits and ._/+- are right' list
WFX_LABS=/proc/labs refused 'a folder that cannot be' '/proc/labs cannot be made or written to' list
WFX_LABS=$PWD/tools refused 'a folder of others' "has files that are not ours; name a folder that is new or empty" up linuxfs
[ ! -e tools/.lock ] || complain 'has written into a folder of others'

expect 'check' 0 check
for each in tools/labs.d/*.sh; do each=${each##*/} && says "${each%.sh}"; done
says 'proves: '
says 'does not: '
expect 'nothing is up' 0 list
says_lines 0
expect 'no arguments' 1 list --arguments
says 'no lab is up; tools/labs up NAME makes one'
expect 'nothing to take away' 0 down
says_lines 0

# Without rights each says so, and ends otherwise than one that made something.
nobody=()
if [ "$(id -u)" = 0 ]; then
  nobody=(setpriv --reuid 65534 --clear-groups env "WFX_LABS=$scratch/nobody" bash)
  chmod 755 "$scratch" && install -d -o 65534 "$scratch/nobody"
fi
if "${nobody[@]}" tools/labs --help >/dev/null 2>&1; then
  program=("${nobody[@]}" tools/labs)
  expect 'without rights' 4 up linuxfs ntfs:4k
  says 'skipped: linuxfs:tmpfs: only root can mount'
  says 'skipped: ntfs:4k: only root can mount'
  says_lines 6
  expect 'check without rights' 0 check
  says 'skipped: only root can mount'
  program=(tools/labs)
else
  echo 'skipped: without rights; nobody may not read this folder'
fi

skip_rest() {
  echo "skipped: what mounts: $1"
  done_testing
}
[ "$(id -u)" = 0 ] || skip_rest 'only root can mount'
reason=$(tools/labs check | sed -n 's/^ *linuxfs:\(tmpfs\|ext4\) *skipped: //p' | head -n 1)
[ -z "$reason" ] || skip_rest "$reason"
mkdir "$scratch/mounted" "$scratch/bin"
mount -t tmpfs none "$scratch/mounted" 2>/dev/null || skip_rest 'this root may not'
umount "$scratch/mounted"

# can NAME:PROFILE: this machine can make it; says why not.
can() {
  reason=$(tools/labs check | sed -n "s/^ *$1 *skipped: //p")
  [ -z "$reason" ] || echo "skipped: $1: $reason"
  [ -z "$reason" ]
}
two=(linuxfs:tmpfs linuxfs:ext4)
tmpfs=$WFX_LABS/linuxfs.tmpfs/files
ext4=$WFX_LABS/linuxfs.ext4/files
left() {
  findmnt -rn -o TARGET | grep -F "$WFX_LABS/"
  losetup -n -O BACK-FILE | grep -F "$WFX_LABS/"
  grep -lsF "WFX_LAB=$WFX_LABS/" /proc/[0-9]*/environ
  find "$WFX_LABS" -mindepth 1 -maxdepth 1 -name '[a-z]*'
}
leaves_nothing() { [ -z "$(left)" ] || { left >>"$output" && complain 'something is left'; }; }

expect 'up' 0 up "${two[@]}"
says "up: linuxfs:tmpfs: tmpfs wfx_tmpfs rw,"
says 'up: linuxfs:ext4: ext4 /dev/loop'
says_lines 2
[ "$(findmnt -n -o FSTYPE -M "$tmpfs") $(findmnt -n -o FSTYPE -M "$ext4")" = 'tmpfs ext4' ] || complain 'other mounts'
expect 'up again' 0 up linuxfs:ext4
says 'up already: linuxfs:ext4'
expect 'list' 0 list
says "tmpfs            $tmpfs  Z:${tmpfs//\//\\}  (tmpfs wfx_tmpfs "
says_lines 2
expect 'arguments' 0 list --arguments
says "--target tmpfs=$tmpfs --target ext4=$ext4"
says_lines 1
arguments=$(cat "$output")
expect 'names' 0 list --names
[ "$(cat "$output")" = "$(printf '%s\n' "${two[@]}")" ] || complain 'other names'
expect 'name of one' 0 list --names linuxfs:ext4 ntfs:4k
[ "$(cat "$output")" = linuxfs:ext4 ] || complain 'others too'
expect 'cases' 0 list --cases linuxfs:ext4
[ "$(cat "$output")" = '*' ] || complain 'not all'
expect 'arguments of one' 0 list --arguments linuxfs:ext4
[ "$(cat "$output")" = "--target ext4=$ext4" ] || complain 'others too'
if [ ${#conformance[@]} != 0 ]; then
  devices=()
  for each in volume:512 volume:4096 com:pty; do
    if can "$each"; then devices+=("$each"); fi
  done
  selected=(--only 'null_write/completes_with_zero_bytes*' --only 'append/writes_at_end*')
  if [ ${#devices[@]} = 3 ]; then
    expect 'up devices' 0 up "${devices[@]}"
    selected+=(--only 'volume/boot_sector_is_writable' --only 'volume/raw_volume_is_writable*')
    selected+=(--only 'device/serial_null_write_completes*')
    expect 'arguments of devices' 0 list --arguments
    says "--target tmpfs=$tmpfs --target ext4=$ext4 --volume \\\\.\\L: --destroy "
    says ' --serial COM12'
    arguments=$(cat "$output")
  fi
  program=("${conformance[@]}")
  # shellcheck disable=SC2086 # words
  expect 'scenarios' 0 $arguments "${selected[@]}"
  for each in "${selected[@]}"; do
    case $each in */*) says "${each%%/*} " ;; esac
  done
  says_not 'not_run'
  if command -v python3 >/dev/null; then
    program=(tools/compare-labs --programs "$(dirname "${conformance[-1]}")" --output "$scratch/out")
    expect 'one page' 0 --only 'null_write/completes_with_zero_bytes*' --load load/null_write/queue_depth=1 --run-for '20 ms'
    for each in linuxfs:tmpfs linuxfs:ext4 ${devices[@]+"${devices[@]}"}; do says " $each: HELD: "; done
    says 'loads: measured on 2 labs in turns'
    says "page: $scratch/out/index.html"
  fi
  program=(tools/labs)
  expect 'down' 0 down
  leaves_nothing
  done_testing
fi

expect 'down of one' 0 down linuxfs:tmpfs
says 'down: linuxfs:tmpfs'
[ -z "$(findmnt -n -M "$tmpfs")" ] || complain 'it is still mounted'
umount "$ext4"
expect 'somebody has unmounted it' 1 list --arguments
says 'linuxfs:ext4 is not as it was made'
expect 'down after that' 0 down
leaves_nothing

expect 'up, to be in use' 0 up linuxfs:tmpfs
(cd "$tmpfs" && exec sleep 600) &
user=$!
until [ "$(readlink "/proc/$user/cwd")" = "$tmpfs" ]; do sleep 0.05; done
expect 'in use' 1 down
says "$tmpfs is in use and stays mounted"
kill "$user"
wait "$user" 2>/dev/null
expect 'no longer in use' 0 down
leaves_nothing

# The lab's mount is none, or another.
real_mount=$(command -v mount)
stand_in() { # COMMAND LINE...: COMMAND does that instead.
  printf '#!/bin/sh\n' >"$scratch/bin/$1"
  printf '%s\n' "${@:2}" >>"$scratch/bin/$1"
  chmod +x "$scratch/bin/$1"
}
export PATH=$scratch/bin:$PATH
stand_in mount 'exit 0'
expect 'a mount that is none' 1 up "${two[@]}"
says "at $tmpfs there should be tmpfs of wfx_tmpfs, but there is nothing mounted"
says 'what this up made is taken back'
leaves_nothing
stand_in mount "for folder; do :; done; exec $real_mount -t tmpfs other \"\$folder\""
expect 'another mount' 1 up linuxfs:ext4
says "but there is tmpfs other "
leaves_nothing
stand_in mount 'echo "mount: no such luck" >&2; exit 32'
expect 'a mount that fails' 1 up linuxfs:ext4
says 'mount failed'
says 'mount: no such luck'
leaves_nothing
rm "$scratch/bin/mount"

# begin_and_stop_at COMMAND: an `up` in a session of its own, $upper, that is in the middle of it.
begin_and_stop_at() {
  rm -f "$scratch/there"
  stand_in "$1" "PATH=\${PATH#*:}" "[ ! -e $scratch/there ] || exec $1 \"\$@\"" \
    "$1 \"\$@\" || exit" ": >$scratch/there" "sleep ${2-600}"
  setsid env --default-signal=INT tools/labs up "${two[@]}" >"$scratch/said" 2>&1 &
  upper=$!
  for _ in $(seq 100); do [ ! -e "$scratch/there" ] || break; sleep 0.1; done
  [ -e "$scratch/there" ] || complain "up never came to $1"
}
for place in losetup mkfs.ext4 mount; do
  case_name="killed at $place"
  begin_and_stop_at "$place"
  kill -KILL -- "-$upper"
  wait "$upper" 2>/dev/null
  rm "$scratch/bin/$place"
  expect "down after one was killed at $place" 0 down
  leaves_nothing

  # What the killed one began goes on for a second: it is waited for.
  begin_and_stop_at "$place" 1
  kill -KILL "$upper"
  wait "$upper" 2>/dev/null
  rm "$scratch/bin/$place"
  expect "down while a child of the killed one is at $place" 0 down
  leaves_nothing

  for signal in INT TERM; do
    begin_and_stop_at "$place"
    kill -s "$signal" -- "-$upper"
    status=0
    wait "$upper" || status=$?
    case_name="$signal at $place"
    [ "$status $signal" = '130 INT' ] || [ "$status $signal" = '143 TERM' ] || complain "exit code $status"
    rm "$scratch/bin/$place"
    leaves_nothing
  done
done

begin_and_stop_at mount
WFX_LABS_WAIT=1 expect 'two at once' 1 up linuxfs:tmpfs
says "another tools/labs is at work in $WFX_LABS"
says_lines 1
kill -KILL -- "-$upper"
wait "$upper" 2>/dev/null
rm "$scratch/bin/mount"
expect 'up after a crash' 0 up "${two[@]}"
says_lines 2
expect 'the end' 0 down
leaves_nothing
export PATH=$usual_path

# write FILE OFFSET LENGTH EXIT_CODE [TEXT]: dd goes on with what a call has not taken.
write() {
  case_name="write $3 bytes at $2 of $1"
  local status=0
  dd if=/dev/zero of="$1" oflag=seek_bytes conv=notrunc bs="$3" count=1 seek="$2" >"$output" 2>&1 || status=$?
  [ "$status" = "$4" ] || complain "exit code $status instead of $4"
  [ $# = 4 ] || says "$5"
}

if can fault:plain && expect 'up fault' 0 up fault; then
  says 'up: fault:slow: fuse.faultfs faultfs:delay_ms=1 rw,'
  on() { echo "$WFX_LABS/fault.$1/files/data"; }
  write "$(on plain)" 0 100000 0 '100000 bytes'
  : >"$(on broken)"
  write "$(on broken)" 0 10 1 'Input/output error'
  write "$(on short)" 0 1000 0 '1000 bytes'
  if command -v python3 >/dev/null; then
    python3 -c 'import os, sys; print(os.pwrite(os.open(sys.argv[1], os.O_WRONLY), bytes(1000), 0))' \
      "$(on short)" >"$output" 2>&1
    says 512
  fi
  write "$(on full)" 0 1000 0
  write "$(on full)" 268435000 1000 1 'No space left on device'
  [ "$(stat -c %s "$(on full)")" = 1000 ] || complain 'what did not fit is there in part'
  truncate -s 268435456 "$(on full)" || complain 'all of it cannot be taken'
  [ "$(df -B1 --output=avail "$WFX_LABS/fault.full/files" | tail -n 1 | tr -d " ")" = 0 ] || complain 'something is left'
  write "$(on full)" 1000 1000 0
  write "$(on full)2" 0 1 1 'No space left on device'
  rm "$(on full)"*
  write "$(on full)" 0 1000 0
  write "$(on aligned)" 512 1024 0
  write "$(on aligned)" 1 512 1 'Invalid argument'
  write "$(on aligned)" 0 511 1 'Invalid argument'
  control=$WFX_LABS/fault.plain/files/.wfx_fault
  case_name='another policy'
  echo 'errno=EIO after=1 count=1' >"$control" || complain 'not taken'
  write "$(on plain)" 0 10 0
  write "$(on plain)" 0 10 1 'Input/output error'
  write "$(on plain)" 0 10 0
  echo 'room=65536' >"$control" || complain 'not taken'
  write "$(on plain)" 0 65546 1 '65536 bytes'
  write "$(on plain)" 65530 10 1 '6 bytes'
  write "$(on plain)" 65536 1 1 'No space left on device'
  case_name='no policy'
  for wrong in errno=5 errno=EWHAT align=0 space=0 spare=all delay_ms= delay fast=1; do
    ! echo "$wrong" 2>/dev/null >"$control" || complain "$wrong is taken"
  done
  if command -v python3 >/dev/null; then
    mkfifo "$scratch/held"
    write "$(on locks)" 0 100 0
    python3 -c '
import fcntl, os, signal, sys
file = open(sys.argv[1], "r+b", buffering=0)
fcntl.lockf(file, fcntl.LOCK_EX, 10, 20)
os.pwrite(file.fileno(), b"mine", 22)
print("held", file=open(sys.argv[2], "w"))
signal.pause()' "$(on locks)" "$scratch/held" &
    holder=$!
    case_name='the holder of a lock'
    [ "$(timeout 20 cat "$scratch/held")" = held ] || complain 'may not write itself'
    write "$(on locks)" 19 2 1 'Device or resource busy'
    write "$(on locks)" 29 1 1 'Device or resource busy'
    write "$(on locks)" 10 10 0
    write "$(on locks)" 30 10 0
    kill "$holder"
    wait "$holder" 2>/dev/null
    write "$(on locks)" 19 2 0
  fi
  pid=$(grep -lsxzF "WFX_LAB=$WFX_LABS/fault.plain" /proc/[0-9]*/environ | cut -d/ -f3)
  kill -STOP "$pid"
  expect 'one that does not answer' 1 list
  says 'fault:plain is not as it was made'
  expect 'down fault' 0 down
  leaves_nothing
fi

if can smb:encrypted && expect 'up smb' 0 up smb; then
  says '; SMB3_11, encryption AES-'
  says ', 0.25 ms late each way'
  for each in default encrypted sync slow; do
    write "$WFX_LABS/smb.$each/files/data" 1000 100000 0
    cmp -s "$WFX_LABS/smb.$each/below/data" "$WFX_LABS/smb.$each/files/data" || complain 'other bytes are at the server'
    [ "$(stat -c %s "$WFX_LABS/smb.$each/below/data")" = 101000 ] || complain 'another length'
  done
  # Our own server, as if it were somebody else's.
  url=$(sed -n 's/.*smb:\(\/\/127.0.0.1:[0-9]*\/share\).*/\1/p' "$WFX_LABS/smb.default/target")
  cp "$WFX_LABS/smb.default/credentials" "$scratch/credentials"
  secret=$(sed -n 's/^password=//p' "$scratch/credentials")
  expect 'up a share' 0 up smb --share "$url" --credentials "$scratch/credentials"
  says "up: smb:share: fuse.smbfs.libsmbclient-"
  says " smb:$url "
  says '; not our server'
  says_lines 1
  write "$WFX_LABS/smb.share/files/other" 0 1000 0
  [ "$(stat -c %s "$WFX_LABS/smb.default/below/other")" = 1000 ] || complain 'it is not at the server'
  case_name='the secret'
  ! grep -rqF "$secret" "$WFX_LABS/smb.share" --exclude-dir=files || complain 'is in the folder of the lab'
  ! grep -qsaF "$secret" /proc/[0-9]*/cmdline /proc/[0-9]*/environ || complain 'can be seen of a process'
  expect 'down of a share' 0 down smb:share
  printf 'username=root\npassword=wrong\n' >"$scratch/credentials"
  expect 'a share that lets nobody in' 1 up smb --share "$url" --credentials "$scratch/credentials"
  says 'smb.share: the server does not let us in'
  expect 'down smb' 0 down
  leaves_nothing
fi
done_testing
