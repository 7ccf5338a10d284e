// A file that is open twice: as itself, and as the device that stands for it.
#pragma once

#include <memory>

#include "tools/labs.d/driver/provider/below.h"
#include "tools/labs.d/driver/provider/rules.h"

namespace wfx::lab {

// Thread rule: any thread.
class DeviceFile {
 public:
  // Opens the device for `file`, a handle that was opened with these arguments. Null: it is not the
  // device's. On failure throws std::system_error with the Win32 error. Takes `file` over unless it
  // gives null or throws.
  static std::shared_ptr<DeviceFile> Open(HANDLE file, DWORD access, DWORD share, DWORD flags);
  // What is under way is written, and the device lets go of the file.
  ~DeviceFile();
  DeviceFile(const DeviceFile&) = delete;
  DeviceFile& operator=(const DeviceFile&) = delete;

  // A new handle that stands for both: of the device where its writes are overlapped, otherwise of
  // the file, whose writes then are Wine's own. Null: there is none, the last error says why.
  HANDLE NewHandle() const;
  // The file itself, for all that the device does not answer.
  HANDLE file() const { return file_; }
  const Rules& rules() const { return *rules_; }
  bool is_volume() const { return rules_->backing.size != 0; }

  // Asks the device and waits for its answer: a Win32 error, 0 = it did it. `got`: bytes of `out`.
  DWORD Ask(DWORD code, void* in, DWORD in_size, void* out, DWORD out_size, DWORD& got) const;

 private:
  DeviceFile(HANDLE file, HANDLE device, bool overlapped, std::shared_ptr<const Rules> rules);

  HANDLE file_;
  const HANDLE device_;
  const bool overlapped_;
  const std::shared_ptr<const Rules> rules_;
};

// Under its handle, and under duplicates of it.
void Remember(HANDLE handle, std::shared_ptr<DeviceFile> file);
// Null where it is none of the device's.
std::shared_ptr<DeviceFile> Find(HANDLE handle);
// Forgets it; what it was.
std::shared_ptr<DeviceFile> Forget(HANDLE handle);

}  // namespace wfx::lab
