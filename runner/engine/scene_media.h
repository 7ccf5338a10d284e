// The bytes of a volume or disk around what a case writes there: as they were found, and what has
// become of them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "runner/engine/content.h"
#include "runner/win32/api.h"
#include "runner/win32/handle.h"
#include "runner/win32/text.h"

namespace wfx {

// Thread rule: one thread at a time.
class Media {
 public:
  // Reads what is there now. `asked` are the stretches that will be written to, in any order;
  // what lies less than 64 KiB from one is looked at too. Throws SceneError.
  Media(const Win32Api& api, std::string name, WideString path, std::uint64_t sector,
        const std::vector<ByteRange>& asked);

  // "volume", "disk" or "raw_volume".
  const std::string& name() const { return name_; }
  // The same stretches now: a sector that is as it was found is fill, the rest is labelled.
  // Throws SceneError.
  FileRecord ReadBack(const std::vector<WrittenData>& writes) const;
  // Writes what was found where it is no more, and cuts off what has grown. `volume` is locked
  // meanwhile: it lies here, and its file system would not allow it. As far as the system lets it,
  // quietly: the media may be destroyed, but a file system that stays whole serves the next case
  // too.
  void PutBack(const WideString& volume) const;

 private:
  struct Stretch {
    std::uint64_t offset = 0;
    std::vector<std::uint8_t> bytes;
  };

  Handle Open(const WideString& path, DWORD access) const;
  void CutOff(HANDLE writer) const;
  std::vector<std::uint8_t> Read(HANDLE handle, std::uint64_t offset, std::size_t length) const;
  void LabelSectors(const Stretch& found, const std::vector<std::uint8_t>& now, Labeller& labeller,
                    std::vector<ContentRun>& runs) const;

  const Win32Api& api_;
  std::string name_;
  WideString path_;
  std::uint64_t sector_;
  std::uint64_t size_ = 0;
  std::vector<Stretch> found_;  // ascending, apart, whole sectors
};

}  // namespace wfx
