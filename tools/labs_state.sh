# shellcheck shell=bash
# shellcheck disable=SC2034 # Some variables are for whoever reads this file in.
# For tools/labs and the labs: what is made is written down in its folder before it is made, so that it
# can be undone whatever ended the one who made it.
#
# A journal has one line a thing: `mount FOLDER`, `loop IMAGE`, `processes`, `link PATH DESTINATION`,
# `service NAME PREFIX` (of Wine). No path has a blank in it, use_folder and wine_folder see to that.

# use_folder: sets $labs, the folder of all labs. Makes it.
use_folder() {
  labs=${WFX_LABS:-$root/build/labs}
  case $labs in *[!A-Za-z0-9._/+-]*) die "WFX_LABS: $labs: letters, digits and ._/+- are right" ;; esac
  labs=$(realpath -m -- "$labs")
  if [ -d "$labs" ] && [ ! -e "$labs/.lock" ] && [ -n "$(ls -A "$labs")" ]; then
    die "WFX_LABS: $labs has files that are not ours; name a folder that is new or empty"
  fi
  mkdir -p "$labs" 2>/dev/null
  { : >>"$labs/.lock"; } 2>/dev/null || die "WFX_LABS: $labs cannot be made or written to"
}

# take_lock: until this process and all that it starts, but for daemons, have ended. So whoever comes
# after one that was killed waits for the mount that it was about to make.
take_lock() {
  exec 9>>"$labs/.lock"
  flock -w "${WFX_LABS_WAIT:-60}" 9 && return 0
  finished=yes
  echo "labs: another tools/labs is at work in $labs; try again when it has ended" >&2
  exit 1
}

folder_of() { echo "$labs/${1/:/.}"; }

# instances_begun: those that have a folder, up or not, in the order in which they were made.
instances_begun() {
  find "$labs" -mindepth 1 -maxdepth 1 -type d -name '[a-z]*.*' -printf '%T@ %f\n' | sort -n |
    sed 's/^[^ ]* //; s/\./:/'
}

# mount_at FOLDER: what is mounted there: type, source, options; nothing when nothing is. From the
# kernel's table and not from findmnt, which touches the folder and waits for ever on one whose daemon
# has stopped.
mount_at() {
  awk -v point="$1" '$5 == point {
    for (i = 7; $i != "-"; i++);
    line = $(i + 1) " " $(i + 2) " " $6 "," $(i + 3)
  } END { if (line != "") print line }' /proc/self/mountinfo
}

# is_up NAME:PROFILE: it was made to the end, and is there as it was made.
is_up() {
  local folder kind where line
  folder=$(folder_of "$1")
  [ -s "$folder/target" ] || return 1
  IFS=$'\t' read -r _ kind where line _ <"$folder/target"
  case $kind in
    folder) [ "$(mount_at "$where")" = "$line" ] && timeout 5 stat "$where" >/dev/null 2>&1 ;;
    volume) [ -n "$(loops_of "$folder/image")" ] ;;
    serial) [ -n "$(processes_of "$folder")" ] ;;
    driver) has_service "$(sed -n 's/^service \([^ ]*\) .*/\1/p' "$folder/journal")" "$(sed -n 's/^service [^ ]* //p' "$folder/journal")" ;;
  esac
}

# said_of NAME:PROFILE: its mount line and what else is to be known.
said_of() { cut -f4- "$(folder_of "$1")/target" | sed 's/\t$//; s/\t/; /'; }

# missing NEED: what to say when this machine has not got it; nothing when it has. A NEED is root, loop,
# fuse, wine, system:NAME (a file system), header:FILE:PACKAGE, COMMAND:PACKAGE or built:PROGRAM.
missing() {
  local rest=${1#*:}
  case $1 in
    root) [ "$(id -u)" = 0 ] || echo 'only root can mount' ;;
    loop) [ -e /dev/loop-control ] || echo 'this kernel has no loop devices' ;;
    fuse) [ -w /dev/fuse ] || echo 'there is no /dev/fuse that may be written to' ;;
    built:*) [ -x "$root/$rest" ] || echo "$rest is not built: cmake --preset wine && cmake --build --preset wine --target ${rest##*/}" | sed 's/\.exe$//' ;;
    system:*) grep -qw -- "$rest" /proc/filesystems || modprobe -qn -- "$rest" 2>/dev/null || echo "this kernel has no $rest" ;;
    header:*) [ -e "/usr/include/${rest%%:*}" ] || echo "${rest%%:*} is not there (package ${rest#*:})" ;;
    *) command -v "${1%%:*}" >/dev/null || echo "${1%%:*} is not installed (package $rest)" ;;
  esac
}

