# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154
proves="the same Win32 calls on Linux's file systems; ext4_sync is storage whose every write is durable before it returns"
proves_not="Wine opens without O_DIRECT and O_SYNC, so that unbuffered and write-through are the page cache's here, ext4_sync apart"
profiles='tmpfs ext4 ext4_sync xfs btrfs'

lab_needs() {
  echo root
  case $1 in
    tmpfs) echo system:tmpfs ;;
    ext4*) echo loop system:ext4 mkfs.ext4:e2fsprogs ;;
    xfs) echo loop system:xfs mkfs.xfs:xfsprogs ;;
    btrfs) echo loop system:btrfs mkfs.btrfs:btrfs-progs ;;
  esac
}

lab_up() {
  if [ "$1" = tmpfs ]; then
    make_mount tmpfs wfx_tmpfs mount -t tmpfs -o size=1g wfx_tmpfs
  else
    local type=${1%_sync} options=noatime settings=''
    [ "$type" = "$1" ] || options+=,sync
    # What is kept for root would let it write to a volume that is full.
    [ "$type" != ext4 ] || settings='-m 0'
    make_loop 1G
    # shellcheck disable=SC2086 # words
    run "mkfs.$type" -q $settings "$loop"
    make_mount "$type" "$loop" mount -t "$type" -o "$options" "$loop"
  fi
  made_target "$1" folder "$mounted" "$(mount_at "$mounted")"
}
