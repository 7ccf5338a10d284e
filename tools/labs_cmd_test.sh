#!/usr/bin/env bash
# tools\labs.cmd takes the words that it says, under Wine's cmd: there is nothing there to make a volume
# with, so what it makes on Windows is not tried here.
. conformance/testing.sh tools/wine-run cmd /c 'tools\labs.cmd'

if ! command -v wineserver >/dev/null; then
  echo 'skipped: tools\labs.cmd: Wine is not installed'
  exit 0
fi
scratch=$(mktemp -d)
trap 'rm -rf "$scratch" "$output"' EXIT
export WFX_LABS=Z:${scratch//\//\\}\\labs

refused() { # NAME TEXT ARGUMENT...
  expect "$1" 2 "${@:3}"
  says "$2"
  says_lines 1
}
refused 'no word' 'say what to do: check, up NAME, down or list'
refused 'unknown word' 'unknown word upp; there are check, up, down, list and --help' upp
refused 'check takes none' 'check: unknown word ntfs; it takes none' check ntfs
refused 'up what' 'up: say which: tools\labs.cmd up NAME[:PROFILE]...; there are ntfs refs exfat fat32 smb' up
refused 'unknown lab' 'there is no lab "linux"; there are ntfs refs exfat fat32 smb' up linux
refused 'a path for a name' 'there is no lab "..\labs"' up '..\labs'
refused 'the second is unknown' 'there is no lab "linux"' up ntfs linux
refused 'unknown lab, down' 'there is no lab "linux"' down linux
refused 'unknown profile' 'the lab ntfs has no profile "8k"; it has 4k 64k' up ntfs:8k
refused 'list what' 'list: unknown word --names; there is --arguments' list --names

expect 'help' 0 --help
says 'up NAME[:PROFILE]...'
expect 'check' 0 check
for each in ntfs:4k ntfs:64k refs:4k refs:64k exfat:32k fat32:4k smb:default; do says "  $each   "; done
says 'proves: '
says 'does not: '
expect 'nothing is up' 0 list
says_lines 0
expect 'no arguments' 1 list --arguments
says 'no lab is up; tools\labs.cmd up NAME makes one'
expect 'nothing to take away' 0 down
says_lines 0
expect 'what cannot be made' 4 up ntfs smb
says 'skipped: ntfs:4k: this system has no diskpart'
says 'skipped: ntfs:64k: '
says 'skipped: smb:default: '
says_lines 3

# What is up is told by its folder.
mkdir -p "$scratch/labs/ntfs.4k" "$scratch/labs/smb.default"
printf -- '--target ntfs_4k=C:\\labs\\ntfs.4k\\files\r\n' >"$scratch/labs/ntfs.4k/target"
printf -- '--target smb_default=\\\\localhost\\wfx_lab\r\n' >"$scratch/labs/smb.default/target"
expect 'list' 0 list
says 'ntfs:4k   ntfs_4k=C:\labs\ntfs.4k\files'
says_lines 2
expect 'arguments' 0 list --arguments
says '--target ntfs_4k=C:\labs\ntfs.4k\files --target smb_default=\\localhost\wfx_lab'
says_lines 1
expect 'up already' 0 up ntfs:4k
says 'up already: ntfs:4k'
expect 'down of one' 0 down ntfs:4k
says 'down: ntfs:4k'
[ ! -e "$scratch/labs/ntfs.4k" ] || complain 'its folder is still there'
[ -e "$scratch/labs/smb.default/target" ] || complain 'the other is gone too'
expect 'down of all' 0 down
says 'down: smb:default'
says_lines 1
done_testing
