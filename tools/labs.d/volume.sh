# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154
proves="writes to a volume as a whole, on a block device that ends where it ends: \\\\.\\L: has sectors of 512 bytes and a FAT32, \\\\.\\M: sectors of 4096 bytes and no file system"
proves_not="the rules that Windows keeps for volumes: Wine knows neither locks nor dismounts nor alignment of a volume, and not its length"
profiles='512 4096'

lab_cases() { echo 'volume/*'; }

lab_needs() {
  echo root loop wineserver:wine built:build/wine/bin/wfx-conformance.exe
  [ "$1" != 512 ] || echo mkfs.fat:dosfstools
}

lab_up() {
  local letter=L
  [ "$1" = 512 ] || letter=M
  wine_folder
  make_loop 24M "$1"
  # 23 MiB of 24, and 32 sectors before the table: the places that scenarios/deviations/wine_8.json has.
  [ "$1" != 512 ] || run mkfs.fat -F 32 -S 512 -s 1 -R 32 -f 2 -n WFX "$loop" 23552
  make_link "$dosdevices/${letter,}::" "$loop"
  bless_volume "\\\\.\\$letter:"
  made_target "volume_$1" volume "--volume \\\\.\\$letter: --destroy $serial" "loop $loop, sectors of $1 bytes"
}
