#!/usr/bin/env bash
# Volumes under Wine, on images of this test's own: what may be destroyed runs, and every hostile
# configuration is refused with exit code 2, one line, and not a byte changed. Those with loop
# devices are skipped where losetup is not possible; the output says so.
. "$(dirname "$0")/testing.sh"
. tools/blessing.sh

root=$PWD
prefix=${WFX_WINEPREFIX:-$root/build/wineprefix}
links=$prefix/dosdevices
folder=$(mktemp -d)
loops=()
mounts=()
made_links=()
clean_up() {
  local each
  for each in "${made_links[@]}"; do rm -f "$links/$each"; done
  for each in "${mounts[@]}"; do umount "$each"; done
  for each in "${loops[@]}"; do losetup -d "$each"; done
  rm -rf "$folder" "$output"
}
trap clean_up EXIT

# The program makes Wine's folder when it is first used.
"${program[@]}" --version >/dev/null 2>&1 </dev/null
[ -d "$links" ] || { echo "FAILED: no folder $links" && exit 1; }

# link LETTER: TARGET, only where the letter is free.
link() {
  if [ -e "$links/$1" ] || [ -L "$links/$1" ]; then
    rm -f "$folder"/*.img
    echo "FAILED: $links/$1 is there already; it may be somebody's" && exit 1
  fi
  ln -s "$2" "$links/$1"
  made_links+=("$1")
}
relink() { ln -sfn "$2" "$links/$1"; }

little_endian() { # VALUE BYTES
  local i value=$1
  for ((i = 0; i < $2; i++)); do printf '\\x%02x' $((value >> (8 * i) & 255)); done
}

# put FILE OFFSET BYTES, as printf takes them.
put() { printf "$3" | dd of="$1" bs=1 seek="$2" conv=notrunc status=none; }

# 24 MiB with the boot sector of a FAT32 that leaves the last MiB free, and two copies of its table.
make_image() {
  truncate -s 24M "$1"
  put "$1" 0 '\xeb\x58\x90wfx test'
  put "$1" 11 "$(little_endian 512 2)$(little_endian 1 1)$(little_endian 32 2)$(little_endian 2 1)"
  put "$1" 21 '\xf8'
  put "$1" 32 "$(little_endian 47104 4)$(little_endian 368 4)"
  put "$1" 44 "$(little_endian 2 4)$(little_endian 1 2)$(little_endian 6 2)"
  put "$1" 64 '\x80\x00\x29\x78\x56\x34\x12WFX        FAT32   '
  put "$1" 510 '\x55\xaa'
  put "$1" 16384 '\xf8\xff\xff\x0f\xff\xff\xff\x0f\xff\xff\xff\x0f'
  put "$1" $((16384 + 368 * 512)) '\xf8\xff\xff\x0f\xff\xff\xff\x0f\xff\xff\xff\x0f'
}

digests() { sha256sum "$folder"/*.img "${loops[@]}" 2>/dev/null; }

# bless DEVICE [SIZE [TOKEN]]: answers what is asked, or that instead; gives the serial in $serial.
bless() {
  local from to child
  serial=
  : >"$output"
  [ -p "$folder/answers" ] || mkfifo "$folder/answers" "$folder/questions"
  "${program[@]}" --bless "$1" <"$folder/answers" >"$folder/questions" 2>&1 &
  child=$!
  exec {to}>"$folder/answers" {from}<"$folder/questions"
  answer_blessing "$output" "$from" "$to" "${@:2}"
  exec {to}>&- {from}<&-
  status=0
  wait "$child" || status=$?
  serial=$(sed -n 's/^Its serial is \([0-9a-f]*\)\..*/\1/p' "$output")
}

refusals=0
# refused NAME TEXT ARGUMENT...: exit code 2, one line with TEXT, and every image as it was.
refused() {
  local name=$1 text=$2 before
  shift 2
  before=$(digests)
  expect "$name" 2 "$@" --only 'volume/boot_sector_is_writable'
  says "$text"
  says_lines 1
  [ "$(digests)" = "$before" ] || complain 'an image has changed'
  refusals=$((refusals + 1))
}
# bless_refused NAME TEXT DEVICE [SIZE [TOKEN]]
bless_refused() {
  local before
  before=$(digests)
  case_name=$1
  bless "${@:3}"
  [ "$status" = 2 ] || complain "exit code $status instead of 2"
  says "$2"
  [ "$(digests)" = "$before" ] || complain 'an image has changed'
  refusals=$((refusals + 1))
}

