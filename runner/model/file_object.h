// One open: what CreateFileW makes, and what all duplicates of its handle share.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "runner/model/object.h"
#include "runner/model/request.h"
#include "runner/model/status.h"

namespace wfx::model {

class Kernel;
class CompletionPort;
class Transaction;

// Either right lets its handle write.
inline constexpr DWORD kMayWrite = FILE_WRITE_DATA | FILE_APPEND_DATA;

// What was asked of CreateFileW, generic rights mapped.
struct OpenOptions {
  DWORD access = 0, share = 0, disposition = 0;
  DWORD flags = 0;                                     // FILE_FLAG_* and FILE_ATTRIBUTE_*
  std::shared_ptr<Transaction> transaction = nullptr;  // of CreateFileTransactedW
  bool through_network = false;  // of a pipe: its server is on another machine
};

// Sharing: one asks for what the other does not share.
bool Conflicts(const OpenOptions& one, const OpenOptions& other);

// Base of files, pipe ends, mailslots, volumes, disks and devices. Derived classes are the file
// systems and drivers: they see a request after the checks of the I/O system (transfer.cpp), and
// either finish it at once (return its final status, `transferred` set), or keep it: set
// `withdraw`, return STATUS_PENDING, and call Kernel::Complete later, never inside.
// Everything happens with the kernel's mutex held.
class FileObject : public Object {
 public:
  explicit FileObject(const OpenOptions& options) : options_(options) {}

  const OpenOptions& options() const { return options_; }
  bool overlapped() const { return (options_.flags & FILE_FLAG_OVERLAPPED) != 0; }
  bool unbuffered() const { return (options_.flags & FILE_FLAG_NO_BUFFERING) != 0; }

  // The file object is signaled by the end of a request without an event; unsignaled by its start
  // (completion.handle_is_signaled_before_the_routine).
  bool IsSignaled() const override { return signaled_; }
  bool IsWaitable() const override { return true; }
  void SetSignaled(bool signaled) { signaled_ = signaled; }

  // Bytes of a sector that unbuffered requests must keep to; 0 = none are asked for.
  virtual std::uint32_t Sector() const { return 0; }
  // Bits that an unbuffered buffer's address must not have.
  virtual std::uint32_t AlignmentMask() const { return 0; }
  // Offsets mean something to it: a file, a volume, a disk.
  virtual bool Seekable() const { return false; }
  // Its size, for offset -1; files, volumes and disks.
  virtual std::uint64_t Size() const { return 0; }
  virtual DWORD Type() const { return FILE_TYPE_DISK; }

  virtual Status Write(Kernel&, Request&) { return STATUS_INVALID_DEVICE_REQUEST; }
  virtual Status Read(Kernel&, Request&) { return STATUS_INVALID_DEVICE_REQUEST; }
  virtual Status Flush(Kernel&, Request&) { return STATUS_SUCCESS; }
  // DeviceIoControl: reads `in`, fills `out`, says how many bytes it filled.
  virtual Status Control(Kernel&, DWORD code, std::span<const std::uint8_t> in,
                         std::span<std::uint8_t> out, DWORD& returned) {
    (void)code, (void)in, (void)out, (void)returned;
    return STATUS_INVALID_DEVICE_REQUEST;
  }

  // A request for an oplock, which pends while it is held: one of level 2, or a read-handle one.
  virtual Status HoldOplock(Kernel&, const std::shared_ptr<Request>&, bool level_2) {
    (void)level_2;
    return STATUS_INVALID_DEVICE_REQUEST;
  }

  // Its last handle in any process was closed: it gives up what it holds (locks, its end of a
  // pipe) and ends what is pending on it.
  virtual void Cleanup(Kernel&) {}
  // The last handle of one process: its locks go.
  virtual void ProcessClosed(Kernel&, std::uint32_t process) { (void)process; }
  void HandleClosed(Kernel& kernel, std::uint32_t process, bool last) override;

  std::uint64_t position = 0;  // the file pointer of a synchronous handle
  std::shared_ptr<CompletionPort> port;
  ULONG_PTR port_key = 0;
  BYTE notification_modes = 0;  // SetFileCompletionNotificationModes

 private:
  const OpenOptions options_;
  bool signaled_ = true;
};

}  // namespace wfx::model
