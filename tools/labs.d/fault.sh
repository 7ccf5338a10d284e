# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154
proves="what becomes of a write that the storage delays (slow), refuses (broken: EIO), cuts (short: 512 bytes at most), has no room for (full: 64 KiB a file), wants aligned (aligned: 512 bytes) or has locked for somebody else (locks)"
proves_not="Windows' own codes for it: Wine has one for each errno and none that gives ERROR_LOCK_VIOLATION; nothing ever pends, as Wine writes within the call"
profiles='plain slow broken short full aligned locks'

lab_needs() { echo fuse fusermount3:fuse3 c++:g++ pkg-config:pkg-config header:fuse3/fuse.h:libfuse3-dev; }

lab_up() {
  local policy
  case $1 in
    plain) policy='' ;;
    slow) policy=delay_ms=1 ;;
    broken) policy=errno=EIO ;;
    short) policy=most=512 ;;
    full) policy=room=65536 ;;
    aligned) policy=align=512 ;;
    locks) policy=locks=EBUSY ;;
  esac
  build_program faultfs fuse3
  run mkdir -p "$folder/below"
  note processes
  make_mount fuse.faultfs "faultfs:${policy:-plain}" daemon "$program" "$folder/below" "$policy"
  made_target "fault_$1" folder "$mounted" "$(mount_at "$mounted")"
}
