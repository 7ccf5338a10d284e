// What the lab's driver and its provider say to each other: DeviceIoControl's codes, and what they
// take. Both sides include it, so it has no type of the SDK or of the driver kit.
#pragma once

#include "runner/win32/driver_request.h"

namespace wfx::lab {

using Word = unsigned int;            // 32 bits
using Long = unsigned long long int;  // 64 bits

// An open of the device stands for one file or volume, once it has been told which: takes a
// Backing.
inline constexpr Word kBack = DriverRequest(0x801);
// Ends what kBack began: what is under way is written, then the device lets go of the file.
inline constexpr Word kLetGo = DriverRequest(0x802);
// Byte ranges of a file: take a RangeAsked.
inline constexpr Word kLock = DriverRequest(0x803);
inline constexpr Word kUnlock = DriverRequest(0x804);
// What Wine answers itself, instead of the device, when it is asked for with FSCTL_LOCK_VOLUME and
// the like.
inline constexpr Word kLockVolume = DriverRequest(0x811);
inline constexpr Word kUnlockVolume = DriverRequest(0x812);
inline constexpr Word kDismountVolume = DriverRequest(0x813);
inline constexpr Word kIsVolumeMounted = DriverRequest(0x814);
inline constexpr Word kAllowExtended = DriverRequest(0x815);

struct Backing {
  Long handle;       // of the file or image, in the process below
  Long identity[2];  // the same for each open of one file
  Long size;         // of a volume, in bytes; 0 = it is a file
  Long file_system;  // bytes of a volume that its file system takes, from its beginning; 0 = none
  Long boot_area;    // bytes at its beginning that stay writable
  Word process;      // its number
  Word sector;       // in bytes
  Word delay;        // milliseconds that a write is under way; 0 = it ends within its call
  Word alone;        // 1 = nobody else may have the volume open for writing
  Word is_fat;       // 1 = the file system ends as FAT does
};

struct RangeAsked {
  Long offset, length;
  Word exclusive;  // 1 or 0
  Word unused;
};

}  // namespace wfx::lab