image=$folder/volume.img
raw=$folder/raw.img
make_image "$image"
truncate -s 16M "$raw"
link v:: "$image"
link w:: "$raw"
V='\\.\V:' W='\\.\W:' U='\\.\U:'

# What is wrong with an answer or a device writes nothing.
bless_refused 'bless: end of input' 'no answer; nothing was written' "$V" ''
bless_refused 'bless: yes' '"y" is not "25165824"; nothing was written' "$V" y
bless_refused 'bless: another token' '"zzzzzz" is not' "$V" 25165824 zzzzzz
bless_refused 'bless: the drive of the system' "C: is the system's drive" '\\.\C:'
bless_refused 'bless: the root of the host' '--bless \\.\Z:: ' '\\.\Z:'
bless_refused 'bless: a disk' 'a whole disk is never taken' '\\.\PhysicalDrive0'
bless_refused 'bless: a path' 'that is a path; of the volume \\.\V: is right' 'V:\'
bless_refused 'bless: no such link' 'ERROR_FILE_NOT_FOUND' "$U"

case_name=bless
bless "$V"
[ "$status" = 0 ] || complain "exit code $status"
says "--volume $V --destroy "
given=(--volume "$V" --destroy "$serial")
mine=$serial
bless "$W"
[ "$status" = 0 ] || complain "exit code $status"
both=("${given[@]}" --volume "$W" --destroy "$serial")

# What runs: every volume scenario; the images are put back.
before=$(digests)
expect 'scenarios' 0 "${both[@]}" --only 'volume/*'
says 'not_run'
[ "$(digests)" = "$before" ] || complain 'an image has not been put back'

expect 'a raw volume alone' 0 --volume "$W" --destroy "$serial" --only 'volume/raw_volume*'
says 'HELD: 2 cases: 2 pass'

refused 'no serial' 'needs --destroy SERIAL' --volume "$V"
refused 'no volume' 'needs --volume DEVICE' --destroy "$mine"
refused 'wrong serial' 'its serial is not 0000000000000000' --volume "$V" --destroy 0000000000000000
refused 'wrong serial, in this process' 'its serial is not' --in-process \
  --volume "$V" --destroy 0000000000000000
refused 'wrong serial, only planned' 'its serial is not' --plan \
  --volume "$V" --destroy 0000000000000000
refused 'serial of the other' "its serial is not $serial" --volume "$V" --destroy "$serial"
refused 'capital serial' 'is no serial' --volume "$V" --destroy ABCDEFABCDEFABCD
refused 'short serial' 'is no serial' --volume "$V" --destroy "${mine:1}"
refused 'long serial' 'is no serial' --volume "$V" --destroy "${mine}0"
refused 'given twice' 'it is given twice' "${given[@]}" "${given[@]}"
refused 'given twice, in another case' 'it is given twice' \
  "${given[@]}" --volume '\\.\v:' --destroy "$mine"
refused 'the drive of the system' "C: is the system's drive" --volume '\\.\C:' --destroy "$mine"
refused 'the root of the host' '--volume \\.\Z:: ' --volume '\\.\Z:' --destroy "$mine"
refused 'a disk' 'a whole disk is never taken' --volume '\\.\PhysicalDrive0' --destroy "$mine"
refused 'a path' 'that is a path; of the volume \\.\V: is right' --volume 'V:\' --destroy "$mine"
refused 'a device of the host' 'that is no volume' --volume /dev/loop0 --destroy "$mine"
refused 'no such link' 'ERROR_FILE_NOT_FOUND' --volume "$U" --destroy "$mine"

on_u=(--volume "$U" --destroy "$mine")
link u:: "$image"
refused 'one image, two letters' 'it is given twice' "${given[@]}" "${on_u[@]}"
relink u:: "$folder"
refused 'a folder' "--volume $U: " "${on_u[@]}"
relink u:: "$folder/nothing"
refused 'a link to nothing' "--volume $U: " "${on_u[@]}"
relink u:: /dev/zero
refused 'a device without an end' 'it is /dev/zero of the host' "${on_u[@]}"
relink u:: /proc/self/mountinfo
refused 'a file of the kernel' "--volume $U: " "${on_u[@]}"
disk=$(findmnt -no SOURCE / || true)
if [ -b "${disk:-none}" ]; then
  relink u:: "$disk"
  # Some systems of the host cannot even be opened.
  refused 'a live disk' "--volume $U: " "${on_u[@]}"
  bless_refused 'bless: a live disk' "--bless $U: " "$U"
