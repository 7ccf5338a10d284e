// Files and directories: what is on the volume, and what an open of it does.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "runner/device_faults.h"
#include "runner/model/clock.h"
#include "runner/model/content.h"
#include "runner/model/file_object.h"
#include "runner/model/lock_table.h"
#include "runner/model/personality.h"
#include "runner/win32/text.h"

namespace wfx::model {

class OpenFileObject;

// The unnamed data of a file, or one of its named streams: bytes and locks of its own.
struct Stream {
  Content content;
  std::uint64_t size = 0;
  std::uint64_t allocated = 0;  // bytes of the volume it takes
  LockTable locks;
  std::vector<std::shared_ptr<Request>> oplocks;  // requests that pend while they are held
};

// Since the model began, in its time; shown as FILETIMEs.
struct FileTimes {
  Time creation{0}, access{0}, write{0}, change{0};
};

class FileNode {
 public:
  bool directory = false;
  DWORD attributes = FILE_ATTRIBUTE_NORMAL;
  bool sparse = false;
  bool delete_pending = false;
  std::uint64_t id = 0;
  FileTimes times;
  WideString path;                                        // as it was made
  WideString key;                                         // in NameSpace::files
  std::map<WideString, std::shared_ptr<Stream>> streams;  // by folded name; "" = the unnamed one
  std::vector<OpenFileObject*> opens;
  // The transaction under way that has it open for writing, or had.
  const Transaction* writing_transaction = nullptr;
  // Locks that wait; each gives true when it has ended.
  std::vector<std::function<bool(Kernel&)>> waiting_locks;
  // After a lock may have been released.
  void RetryLocks(Kernel& kernel);
};

class OpenFileObject : public FileObject {
 public:
  OpenFileObject(std::shared_ptr<FileNode> opened, std::shared_ptr<Stream> its_stream,
                 const Personality& on, const OpenOptions& with);

  std::uint32_t Sector() const override { return sector_; }
  std::uint32_t AlignmentMask() const override { return alignment_; }
  bool Seekable() const override { return true; }
  std::uint64_t Size() const override { return stream->size; }
  Status Write(Kernel& kernel, Request& request) override;
  Status Read(Kernel& kernel, Request& request) override;
  Status Control(Kernel& kernel, DWORD code, std::span<const std::uint8_t> in,
                 std::span<std::uint8_t> out, DWORD& returned) override;
  Status HoldOplock(Kernel& kernel, const std::shared_ptr<Request>& request, bool level_2) override;
  void Cleanup(Kernel& kernel) override;
  void ProcessClosed(Kernel& kernel, std::uint32_t process) override;

  // Makes the stream `size` bytes long. STATUS_DISK_FULL, or the status of a size that is too
  // large, and then nothing changes.
  Status Resize(Kernel& kernel, std::uint64_t size);

  const std::shared_ptr<FileNode> node;
  const std::shared_ptr<Stream> stream;
  // How the next write with a byte ends (media.device_errors_have_their_codes); null = as it does.
  const DeviceFault* fault = nullptr;
  bool wrote = false;                // something, since it was opened
  bool write_time_is_users = false;  // SetFileTime: this open moves it no more

 private:
  Status FailAsTold(Kernel& kernel, Request& request);
  Status Grow(Kernel& kernel, std::uint64_t end, std::uint64_t offset, std::uint64_t length);
  bool HasOutlived() const;  // its transaction
  Status StatusBeyondMaximum(const Personality& personality) const;
  void NoteModified(Kernel& kernel);
  void BreakOplocks(Kernel& kernel);
  LockOwner OwnerFor(std::uint32_t process) const { return {this, process}; }

  const std::uint32_t sector_, alignment_;
};

// NUL: takes everything at once, gives nothing (handle.null_device_takes_everything).
class NullDevice : public FileObject {
 public:
  using FileObject::FileObject;
  DWORD Type() const override { return FILE_TYPE_CHAR; }
  Status Write(Kernel& kernel, Request& request) override;
  Status Read(Kernel& kernel, Request& request) override;
};

// A time of the model as files show it, in steps of `step`.
FILETIME ShownTime(Time time, std::chrono::nanoseconds step);

}  // namespace wfx::model
