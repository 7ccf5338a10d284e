#include "runner/engine/fake_system.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstring>
#include <utility>

#include "runner/win32/overlapped.h"

namespace wfx {
namespace {

std::atomic<FakeKernel*> current{nullptr};
std::atomic<std::uint64_t> systems{0};
thread_local DWORD last_error = 0;
thread_local void* own_queue = nullptr;
thread_local std::uint64_t own_queue_of = 0;

}  // namespace

FakeKernel::FakeKernel() : number_(++systems) { current = this; }
FakeKernel::~FakeKernel() { current = nullptr; }
FakeKernel& FakeKernel::Get() { return *current; }

Win32Api FakeKernel::api() const {
  Win32Api table;
  table.CreateFileW = &CreateFileW;
  table.DeleteFileW = &DeleteFileW;
  table.CloseHandle = &CloseHandle;
  table.CreateEventW = &CreateEventW;
  table.SetEvent = &SetEvent;
  table.ResetEvent = &ResetEvent;
  table.GetFileSizeEx = &GetFileSizeEx;
  table.SetFilePointerEx = &SetFilePointerEx;
  table.SetEndOfFile = &SetEndOfFile;
  table.ReadFile = &ReadFile;
  table.WriteFile = &WriteFile;
  table.WriteFileEx = &WriteFileEx;
  table.CancelIoEx = &CancelIoEx;
  table.QueueUserAPC = &QueueUserAPC;
  table.SleepEx = &SleepEx;
  table.WaitForSingleObject = &WaitForSingleObject;
  table.WaitForSingleObjectEx = &WaitForSingleObjectEx;
  table.GetLastError = &GetLastError;
  table.SetLastError = &SetLastError;
  return table;
}

DWORD FakeKernel::GetLastError() { return last_error; }
void FakeKernel::SetLastError(DWORD error) { last_error = error; }

BOOL FakeKernel::Fail(DWORD error) {
  last_error = error;
  return FALSE;
}

HANDLE FakeKernel::Add(Object object) {
  const auto handle = reinterpret_cast<HANDLE>(next_handle_);
  next_handle_ += 4;
  handles_[handle] = std::move(object);
  return handle;
}

FakeKernel::Object* FakeKernel::Find(HANDLE handle) {
  const auto found = handles_.find(handle);
  return found == handles_.end() ? nullptr : &found->second;
}

// Null with the last error set: no handle of a file, or without this access.
FakeKernel::Object* FakeKernel::FindFile(HANDLE handle, DWORD access) {
  Object* object = Find(handle);
  if (object == nullptr || object->file == nullptr) {
    last_error = ERROR_INVALID_HANDLE;
    return nullptr;
  }
  if ((object->access & access) == 0) {
    last_error = ERROR_ACCESS_DENIED;
    return nullptr;
  }
  return object;
}

FakeKernel::ThreadQueue& FakeKernel::OwnQueue() {
  if (own_queue_of != number_) {
    queues_.push_back(std::make_unique<ThreadQueue>());
    own_queue = queues_.back().get();
    own_queue_of = number_;
  }
  return *static_cast<ThreadQueue*>(own_queue);
}

HANDLE FakeKernel::CreateFileW(LPCWSTR path, DWORD access, DWORD, LPSECURITY_ATTRIBUTES,
                               DWORD disposition, DWORD, HANDLE) {
  FakeKernel& self = Get();
  const std::lock_guard lock(self.mutex_);
  auto& file = self.files_[path];
  if (file == nullptr && disposition == OPEN_EXISTING) {
    self.files_.erase(path);
    Fail(ERROR_FILE_NOT_FOUND);
    return INVALID_HANDLE_VALUE;
  }
  if (file == nullptr) file = std::make_shared<Bytes>();
  if (disposition == CREATE_ALWAYS) file->clear();
  Object object;
  object.file = file;
  object.access = access;
  return self.Add(std::move(object));
}

BOOL FakeKernel::DeleteFileW(LPCWSTR path) {
  FakeKernel& self = Get();
  const std::lock_guard lock(self.mutex_);
  return self.files_.erase(path) == 1 ? TRUE : Fail(ERROR_FILE_NOT_FOUND);
}

BOOL FakeKernel::CloseHandle(HANDLE handle) {
  FakeKernel& self = Get();
  const std::lock_guard lock(self.mutex_);
  return self.handles_.erase(handle) == 1 ? TRUE : Fail(ERROR_INVALID_HANDLE);
}

HANDLE FakeKernel::CreateEventW(LPSECURITY_ATTRIBUTES, BOOL manual_reset, BOOL signaled, LPCWSTR) {
  FakeKernel& self = Get();
  const std::lock_guard lock(self.mutex_);
  Object object;
  object.manual_reset = manual_reset != FALSE;
  object.signaled = signaled != FALSE;
  return self.Add(std::move(object));
}

BOOL FakeKernel::SetEvent(HANDLE event) {
  FakeKernel& self = Get();
  const std::lock_guard lock(self.mutex_);
  Object* object = self.Find(event);
  if (object == nullptr) return Fail(ERROR_INVALID_HANDLE);
  object->signaled = true;
  self.changed_.notify_all();
  return TRUE;
}

BOOL FakeKernel::ResetEvent(HANDLE event) {
  FakeKernel& self = Get();
  const std::lock_guard lock(self.mutex_);
  Object* object = self.Find(event);
  if (object == nullptr) return Fail(ERROR_INVALID_HANDLE);
  object->signaled = false;
  return TRUE;
}

BOOL FakeKernel::GetFileSizeEx(HANDLE handle, PLARGE_INTEGER size) {
  FakeKernel& self = Get();
  const std::lock_guard lock(self.mutex_);
  const Object* object = self.FindFile(handle, GENERIC_READ | GENERIC_WRITE);
  if (object == nullptr) return FALSE;
  size->QuadPart = static_cast<LONGLONG>(object->file->size());
  return TRUE;
}

BOOL FakeKernel::SetFilePointerEx(HANDLE handle, LARGE_INTEGER distance, PLARGE_INTEGER, DWORD) {
  FakeKernel& self = Get();
  const std::lock_guard lock(self.mutex_);
  Object* object = self.FindFile(handle, GENERIC_READ | GENERIC_WRITE);
  if (object == nullptr) return FALSE;
  object->position = static_cast<std::uint64_t>(distance.QuadPart);
  return TRUE;
}

BOOL FakeKernel::SetEndOfFile(HANDLE handle) {
  FakeKernel& self = Get();
  const std::lock_guard lock(self.mutex_);
  Object* object = self.FindFile(handle, GENERIC_WRITE);
  if (object == nullptr) return FALSE;
  object->file->resize(object->position);
  return TRUE;
}

BOOL FakeKernel::ReadFile(HANDLE handle, LPVOID bytes, DWORD length, LPDWORD read,
                          LPOVERLAPPED overlapped) {
  FakeKernel& self = Get();
  const std::lock_guard lock(self.mutex_);
  Object* object = self.FindFile(handle, GENERIC_READ);
  if (object == nullptr) return FALSE;
  const Bytes& file = *object->file;
  if (overlapped != nullptr) object->position = overlapped->Offset;
  if (object->position >= file.size()) return overlapped != nullptr ? Fail(ERROR_HANDLE_EOF) : TRUE;
  *read = static_cast<DWORD>(std::min<std::uint64_t>(length, file.size() - object->position));
  std::memcpy(bytes, file.data() + object->position, *read);
  object->position += *read;
  return TRUE;
}

void FakeKernel::Store(Bytes& file, std::uint64_t offset, LPCVOID bytes, DWORD length) {
  if (length == 0) return;
  if (file.size() < offset + length) file.resize(offset + length);
  std::memcpy(file.data() + offset, bytes, length);
}

BOOL FakeKernel::WriteFile(HANDLE handle, LPCVOID bytes, DWORD length, LPDWORD written,
                           LPOVERLAPPED) {
  FakeKernel& self = Get();
  const std::lock_guard lock(self.mutex_);
  Object* object = self.FindFile(handle, GENERIC_WRITE);
  if (object == nullptr) return FALSE;
  Store(*object->file, object->position, bytes, length);
  object->position += length;
  *written = length;
  return TRUE;
}

BOOL FakeKernel::WriteFileEx(HANDLE handle, LPCVOID bytes, DWORD length, LPOVERLAPPED overlapped,
                             LPOVERLAPPED_COMPLETION_ROUTINE routine) {
  FakeKernel& self = Get();
  const std::lock_guard lock(self.mutex_);
  overlapped->Internal = STATUS_PENDING;
  Object* object = self.FindFile(handle, GENERIC_WRITE);
  if (object == nullptr) return FALSE;
  const std::uint64_t offset = OffsetOf(*overlapped);
  const bool appends = offset == ~std::uint64_t{0};
  if (!appends && static_cast<std::int64_t>(offset) < 0) return Fail(ERROR_INVALID_PARAMETER);
  if (bytes == nullptr && length > 0) return Fail(ERROR_INVALID_USER_BUFFER);
  if (self.keeps_writes_pending) {
    self.pending_.push_back({handle, overlapped, routine, &self.OwnQueue()});
    return TRUE;
  }
  Store(*object->file, appends ? object->file->size() : offset, bytes, length);
  overlapped->Internal = 0;
  overlapped->InternalHigh = length;
  self.OwnQueue().routines.push_back({routine, 0, length, overlapped, nullptr, 0});
  return TRUE;
}

BOOL FakeKernel::CancelIoEx(HANDLE handle, LPOVERLAPPED overlapped) {
  FakeKernel& self = Get();
  const std::lock_guard lock(self.mutex_);
  bool found = false;
  for (PendingWrite& write : self.pending_) {
    const bool meant = overlapped == nullptr || write.overlapped == overlapped;
    if (write.handle != handle || !meant) continue;
    write.overlapped->Internal = STATUS_CANCELLED;
    write.thread->routines.push_back(
        {write.routine, ERROR_OPERATION_ABORTED, 0, write.overlapped, nullptr, 0});
    write.handle = nullptr;
    found = true;
  }
  std::erase_if(self.pending_, [](const PendingWrite& write) { return write.handle == nullptr; });
  self.changed_.notify_all();
  return found ? TRUE : Fail(ERROR_NOT_FOUND);
}

void FakeKernel::Queue(LPOVERLAPPED_COMPLETION_ROUTINE routine, DWORD error, DWORD bytes,
                       LPOVERLAPPED overlapped) {
  FakeKernel& self = Get();
  const std::lock_guard lock(self.mutex_);
  self.OwnQueue().routines.push_back({routine, error, bytes, overlapped, nullptr, 0});
}

DWORD FakeKernel::QueueUserAPC(PAPCFUNC routine, HANDLE, ULONG_PTR parameter) {
  FakeKernel& self = Get();
  const std::lock_guard lock(self.mutex_);
  self.OwnQueue().routines.push_back({nullptr, 0, 0, nullptr, routine, parameter});
  return 1;
}

bool FakeKernel::RunQueued(std::unique_lock<std::mutex>& lock) {
  ThreadQueue& queue = OwnQueue();
  if (queue.routines.empty()) return false;
  while (!queue.routines.empty()) {
    const Routine next = queue.routines.front();
    queue.routines.pop_front();
    lock.unlock();
    next.apc != nullptr ? next.apc(next.parameter)
                        : next.completion(next.error, next.bytes, next.overlapped);
    lock.lock();
  }
  return true;
}

// A signaled object wins over a queued routine.
DWORD FakeKernel::Wait(HANDLE handle, DWORD milliseconds, bool alertable) {
  std::unique_lock lock(mutex_);
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(milliseconds);
  while (true) {
    Object* object = handle == nullptr ? nullptr : Find(handle);
    if (handle != nullptr && object == nullptr) return Fail(ERROR_INVALID_HANDLE), WAIT_FAILED;
    if (object != nullptr && (object->signaled || object->file != nullptr)) {
      object->signaled = object->signaled && object->manual_reset;
      return WAIT_OBJECT_0;
    }
    if (alertable && RunQueued(lock)) return WAIT_IO_COMPLETION;
    if (changed_.wait_until(lock, until) == std::cv_status::timeout &&
        std::chrono::steady_clock::now() >= until) {
      return handle == nullptr ? 0 : WAIT_TIMEOUT;
    }
  }
}

DWORD FakeKernel::SleepEx(DWORD milliseconds, BOOL alertable) {
  return Get().Wait(nullptr, milliseconds, alertable != FALSE);
}

DWORD FakeKernel::WaitForSingleObject(HANDLE handle, DWORD milliseconds) {
  return Get().Wait(handle, milliseconds, false);
}

DWORD FakeKernel::WaitForSingleObjectEx(HANDLE handle, DWORD milliseconds, BOOL alertable) {
  return Get().Wait(handle, milliseconds, alertable != FALSE);
}

}  // namespace wfx
