// What differs between file systems by documentation, as data.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runner/win32/types.h"

namespace wfx {

struct Personality {
  std::string name;                      // "ntfs": the word after "model:"
  std::string file_system;               // as GetVolumeInformation says it: "NTFS"
  std::uint32_t volume_flags = 0;        // FILE_SUPPORTS_SPARSE_FILES …
  std::uint32_t sector = 512;            // logical, bytes
  std::uint32_t physical_sector = 4096;  // bytes
  std::uint32_t cluster = 4096;          // bytes
  std::uint32_t alignment = 0;           // FILE_ALIGNMENT_INFO: an address has none of these bits
  bool asks_alignment = true;            // of unbuffered writes; a share need not
  std::uint64_t capacity = 0;            // of C:, bytes
  std::uint64_t maximum_file_size = 0;   // bytes
  DWORD beyond_maximum = 0;              // the error of a write whose end lies beyond it
  // A file that is not sparse occupies its whole size.
  bool streams = true, sparse_files = true;
  // The last write time moves with the write, or when the handle is closed.
  bool write_time_at_once = true;
  std::uint64_t write_time_step_ns = 100;
  bool change_time = true;  // the file system keeps one
  // A finished write is reported as pending first, and delivered after `late_by_ns`.
  bool writes_pend = false;
  std::uint64_t late_by_ns = 0;
  // A share: FileRemoteProtocolInfo tells its protocol.
  bool remote = false;
  // Its volumes and disks can be opened as such; those of a share cannot.
  bool devices = true;
  // A directory opened with write access refuses a write with this error.
  DWORD directory_write_error = 0;
};

// "ntfs", "refs", "fat32", "smb3", "4kn", in this order.
const std::vector<Personality>& AllPersonalities();
// Null for a name there is not.
const Personality* FindPersonality(std::string_view name);
// NTFS with 512-byte sectors.
const Personality& DefaultPersonality();

}  // namespace wfx
