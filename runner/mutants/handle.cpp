// Systems that take the wrong handles, or get what belongs to a handle wrong.
#include <set>

#include "runner/mutants/areas.h"
#include "runner/mutants/state.h"
#include "runner/win32/memory.h"

namespace wfx::mutants {
namespace {

constexpr DWORD kAnyWrite = FILE_WRITE_DATA | FILE_APPEND_DATA | GENERIC_WRITE | GENERIC_ALL;
constexpr DWORD kAnyRead = FILE_READ_DATA | GENERIC_READ;

// ---- rights ----

// Nothing that a harness opens for itself.
bool IsOverlappedFile(const OpenRequest& request) {
  return (request.flags & FILE_FLAG_OVERLAPPED) != 0 &&
         !Narrow(request.path).starts_with(R"(\\.\)");
}

void GrantWriteToReaders(OpenRequest& request) {
  const bool reads = (request.access & kAnyRead) != 0 && (request.access & kAnyWrite) == 0;
  if (reads && IsOverlappedFile(request)) request.access |= GENERIC_WRITE;
}

void GrantWriteToAll(OpenRequest& request) {
  const bool none = (request.access & (kAnyRead | kAnyWrite)) == 0;
  if (none && IsOverlappedFile(request)) request.access |= FILE_WRITE_DATA;
}

BOOL RefuseAppendOnly(const Write& write) {
  const auto opened = FileOf(write);
  const bool refused = opened && (opened->access & kAnyWrite) == FILE_APPEND_DATA;
  return refused ? Refuse(ERROR_ACCESS_DENIED) : Forward(write);
}

BOOL RefuseWriteDataAlone(const Write& write) {
  const auto opened = FileOf(write);
  const bool refused = opened && (opened->access & kAnyWrite) == FILE_WRITE_DATA;
  return refused ? Refuse(ERROR_ACCESS_DENIED) : Forward(write);
}

// ---- what is no handle, or none to a file ----

bool IsSpecial(HANDLE handle) { return handle == nullptr || handle == INVALID_HANDLE_VALUE; }

BOOL DenyClosed(const Write& write) {
  const BOOL accepted = Forward(write);
  const bool closed = !accepted && Base().GetLastError() == ERROR_INVALID_HANDLE &&
                      !IsSpecial(write.file) && IsReadable(write.buffer);
  return closed ? Refuse(ERROR_ACCESS_DENIED) : accepted;
}

BOOL MisnameSpecial(const Write& write) {
  return IsSpecial(write.file) ? Refuse(ERROR_INVALID_PARAMETER) : Forward(write);
}

BOOL CheckBufferFirst(const Write& write) {
  const bool unreadable = write.length > 0 && write.buffer != nullptr && !IsReadable(write.buffer);
  return unreadable ? Refuse(ERROR_INVALID_USER_BUFFER) : Forward(write);
}

BOOL TakeDirectories(const Write& write) {
  const auto opened = FileOf(write);
  const bool directory = opened && opened->Has(FILE_FLAG_BACKUP_SEMANTICS);
  return directory ? Succeed(write, write.length) : Forward(write);
}

BOOL CountNothingOnNull(const Write& write) {
  const auto opened = OpenedAs(write.file);
  const bool null_device = opened && Narrow(opened->path) == "NUL";
  return null_device ? Succeed(write, 0) : Forward(write);
}

BOOL NeedOverlapped(const Write& write) {
  const auto opened = FileOf(write);
  const bool refused = opened && !opened->Has(FILE_FLAG_OVERLAPPED);
  return refused ? Refuse(ERROR_INVALID_PARAMETER) : Forward(write);
}

BOOL TakeMinusTwoAsZero(const Write& write) {
  const auto opened = FileOf(write);
  const bool zero = opened && !opened->Has(FILE_FLAG_OVERLAPPED) && write.offset == kEndOfFile - 1;
  return zero ? IssueAt(write, 0) : Forward(write);
}

// ---- completion ports ----

struct BoundHandles {
  std::mutex mutex;
  std::set<HANDLE> handles;
};

bool IsBound(HANDLE file) {
  auto& bound = Own<BoundHandles>();
  const std::lock_guard lock(bound.mutex);
  return bound.handles.contains(file);
}

HANDLE WINAPI RememberBinding(HANDLE file, HANDLE port, ULONG_PTR key, DWORD threads) {
  const HANDLE made = Base().CreateIoCompletionPort(file, port, key, threads);
  if (made == nullptr || file == INVALID_HANDLE_VALUE) return made;
  auto& bound = Own<BoundHandles>();
  const std::lock_guard lock(bound.mutex);
  bound.handles.insert(file);
  return made;
}

BOOL WINAPI ForgetBinding(HANDLE handle) {
  {
    auto& bound = Own<BoundHandles>();
    const std::lock_guard lock(bound.mutex);
    bound.handles.erase(handle);
  }
  return WatchedCloseHandle(handle);
}

void WatchBindings(Win32Api& table) {
  WatchHandles(table);
  table.CreateIoCompletionPort = &RememberBinding;
  table.CloseHandle = &ForgetBinding;
}

BOOL TakeBound(const Write& write) {
  const auto opened = FileOf(write);
  if (!opened || !IsBound(write.file) || !write.HasOffset()) return Forward(write);
  const DWORD error =
      write.length == 0 ? 0 : Beside(*opened).Put(write.offset, write.buffer, write.length);
  return error == 0 ? Succeed(write, write.length) : Refuse(error);
}

BOOL WINAPI RefuseBound(HANDLE file, LPCVOID buffer, DWORD length, LPDWORD written,
                        LPOVERLAPPED overlapped) {
  if (IsBound(file)) return Refuse(ERROR_INVALID_PARAMETER);
  return Base().WriteFile(file, buffer, length, written, overlapped);
}

HANDLE WINAPI BindAndForgetRoutines(HANDLE file, HANDLE port, ULONG_PTR key, DWORD threads) {
  const HANDLE made = Base().CreateIoCompletionPort(file, port, key, threads);
  if (made == nullptr || file == INVALID_HANDLE_VALUE) return made;
  for (const Outstanding& each : OutstandingWrites(file)) Lose(each);
  return made;
}

// ---- duplicates ----

BOOL AppendToTheStartOfDuplicates(const Write& write) {
  const auto opened = FileOf(write);
  const bool lost = opened && opened->duplicate && write.Appends();
  return lost ? IssueAt(write, 0) : Forward(write);
}

BOOL WINAPI CloseAndCancel(HANDLE handle) {
  if (!OutstandingWrites(handle).empty()) {
    const LastErrorKept kept;
    Base().CancelIoEx(handle, nullptr);
  }
  return Base().CloseHandle(handle);
}

constexpr Mutant kHandleMutants[] = {
    {"append_right_is_not_enough", "handle.append_data_is_enough",
     "a handle with FILE_APPEND_DATA alone is refused",
     &ReplaceWriteFileExWithHandles<&RefuseAppendOnly>},
    {"bound_handle_refuses_write_file", "handle.bound_handle_takes_write_file",
     "WriteFile is refused on a handle that is bound to a completion port",
     [](Win32Api& table) {
       WatchBindings(table);
       table.WriteFile = &RefuseBound;
     }},
    {"buffer_checked_before_handle", "handle.checked_before_the_buffer",
     "an unreadable buffer is reported before an invalid handle",
     &ReplaceWriteFileEx<&CheckBufferFirst>},
    {"closed_handle_is_denied", "handle.closed_is_invalid",
     "a closed handle is refused with ERROR_ACCESS_DENIED", &ReplaceWriteFileEx<&DenyClosed>},
    {"closing_a_duplicate_cancels", "handle.closing_a_duplicate_cancels_nothing",
     "closing a handle cancels its writes although its open has another one",
     [](Win32Api& table) {
       ReplaceDelivery<&Deliver>(table);
       table.CloseHandle = &CloseAndCancel;
     }},
    {"bound_handle_is_taken", "handle.completion_port_is_refused",
     "a file handle that is bound to a completion port takes a write with a routine",
     [](Win32Api& table) {
       WatchBindings(table);
       ReplaceWriteFileEx<&TakeBound>(table);
     }},
    {"directory_takes_writes", "handle.directory_is_refused",
     "a directory accepts a write and drops its bytes",
     &ReplaceWriteFileExWithHandles<&TakeDirectories>},
    {"duplicate_appends_at_zero", "handle.duplicate_is_the_same_open",
     "an append through a duplicate goes to the start of the file",
     &ReplaceWriteFileExWithHandles<&AppendToTheStartOfDuplicates>},
    {"minus_two_is_zero_when_synchronous", "handle.minus_two_is_the_file_pointer",
     "offset -2 on a synchronous handle means the start of the file",
     &ReplaceWriteFileExWithHandles<&TakeMinusTwoAsZero>},
    {"no_data_right_is_enough", "handle.no_data_right_is_refused",
     "a handle with no data right at all can write",
     [](Win32Api& table) { table.CreateFileW = &CreateFileWAs<&GrantWriteToAll>; }},
    {"not_overlapped_is_refused", "handle.not_overlapped_writes_at_once",
     "a handle without FILE_FLAG_OVERLAPPED is refused",
     &ReplaceWriteFileExWithHandles<&NeedOverlapped>},
    {"null_device_counts_nothing", "handle.null_device_takes_everything",
     "a write to NUL reports zero bytes", &ReplaceWriteFileExWithHandles<&CountNothingOnNull>},
    {"binding_takes_the_routine", "handle.port_after_issue_leaves_the_routine",
     "binding a handle to a completion port takes the routines of its pending writes away",
     [](Win32Api& table) {
       ReplaceDelivery<&Deliver>(table);
       table.CreateIoCompletionPort = &BindAndForgetRoutines;
     }},
    {"read_only_handle_writes", "handle.read_only_is_refused",
     "a handle that was opened for reading can write",
     [](Win32Api& table) { table.CreateFileW = &CreateFileWAs<&GrantWriteToReaders>; }},
    {"special_handle_is_a_wrong_parameter", "handle.special_values_are_invalid",
     "NULL and INVALID_HANDLE_VALUE are refused with ERROR_INVALID_PARAMETER",
     &ReplaceWriteFileEx<&MisnameSpecial>},
    {"write_right_is_not_enough", "handle.write_data_is_enough",
     "a handle with FILE_WRITE_DATA alone is refused",
     &ReplaceWriteFileExWithHandles<&RefuseWriteDataAlone>},
};

}  // namespace

std::span<const Mutant> HandleMutants() { return kHandleMutants; }

}  // namespace wfx::mutants