else
  echo "skipped: a live disk; what / lies on is no device here"
fi

copy=$folder/copy.img
cp "$image" "$copy"
relink u:: "$copy"
refused 'a copy' 'its block was written for another device' "${on_u[@]}"
truncate -s 20M "$copy"
refused 'a copy that was cut' 'its block was written when it had 25165824' "${on_u[@]}"
truncate -s 8M "$copy"
refused 'too small' 'it has 8388608 bytes; at least 12 MiB is right' "${on_u[@]}"
truncate -s 24M "$copy"
refused 'no block' 'it has no block' "${on_u[@]}"
rm "$copy"

# The image itself changed; it is as it was again after each.
keep=$folder/keep
cp "$image" "$keep"
restore() { cat "$keep" >"$image"; }
truncate -s 25M "$image"
refused 'grown' 'it has 26214400 bytes, but its block was written when it had 25165824' "${given[@]}"
restore
truncate -s 23M "$image"
refused 'cut' 'it has 24117248 bytes, but its block was written when it had 25165824' "${given[@]}"
restore
put "$image" $((8 << 20)) '\0'
refused 'a block without its head' 'it has no block' "${given[@]}"
restore
put "$image" $(((8 << 20) + 100)) '\377'
refused 'a block with another byte' 'its block' "${given[@]}"
restore
put "$image" $(((8 << 20) + 4095)) x
refused 'something behind the block' 'something stands behind it' "${given[@]}"
restore
dd if="$keep" of="$image" bs=512 skip=$((16384)) seek=$((16385)) count=8 conv=notrunc status=none
refused 'a block in the wrong place' 'its block' "${given[@]}"
restore
cp "$image" "$folder/new.img"
mv "$folder/new.img" "$image"
refused 'a copy in its place' 'its block was written for another device' "${given[@]}"
ln "$image" "$folder/second.img"
refused 'a second name' 'has 2 names (hard links)' "${given[@]}"
rm "$folder/second.img"

# From here on with loop devices.
attach() { # IMAGE: its loop device in $loop
  loop=$(losetup -f --show "$1" 2>"$output") && loops+=("$loop")
}
if attach "$image"; then
  refused 'an image behind a loop device' "is in use by the loop device $loop" "${given[@]}"
  relink u:: "$loop"
  refused 'a loop device with the block of its image' 'its block was written for another device' \
    "${on_u[@]}"
  case_name='bless a loop device'
  bless "$U"
  [ "$status" = 0 ] || complain "exit code $status"
  on_u=(--volume "$U" --destroy "$serial")
  before=$(digests)
  expect 'scenarios on a loop device' 0 "${on_u[@]}" --only 'volume/*'
  says_not 'needs sacrificial_volume'
  says '    1  A write across the end of a block device is cut there'
  ! grep -qxE ' +[0-9]+  ' "$output" || complain 'a cause without a name'
  [ "$(digests)" = "$before" ] || complain 'a device has not been put back'
  first=$loop
  attach "$image"
  refused 'two loop devices, one image' "is in use by the loop device $loop" "${on_u[@]}"
  losetup -d "$loop"
  unset 'loops[-1]'
  if mkfs.ext4 -q -F "$folder/raw.img" >/dev/null 2>&1 && attach "$folder/raw.img" &&
    mkdir "$folder/mounted" && mount -o ro,noload "$loop" "$folder/mounted" 2>/dev/null; then
    mounts+=("$folder/mounted")
    relink u:: "$loop"
    refused 'a mounted loop device' "$loop is mounted on $folder/mounted" "${on_u[@]}"
    bless_refused 'bless: a mounted loop device' "$loop is mounted on $folder/mounted" "$U"
    rm "$links/u::"
    link u: "$folder/mounted"
    refused 'no link, a mounted device under the letter' "--volume $U: " "${on_u[@]}"
  else
    echo 'skipped: a mounted loop device; no file system can be made and mounted here'
  fi
else
  echo "skipped: loop devices; losetup says $(cat "$output")"
fi

echo "$refusals hostile configurations refused"
done_testing