# ---- For the labs: $folder is theirs. Each ends the lab with a line when it fails.

fail() {
  echo "labs: ${folder##*/}: $*" >&2
  [ ! -s "$folder/log" ] || tail -n 3 "$folder/log" | sed 's/^/    /' >&2
  exit 1
}
note() { echo "$*" >>"$folder/journal" || fail "$folder/journal cannot be written"; }
run() { "$@" >>"$folder/log" 2>&1 </dev/null || fail "$1 failed"; }

# make_loop SIZE [SECTOR]: a loop device on $folder/image, in $loop.
make_loop() {
  local image=$folder/image
  note loop "$image"
  run truncate -s "$1" "$image"
  loop=$(losetup -f --show -b "${2:-512}" "$image" 2>>"$folder/log") || fail 'losetup failed'
}

# make_mount TYPE SOURCE COMMAND...: COMMAND mounts at $mounted, which is then made sure of: a mount that
# failed would leave a folder of the file system below.
make_mount() {
  local type=$1 source=$2 found
  shift 2
  mounted=$folder/files
  note mount "$mounted"
  run mkdir -p "$mounted"
  run "$@" "$mounted"
  found=$(mount_at "$mounted")
  case $found in
    "$type $source "*) ;;
    *) fail "at $mounted there should be $type of $source, but there is ${found:-nothing mounted}" ;;
  esac
}

