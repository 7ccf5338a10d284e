// Locking and unlocking byte ranges.
#include "runner/model/file.h"
#include "runner/model/kernel.h"
#include "runner/model/table.h"
#include "runner/win32/overlapped.h"

namespace wfx::model {
namespace {

std::uint64_t Joined(DWORD low, DWORD high) { return std::uint64_t{high} << 32 | low; }

// A lock that has to wait is tried again whenever one may have been released.
Status AwaitLock(Call& call, const std::shared_ptr<OpenFileObject>& file, LockOwner owner,
                 LPOVERLAPPED overlapped, std::uint64_t length, bool exclusive) {
  const RequestPtr request = NewRequest(call, Request::Kind::kLock, file, overlapped);
  const Status status = TakeEvent(call, *request);
  if (status != STATUS_SUCCESS) return status;
  request->offset = OffsetOf(*overlapped);
  request->withdraw = [] {};
  file->SetSignaled(false);
  call.kernel.Pend(request);
  file->node->waiting_locks.push_back([request, file, owner, length, exclusive](Kernel& kernel) {
    if (request->done) return true;
    const Status granted = file->stream->locks.Lock(owner, request->offset, length, exclusive);
    if (granted != STATUS_SUCCESS) return false;
    kernel.Complete(request, STATUS_SUCCESS, 0);
    return true;
  });
  return file->overlapped() ? STATUS_PENDING : WaitUntilDone(call, *request);
}

Status Lock(Call& call, HANDLE handle, std::uint64_t offset, std::uint64_t length, bool exclusive,
            bool waits, LPOVERLAPPED overlapped) {
  Status status = 0;
  const auto file = call.Get<OpenFileObject>(handle, status);
  if (file == nullptr) return status;
  const DWORD access = call.Find(handle)->access;
  if ((access & (FILE_READ_DATA | FILE_WRITE_DATA)) == 0) return STATUS_ACCESS_DENIED;
  if (file->node->directory) return STATUS_INVALID_PARAMETER;
  const LockOwner owner{file.get(), call.self.process};
  status = file->stream->locks.Lock(owner, offset, length, exclusive);
  if (status != STATUS_LOCK_NOT_GRANTED || !waits) return status;
  return AwaitLock(call, file, owner, overlapped, length, exclusive);
}

Status Unlock(Call& call, HANDLE handle, std::uint64_t offset, std::uint64_t length) {
  Status status = 0;
  const auto file = call.Get<OpenFileObject>(handle, status);
  if (file == nullptr) return status;
  status = file->stream->locks.Unlock({file.get(), call.self.process}, offset, length);
  if (status == STATUS_SUCCESS) file->node->RetryLocks(call.kernel);
  return status;
}

}  // namespace

void FileNode::RetryLocks(Kernel& kernel) {
  std::erase_if(waiting_locks, [&](const auto& attempt) { return attempt(kernel); });
}

// locked_range.lock_is_granted
BOOL WINAPI LockFileEx(HANDLE handle, DWORD flags, DWORD, DWORD low, DWORD high,
                       LPOVERLAPPED overlapped) {
  Call call;
  const bool exclusive = (flags & LOCKFILE_EXCLUSIVE_LOCK) != 0;
  const bool waits = (flags & LOCKFILE_FAIL_IMMEDIATELY) == 0;
  return Finish(
      Lock(call, handle, OffsetOf(*overlapped), Joined(low, high), exclusive, waits, overlapped));
}

BOOL WINAPI LockFile(HANDLE handle, DWORD offset_low, DWORD offset_high, DWORD low, DWORD high) {
  Call call;
  const std::uint64_t offset = Joined(offset_low, offset_high);
  return Finish(Lock(call, handle, offset, Joined(low, high), true, false, nullptr));
}

// locked_range.unlocked_range_is_free, locked_range.unlock_of_another_range_fails
BOOL WINAPI UnlockFileEx(HANDLE handle, DWORD, DWORD low, DWORD high, LPOVERLAPPED overlapped) {
  Call call;
  return Finish(Unlock(call, handle, OffsetOf(*overlapped), Joined(low, high)));
}

BOOL WINAPI UnlockFile(HANDLE handle, DWORD offset_low, DWORD offset_high, DWORD low, DWORD high) {
  Call call;
  return Finish(Unlock(call, handle, Joined(offset_low, offset_high), Joined(low, high)));
}

}  // namespace wfx::model
