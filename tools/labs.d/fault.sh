# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154
proves="what becomes of a write that the storage delays (slow), refuses (broken: EIO), cuts (short: 512 bytes at most), has no room for (full: 256 MiB for all files, which take as much as they are long), wants aligned (aligned: 512 bytes) or has locked for somebody else (locks)"
proves_not="Windows' own codes for it: Wine has one for each errno and none that gives ERROR_LOCK_VIOLATION; nothing ever pends, as Wine writes within the call"
profiles='plain slow broken short full aligned locks'

# A fault is for the cases that it is about. On storage that breaks most writes others do not come to what
# they ask.
lab_cases() {
  case $1 in
    locks) printf '%s\n' 'locked_range/*' 'append/locked*' 'load/*' ;;
    full) printf '%s\n' 'space/*' 'append/*' 'load/*' ;;
    broken) printf '%s\n' 'offset/*' 'buffer/*' 'null_write/*' ;;
    aligned) printf '%s\n' 'unbuffered/*' 'append/unbuffered*' 'load/*' ;;
    short) printf '%s\n' 'offset/*' 'buffer/*' 'completion/*' 'append/*' 'space/*' ;;
    *) echo '*' ;;
  esac
}

lab_needs() { echo fuse fusermount3:fuse3 c++:g++ pkg-config:pkg-config header:fuse3/fuse.h:libfuse3-dev; }

lab_up() {
  local policy source
  case $1 in
    plain) policy='' ;;
    slow) policy=delay_ms=1 ;;
    broken) policy='errno=EIO spare=maker' ;;
    short) policy=most=512 ;;
    full) policy=space=268435456 ;;
    aligned) policy='align=512 spare=maker' ;;
    locks) policy=locks=EBUSY ;;
  esac
  build_program faultfs fuse3
  run mkdir -p "$folder/below"
  note processes
  source=${policy// /+}
  make_mount fuse.faultfs "faultfs:${source:-plain}" daemon "$program" "$folder/below" "$policy"
  made_target "fault_$1" folder "$mounted" "$(mount_at "$mounted")"
}