# build_program NAME PACKAGE...: tools/labs.d/NAME.cpp as it stands, in $program.
build_program() {
  local sources=$root/tools/labs.d flags
  program=$labs/.programs/$1
  [ ! -x "$program" ] || [ -n "$(find "$sources" -name '*.cpp' -newer "$program" -o -name '*.h' -newer "$program")" ] || return 0
  run mkdir -p "${program%/*}"
  flags=''
  [ $# = 1 ] || flags=$(pkg-config --cflags --libs "${@:2}") || fail "pkg-config knows no ${*:2}"
  # shellcheck disable=SC2086 # words
  run c++ -std=c++20 -O2 -Wall -Wextra "-I$root" "$sources/$1.cpp" -o "$program.part" $flags -pthread
  run mv "$program.part" "$program"
}

# build_windows_program NAME WORD...: the same of tools/labs.d/driver by MinGW, with these words.
build_windows_program() {
  local sources=$root/tools/labs.d/driver
  program=$labs/.programs/$1
  [ ! -e "$program" ] || [ -n "$(find "$sources" "$root/runner/win32" "$root/runner/device_faults.h" -newer "$program")" ] || return 0
  run mkdir -p "${program%/*}"
  run x86_64-w64-mingw32-g++-posix -std=c++20 -O2 -Wall -Wextra -Wshadow -Werror "-I$root" -o "$program.part" "${@:2}"
  run mv "$program.part" "$program"
}

# daemon COMMAND...: found again by its environment. The lock is let go only when it can be.
daemon() { env "WFX_LAB=$folder" bash -c 'exec 9>&-; exec "$@"' lab "$@"; }

# make_link PATH DESTINATION: where nothing is.
make_link() {
  { [ ! -e "$1" ] && [ ! -L "$1" ]; } || fail "$1 is there already; it may be somebody's"
  note link "$1" "$2"
  run ln -s "$2" "$1"
}

# wine_folder: dosdevices of the prefix that tools/wine-run uses, in $dosdevices.
wine_folder() {
  local prefix=${WFX_WINEPREFIX:-$root/build/wineprefix}
  case $prefix in /*) ;; *) prefix=$PWD/$prefix ;; esac
  case $prefix in *[!A-Za-z0-9._/+-]*) fail "WFX_WINEPREFIX: $prefix: letters, digits and ._/+- are right" ;; esac
  dosdevices=$prefix/dosdevices
  [ -d "$dosdevices" ] || run "$root/tools/wine-run" cmd /c exit
}

# bless_volume DEVICE: the two keys of docs/volumes.md; the second is in $serial. Who made the device a
# moment ago may give it away.
bless_volume() {
  local answering
  coproc blessing { "$root/tools/wine-run" "$root/build/wine/bin/wfx-conformance.exe" --bless "$1" 2>&1; }
  # shellcheck disable=SC2154 # The coprocess sets it.
  answering=$blessing_PID
  answer_blessing "$folder/blessed" "${blessing[0]}" "${blessing[1]}"
  wait "$answering" 2>/dev/null
  serial=$(sed -n 's/^ *Its serial is \([0-9a-f]*\)\..*/\1/p' "$folder/blessed")
  [ -n "$serial" ] || fail "$(tr -d '\r' <"$folder/blessed" | tail -n 1)"
}

# make_service NAME FILE: a driver of Wine's, in the prefix of wine_folder.
make_service() {
  local prefix=${dosdevices%/dosdevices}
  ! has_service "$1" "$prefix" || fail "there is a service $1 in $prefix already; it may be somebody's"
  note service "$1" "$prefix"
  ask_services "$prefix" create "$1" binPath= "Z:${2//\//\\}" type= kernel start= demand >>"$folder/log" 2>&1 ||
    fail "Wine takes no service $1"
}

# made_target LABEL folder|volume|serial WHERE LINE [MORE]: it is whole; LINE is that of the mount, if there
# is one, and MORE what else is to be known. The last thing that a lab does.
made_target() {
  printf '%s\t%s\t%s\t%s\t%s\n' "$1" "$2" "$3" "$4" "${5-}" >"$folder/target.part" && mv "$folder/target.part" "$folder/target"
}

# ---- Undoing. In a trap `return` alone would return what there was before the trap.

# ask_services PREFIX WORD...: Wine's sc.
ask_services() { WFX_WINEPREFIX=$1 timeout 60 "$root/tools/wine-run" sc "${@:2}" </dev/null; }
has_service() { [ -n "$1" ] && ask_services "$2" query "$1" >/dev/null 2>&1; }

loops_of() { [ ! -e "$1" ] || losetup -n -O NAME -j "$1" 2>/dev/null; }
processes_of() {
  grep -lsxzF "WFX_LAB=$1" /proc/[0-9]*/environ | sed 's,^/proc/\([0-9]*\)/.*,\1,'
}

# until_not COMMAND...: for five seconds. True once COMMAND fails or says nothing.
until_not() {
  local i
  for ((i = 0; i < 50; i++)); do
    [ -n "$("$@")" ] || return 0
    sleep 0.1
  done
  return 1
}

end_processes() {
  local signal
  for signal in TERM KILL; do
    # shellcheck disable=SC2046 # numbers
    [ -z "$(processes_of "$1")" ] || kill -s "$signal" $(processes_of "$1") 2>/dev/null
    until_not processes_of "$1" && return 0
  done
  echo "labs: $1: its processes do not end:" "$(processes_of "$1" | paste -sd' ')" >&2
  return 1
}

unmount() {
  local i
  for ((i = 0; i < 20; i++)); do
    [ -n "$(mount_at "$1")" ] || return 0
    timeout 5 umount -- "$1" 2>/dev/null && continue
    # Without rights a FUSE mount is taken away by the program that made it.
    timeout 5 fusermount3 -u -- "$1" 2>/dev/null && continue
    # A daemon that does not answer holds its mount; what it has not written yet nobody wants.
    [ $i != 10 ] || end_processes "${1%/*}"
    sleep 0.2
  done
  [ -n "$(mount_at "$1")" ] || return 0
  echo "labs: $1 is in use and stays mounted; end what uses it (fuser -vm $1) and say down again" >&2
  return 1
}

detach() {
  local device
  for device in $(loops_of "$1"); do losetup -d "$device"; done
  until_not loops_of "$1" && rm -f -- "$1" && return 0
  echo "labs: $(loops_of "$1") is in use and keeps $1" >&2
  return 1
}

# Its process ends with it. Where Wine's folder is gone, so is the service.
end_service() {
  local i
  [ -d "$2" ] || return 0
  for ((i = 0; i < 20; i++)); do
    has_service "$1" "$2" || return 0
    ask_services "$2" stop "$1" >/dev/null 2>&1
    ask_services "$2" delete "$1" >/dev/null 2>&1
    [ $i = 0 ] || sleep 0.2
  done
  echo "labs: the service $1 in $2 cannot be taken away" >&2
  return 1
}

# undo NAME:PROFILE: whatever its journal has, the last first. It stays where something cannot be undone.
undo() {
  local folder kind what destination status=0
  folder=$(folder_of "$1")
  [ -d "$folder" ] || return 0
  rm -f "$folder/target"
  while read -r kind what destination; do
    # Nothing but what is ours, whatever the journal says.
    case $kind:$what in mount:"$folder"/* | loop:"$folder"/* | processes: | link:* | service:WfxLab_*) ;; *) continue ;; esac
    case $kind in
      mount) unmount "$what" || status=1 ;;
      loop) detach "$what" || status=1 ;;
      processes) end_processes "$folder" || status=1 ;;
      service) end_service "$what" "$destination" || status=1 ;;
      link) [ "$(readlink "$what")" != "$destination" ] || rm -f -- "$what" || status=1 ;;
    esac
  done < <(tac "$folder/journal" 2>/dev/null)
  [ "$status" != 0 ] || rm -rf --one-file-system -- "$folder" || status=1
  return "$status"
}
