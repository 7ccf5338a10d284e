#include "runner/model/personality.h"

namespace wfx {
namespace {

constexpr std::uint64_t kGiB = std::uint64_t{1} << 30;
constexpr std::uint64_t kTiB = std::uint64_t{1} << 40;

// Local NTFS on a disk of 512-byte logical sectors, Windows 10 1809 and later: the largest file is
// 2^32 clusters less 64 KiB, and beyond it is ERROR_INVALID_PARAMETER.
Personality Ntfs() {
  Personality ntfs;
  ntfs.name = "ntfs";
  ntfs.file_system = "NTFS";
  ntfs.volume_flags = FILE_CASE_PRESERVED_NAMES | FILE_UNICODE_ON_DISK | FILE_PERSISTENT_ACLS |
                      FILE_SUPPORTS_SPARSE_FILES | FILE_NAMED_STREAMS | FILE_FILE_COMPRESSION |
                      FILE_SUPPORTS_ENCRYPTION | FILE_SUPPORTS_TRANSACTIONS;
  ntfs.alignment = 1;
  ntfs.capacity = 64 * kGiB;
  ntfs.maximum_file_size = (std::uint64_t{1} << 32) * 4096 - 65536;
  ntfs.beyond_maximum = ERROR_INVALID_PARAMETER;
  ntfs.directory_write_error = ERROR_INVALID_FUNCTION;
  return ntfs;
}

// No promise on delivery inside the call; times at close.
Personality Refs() {
  Personality refs = Ntfs();
  refs.name = "refs";
  refs.file_system = "ReFS";
  refs.volume_flags &=
      ~(FILE_FILE_COMPRESSION | FILE_SUPPORTS_ENCRYPTION | FILE_SUPPORTS_TRANSACTIONS);
  refs.maximum_file_size = ((std::uint64_t{1} << 32) - 1) * 4096;
  refs.write_time_at_once = false;
  refs.writes_pend = true;
  refs.late_by_ns = 200'000;
  return refs;
}

// 4 GiB less one byte; any offset beyond is ERROR_DISK_FULL. No streams, no sparse files, write
// times in steps of two seconds, no change time.
Personality Fat32() {
  Personality fat = Ntfs();
  fat.name = "fat32";
  fat.file_system = "FAT32";
  fat.volume_flags = FILE_CASE_PRESERVED_NAMES | FILE_UNICODE_ON_DISK;
  fat.maximum_file_size = 4 * kGiB - 1;
  fat.beyond_maximum = ERROR_DISK_FULL;
  fat.streams = false;
  fat.sparse_files = false;
  fat.write_time_at_once = false;
  fat.write_time_step_ns = 2'000'000'000;
  fat.change_time = false;
  fat.directory_write_error = ERROR_INVALID_PARAMETER;
  return fat;
}

// A share over SMB 3: writes travel, so they pend; a finished one is seen late.
Personality Smb3() {
  Personality smb = Ntfs();
  smb.name = "smb3";
  smb.alignment = 0;
  smb.remote = true;
  smb.volume_flags &= ~FILE_SUPPORTS_TRANSACTIONS;
  smb.devices = false;
  smb.capacity = 2 * kTiB;
  smb.write_time_at_once = false;
  smb.writes_pend = true;
  smb.late_by_ns = 1'000'000;
  return smb;
}

Personality FourKiBNative() {
  Personality native = Ntfs();
  native.name = "4kn";
  native.sector = 4096;
  return native;
}

}  // namespace

const std::vector<Personality>& AllPersonalities() {
  static const std::vector<Personality> all{Ntfs(), Refs(), Fat32(), Smb3(), FourKiBNative()};
  return all;
}

const Personality* FindPersonality(std::string_view name) {
  for (const Personality& each : AllPersonalities()) {
    if (each.name == name) return &each;
  }
  return nullptr;
}

const Personality& DefaultPersonality() { return AllPersonalities().front(); }

}  // namespace wfx
