// What the lab's driver and its provider say to each other: DeviceIoControl's codes, and what they
// take. Both sides include it, so it has no type of the SDK or of the driver kit.
#pragma once

namespace wfx::lab {

using Word = unsigned int;            // 32 bits
using Long = unsigned long long int;  // 64 bits

// Buffered, for a handle with any access, of a device of the vendors' range.
constexpr Word RequestCode(Word function) { return 0x8123U << 16 | function << 2; }

// An open of the device stands for one file or volume, once it has been told which: takes a
// Backing.
inline constexpr Word kBack = RequestCode(0x801);
// Ends what kBack began: what is under way is written, then the device lets go of the file.
inline constexpr Word kLetGo = RequestCode(0x802);
// Byte ranges of a file: take a RangeAsked.
inline constexpr Word kLock = RequestCode(0x803);
inline constexpr Word kUnlock = RequestCode(0x804);
// How the next write through this open ends: takes an Answer.
inline constexpr Word kAnswer = RequestCode(0x805);
// What Wine answers itself, instead of the device, when it is asked for with FSCTL_... .
inline constexpr Word kLockVolume = RequestCode(0x811);
inline constexpr Word kUnlockVolume = RequestCode(0x812);
inline constexpr Word kDismountVolume = RequestCode(0x813);
inline constexpr Word kIsVolumeMounted = RequestCode(0x814);
inline constexpr Word kAllowExtended = RequestCode(0x815);

struct Backing {
  Long handle;        // of the file or image, in the process below
  Long identity[2];   // the same for each open of one file
  Long size;          // of a volume, in bytes; 0 = it is a file
  Long file_system;   // bytes of a volume that its file system takes, from its beginning; 0 = none
  Long boot_area;     // bytes at its beginning that stay writable
  Word process;       // its number
  Word sector;        // in bytes
  Word delay;         // milliseconds that a write is under way; 0 = it ends within its call
  Word most_pending;  // writes under way at a time, of all opens of the device; 0 = any number
  Word alone;         // 1 = nobody else may have the volume open for writing
  Word is_fat;        // 1 = the file system ends as FAT does
};

struct RangeAsked {
  Long offset, length;
  Word exclusive;  // 1 or 0
  Word unused;
};

struct Answer {
  Word status;  // an NTSTATUS
  Word late;    // 1 = the call succeeds, and the write ends with it later
};

}  // namespace wfx::lab
