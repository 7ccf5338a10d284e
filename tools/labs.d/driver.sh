# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154
proves="writes through a kernel driver of ours, which Wine loads: inline, they end within their call; pending, they are truly under way, on sectors of 4096 bytes, until they end or are cancelled; both keep byte-range locks with ERROR_LOCK_VIOLATION, ask unbuffered writes for whole sectors and fail with any status when they are told to; the volumes \\\\.\\N: (volume, FAT32, sectors of 512 bytes) and \\\\.\\O: (raw, none, 4096) keep the rules for locks, dismounts, boot area, end and alignment"
proves_not="a file system of Windows: the rules are ours, written after its documents, and the bytes lie in files of this machine; handles without FILE_FLAG_OVERLAPPED write past the driver, which never sees where a buffer lies"
profiles='inline pending volume raw'

# What each is there for.
lab_cases() {
  case $1 in
    volume | raw) echo 'volume/*' ;;
    *) echo '*' ;;
  esac
}

lab_needs() {
  echo wineserver:wine x86_64-w64-mingw32-g++-posix:g++-mingw-w64-x86-64-posix
  echo header:../x86_64-w64-mingw32/include/ddk/ntifs.h:mingw-w64-x86-64-dev
  case $1 in
    volume) echo mkfs.fat:dosfstools built:build/wine/bin/wfx-conformance.exe ;;
    raw) echo built:build/wine/bin/wfx-conformance.exe ;;
  esac
}

# MinGW's headers for drivers are C's, and older than its compiler's own; the driver has no run-time library.
build_driver() {
  build_windows_program wfx_device.sys -fno-exceptions -fno-rtti -fno-threadsafe-statics -shared -nostdlib \
    -Wl,--subsystem,native -Wl,--entry,DriverEntry "$root/tools/labs.d/driver/device"/*.cpp \
    -isystem /usr/x86_64-w64-mingw32/include/ddk -lntoskrnl
  driver=$program
}

build_provider() {
  local sources=$root/tools/labs.d/driver/provider
  build_windows_program through_device.dll -Wpedantic -DUNICODE -D_UNICODE -DNOMINMAX -DWIN32_LEAN_AND_MEAN \
    -D_WIN32_WINNT=0x0A00 -shared -static "$sources"/*.cpp "$sources/through_device.def"
  provider=$program
}

# make_image LETTER: what \\.\LETTER: leads to.
make_image() {
  run truncate -s 24M "$folder/image"
  make_link "$dosdevices/${1,}::" "$folder/image"
}

lab_up() {
  local name rules where drive
  # Of this folder: several may stand in one prefix.
  name=WfxLab_$1_$(cksum <<<"$labs" | cut -d' ' -f1)
  build_driver
  build_provider
  wine_folder
  run cp "$driver" "$folder/$name.sys"
  case $1 in
    inline) rules='sector=512' ;;
    pending) rules='sector=4096 delay_ms=1' ;;
    volume)
      drive='\\.\N:'
      make_image N
      # 23 MiB of 24, and 32 sectors before the table: the places that scenarios/deviations/wine_8.json has.
      run mkfs.fat -F 32 -S 512 -s 1 -R 32 -f 2 -n WFX "$folder/image" 23552
      bless_volume "$drive"
      rules='sector=512 size=25165824 file_system=24117248 boot_area=16384 fat'
      ;;
    raw)
      drive='\\.\O:'
      make_image O
      bless_volume "$drive"
      rules='sector=4096 size=25165824'
      ;;
  esac
  make_service "$name" "$folder/$name.sys"
  echo "device=$name $rules" >"$folder/.wfx_device" || fail 'its rules cannot be written'
  run mkdir "$folder/files"
  where="--target driver_$1=$folder/files"
  case $1 in
    volume | raw)
      # Sectors of the target are those of the volume.
      echo "device=$name ${rules%% *}" >"$folder/files/.wfx_device" || fail 'its rules cannot be written'
      where+=" --volume $drive --destroy $serial"
      ;;
  esac
  made_target "driver_$1" driver "$provider $where" "\\\\.\\$name, $rules"
}
