# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154
proves="NTFS on the disk: named streams are streams, files are sparse, a full volume is ERROR_DISK_FULL; clusters of 4 and of 64 KiB"
proves_not="Windows' own ntfs.sys: the writer is ntfs-3g, a program beside the kernel; Wine keeps locks and alignment its own way, and does not see the clusters"
profiles='4k 64k'

lab_needs() { echo root loop fuse mkntfs:ntfs-3g ntfs-3g:ntfs-3g; }

lab_up() {
  make_loop 512M
  run mkntfs -Q -F -c "$((${1%k} * 1024))" -L WFX "$loop"
  note processes
  make_mount fuseblk "$loop" daemon ntfs-3g -o permissions,big_writes,streams_interface=windows "$loop"
  made_target "ntfs_$1" folder "$mounted" "$(mount_at "$mounted")"
}
