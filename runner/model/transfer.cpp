// WriteFileEx, its siblings and ReadFile: what the I/O system checks before a file sees a request.
#include <algorithm>
#include <cstdint>

#include "runner/model/kernel.h"
#include "runner/model/ring.h"
#include "runner/model/table.h"
#include "runner/win32/memory.h"
#include "runner/win32/overlapped.h"

namespace wfx::model {
namespace {

constexpr std::uint64_t kAppend = ~std::uint64_t{0};
constexpr std::uint64_t kFilePointer = kAppend - 1;
constexpr std::uint64_t kFirstNegative = std::uint64_t{1} << 63;
// The first address above a process's memory.
constexpr std::uintptr_t kSystemAddresses = 0x7FFFFFFF0000;

bool IsSystemAddress(const void* address, std::size_t size) {
  const auto begin = reinterpret_cast<std::uintptr_t>(address);
  return size > 0 && (begin >= kSystemAddresses || size > kSystemAddresses - begin);
}

// unbuffered.misaligned_length_fails, misaligned_buffer_fails, misaligned_offset_fails; the offset
// of an append is not looked at (append.unbuffered_whole_sector_completes). A null write's offset
// is (null_write.misaligned_unbuffered_offset_fails).
bool IsAligned(const FileObject& file, const void* buffer, DWORD length, std::uint64_t offset) {
  const std::uint32_t sector = file.Sector();
  if (!file.unbuffered() || sector == 0) return true;
  if (length % sector != 0) return false;
  if ((reinterpret_cast<std::uintptr_t>(buffer) & file.AlignmentMask()) != 0) return false;
  return offset >= kFilePointer || offset % sector == 0;
}

struct Transfer {
  HANDLE handle = nullptr;
  const void* buffer = nullptr;
  DWORD length = 0;
  LPOVERLAPPED overlapped = nullptr;
  LPOVERLAPPED_COMPLETION_ROUTINE routine = nullptr;
  Request::Kind kind = Request::Kind::kWrite;
};

// Where the bytes go. False when the offset is refused: offset.below_minus_two_fails,
// offset.minus_two_fails.
bool ResolveOffset(Request& request, DWORD access, bool writes) {
  FileObject& file = *request.file;
  const bool synchronous = !file.overlapped();
  std::uint64_t offset =
      request.overlapped != nullptr ? OffsetOf(*request.overlapped) : kFilePointer;
  const bool to_end = writes && offset == kAppend;
  const bool at_pointer = synchronous && offset == kFilePointer;
  if (offset >= kFirstNegative && !to_end && !at_pointer) return false;
  if (at_pointer) offset = file.position;
  // append.append_only_handle_ignores_offset
  const bool append_only = writes && (access & kMayWrite) == FILE_APPEND_DATA;
  request.append = file.Seekable() && (append_only || to_end);
  request.offset = offset;
  return true;
}

// The checks of the I/O system in their order: handle, access, address, completion port, alignment,
// offset. Their failures come from the call, always.
Status Check(Call& call, const Transfer& asked, RequestPtr& request) {
  // handle.special_values_are_invalid, handle.closed_is_invalid, handle.other_object_is_invalid
  Status status = 0;
  const auto file = call.Get<FileObject>(asked.handle, status);
  if (file == nullptr) return status;
  const DWORD access = call.Find(asked.handle)->access;
  const bool writes = asked.kind == Request::Kind::kWrite;
  // handle.read_only_is_refused, handle.no_data_right_is_refused, pipe.direction_is_refused
  if ((access & (writes ? kMayWrite : FILE_READ_DATA)) == 0) return STATUS_ACCESS_DENIED;
  if (IsSystemAddress(asked.buffer, asked.length)) return STATUS_ACCESS_VIOLATION;
  // handle.completion_port_is_refused
  if (asked.routine != nullptr && file->port != nullptr) return STATUS_INVALID_PARAMETER;
  if (file->overlapped() && asked.overlapped == nullptr) return STATUS_INVALID_PARAMETER;

  request = NewRequest(call, asked.kind, file, asked.overlapped);
  request->routine = asked.routine;
  request->length = asked.length;
  const std::uint64_t raw =
      asked.overlapped != nullptr ? OffsetOf(*asked.overlapped) : file->position;
  if (!IsAligned(*file, asked.buffer, asked.length, raw)) return STATUS_INVALID_PARAMETER;
  return ResolveOffset(*request, access, writes) ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

// The bytes of a write: buffer.null_with_length_fails, buffer.unreadable_page_fails. No byte of a
// null write is looked at.
Status TakeBytes(Request& request, const void* buffer) {
  request.bytes.resize(request.length);
  const bool readable = CopyReadable(request.bytes.data(), buffer, request.length);
  return readable ? STATUS_SUCCESS : STATUS_INVALID_USER_BUFFER;
}

// A synchronous handle's call lasts until its request is over, and moves the file pointer.
Status WaitForEnd(Call& call, const RequestPtr& request, Status status) {
  if (status == STATUS_PENDING) {
    status = WaitUntilDone(call, *request);
  }
  if (request->file->Seekable() && Succeeded(status)) {
    request->file->position =
        (request->append ? request->file->Size() : request->offset + request->transferred);
  }
  return status;
}

Status Begin(Call& call, const Transfer& asked, RequestPtr& request) {
  // The wrapper marks the OVERLAPPED before it asks the system: a call that fails leaves it so.
  if (asked.overlapped != nullptr) asked.overlapped->Internal = STATUS_PENDING;
  Status status = Check(call, asked, request);
  if (status != STATUS_SUCCESS) return status;
  // completion.hevent_is_the_callers: with a routine it is not looked at.
  if (asked.routine == nullptr) status = TakeEvent(call, *request);
  if (status != STATUS_SUCCESS) return status;
  if (asked.kind == Request::Kind::kWrite) {
    request->refused = TakeBytes(*request, asked.buffer);
  } else {
    request->target = static_cast<std::uint8_t*>(const_cast<void*>(asked.buffer));
  }
  if (!request->file->overlapped() && !call.kernel.choices.synchronous_handle_runs_routine) {
    request->routine = nullptr;
  }
  status = call.kernel.Start(request);
  return request->file->overlapped() ? status : WaitForEnd(call, request, status);
}

// WriteFileEx and ReadFileEx. On a synchronous handle the routine is queued or never is
// (handle.not_overlapped_writes_at_once).
BOOL WithRoutine(const Transfer& asked) {
  Call call;
  RequestPtr request;
  // handle.no_overlapped_is_fatal, handle.no_routine_is_fatal: to refuse is the other thing that is
  // legal.
  if (asked.overlapped == nullptr || asked.routine == nullptr)
    return Finish(STATUS_INVALID_PARAMETER);
  const Status status = Begin(call, asked, request);
  if (IsError(status)) return Finish(status);
  // completion.last_error_after_success: either is legal after a plain success.
  if (IsWarning(status)) {
    SetError(ErrorOf(status));
  } else if (call.kernel.choices.success_clears_last_error) {
    SetError(ERROR_SUCCESS);
  }
  return TRUE;
}

BOOL WithEvent(const Transfer& asked, LPDWORD transferred) {
  Call call;
  RequestPtr request;
  if (transferred != nullptr) *transferred = 0;
  const Status status = Begin(call, asked, request);
  const bool synchronous = request != nullptr && !request->file->overlapped();
  const bool reads = asked.kind == Request::Kind::kRead;
  if (synchronous && reads && asked.overlapped == nullptr && status == STATUS_END_OF_FILE) {
    return TRUE;
  }
  if (request != nullptr && transferred != nullptr && !IsError(status) &&
      status != STATUS_PENDING) {
    *transferred = request->transferred;
  }
  // A file says that the request is under way even when it is over.
  if (!synchronous && status == STATUS_SUCCESS && request->file->Seekable()) {
    return Fail(ERROR_IO_PENDING);
  }
  return Finish(status);
}

}  // namespace

BOOL WINAPI WriteFileEx(HANDLE file, LPCVOID buffer, DWORD length, LPOVERLAPPED overlapped,
                        LPOVERLAPPED_COMPLETION_ROUTINE routine) {
  return WithRoutine({file, buffer, length, overlapped, routine, Request::Kind::kWrite});
}

BOOL WINAPI ReadFileEx(HANDLE file, LPVOID buffer, DWORD length, LPOVERLAPPED overlapped,
                       LPOVERLAPPED_COMPLETION_ROUTINE routine) {
  return WithRoutine({file, buffer, length, overlapped, routine, Request::Kind::kRead});
}

BOOL WINAPI WriteFile(HANDLE file, LPCVOID buffer, DWORD length, LPDWORD written,
                      LPOVERLAPPED overlapped) {
  return WithEvent({file, buffer, length, overlapped, nullptr, Request::Kind::kWrite}, written);
}

BOOL WINAPI ReadFile(HANDLE file, LPVOID buffer, DWORD length, LPDWORD read,
                     LPOVERLAPPED overlapped) {
  return WithEvent({file, buffer, length, overlapped, nullptr, Request::Kind::kRead}, read);
}

// Whole pages, one an element, of an unbuffered overlapped file.
BOOL WINAPI WriteFileGather(HANDLE file, FILE_SEGMENT_ELEMENT* segments, DWORD length, LPDWORD,
                            LPOVERLAPPED overlapped) {
  const std::size_t page = Pages::PageSize();
  // The gathered copy is not where the caller's pages are, so its address tells nothing.
  std::vector<std::uint8_t> gathered(length + page);
  const auto begin = reinterpret_cast<std::uintptr_t>(gathered.data());
  std::uint8_t* const start = gathered.data() + (page - begin % page) % page;
  for (std::size_t done = 0; done < length; done += page) {
    const std::size_t piece = std::min(page, length - done);
    if (!CopyReadable(start + done, segments[done / page].Buffer, piece)) {
      return Fail(ERROR_INVALID_USER_BUFFER);
    }
  }
  Call call;
  const auto opened = call.Get<FileObject>(file);
  if (opened != nullptr && !(opened->unbuffered() && opened->overlapped())) {
    return Fail(ERROR_INVALID_PARAMETER);
  }
  call.lock.unlock();
  return WithEvent({file, start, length, overlapped, nullptr, Request::Kind::kWrite}, nullptr);
}

// STATUS_PENDING of a request that is under way is a success.
Status StartRingWrite(Call& call, const RingWrite& write,
                      std::function<void(Status status, DWORD bytes)> told) {
  OVERLAPPED place = OverlappedAt(write.offset);
  RequestPtr request;
  const Status status =
      Check(call, {write.file, write.buffer, write.length, &place, nullptr, Request::Kind::kWrite},
            request);
  if (status != STATUS_SUCCESS) return status;
  request->overlapped = nullptr;  // `place` ends here
  request->told = std::move(told);
  request->refused = TakeBytes(*request, write.buffer);
  return call.kernel.Start(request);
}

BOOL WINAPI FlushFileBuffers(HANDLE handle) {
  Call call;
  Status status = 0;
  const auto file = call.Get<FileObject>(handle, status);
  if (file == nullptr) return Finish(status);
  if ((call.Find(handle)->access & kMayWrite) == 0) return Fail(ERROR_ACCESS_DENIED);
  const RequestPtr request = NewRequest(call, Request::Kind::kFlush, file, nullptr);
  status = call.kernel.Start(request);
  // It waits even on an overlapped handle.
  return Finish(status == STATUS_PENDING ? WaitUntilDone(call, *request) : status);
}

}  // namespace wfx::model
