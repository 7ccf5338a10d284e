// An open of a volume, \\.\V: .
#pragma once

#include <memory>

#include "runner/model/disk.h"

namespace wfx::model {

class OpenVolume : public FileObject {
 public:
  // The open is one of the volume's from here to its Cleanup.
  OpenVolume(FoundVolume found, const Personality& on, const OpenOptions& options);

  std::uint32_t Sector() const override { return disk_->sector; }
  std::uint32_t AlignmentMask() const override { return alignment_; }
  bool Seekable() const override { return true; }
  std::uint64_t Size() const override;
  Status Write(Kernel& kernel, Request& request) override;
  Status Read(Kernel& kernel, Request& request) override;
  Status Control(Kernel& kernel, DWORD code, std::span<const std::uint8_t> in,
                 std::span<std::uint8_t> out, DWORD& returned) override;
  void Cleanup(Kernel& kernel) override;

  // Makes the volume this open's own: FSCTL_LOCK_VOLUME, or an open that shares no writing.
  Status Lock();

 private:
  // The part of a transfer that the file system lets through.
  struct Range {
    std::uint64_t offset = 0, length = 0;
  };
  Status Admit(const Request& request, Range& range) const;
  bool MayWrite(const Range& range) const;
  Status Unlock();
  Status Dismount();
  Status AnswerVolume(DWORD code, std::span<std::uint8_t> out, DWORD& returned) const;
  Status AnswerFileSystem(DWORD code, std::span<std::uint8_t> out, DWORD& returned) const;

  const std::shared_ptr<Disk> disk_;
  const std::shared_ptr<Volume> volume_;
  const std::uint32_t alignment_;
  bool extended_ = false;    // FSCTL_ALLOW_EXTENDED_DASD_IO
  bool dismounted_ = false;  // this open dismounted the volume
  bool cut_off_ = false;     // another one did, or it was the volume's before
};

}  // namespace wfx::model
