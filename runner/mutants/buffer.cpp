// Systems that get the caller's memory wrong.
#include <cstddef>
#include <map>

#include "runner/mutants/areas.h"
#include "runner/mutants/state.h"
#include "runner/win32/memory.h"

namespace wfx::mutants {
namespace {

// Copies the first byte onto itself where that can be done.
bool IsWritable(LPCVOID buffer) {
  std::byte first{};
  return CopyReadable(&first, buffer, 1) && CopyReadable(const_cast<void*>(buffer), &first, 1);
}

BOOL WriteZerosForNull(const Write& write) {
  if (write.buffer != nullptr || write.length == 0) return Forward(write);
  const auto zeros = std::make_shared<std::vector<std::byte>>(write.length);
  Write sent = write;
  sent.buffer = zeros->data();
  sent.keeps = zeros;
  return IssueInstead(write, sent, &Deliver);
}

BOOL SayNoAccess(const Write& write) {
  if (write.buffer == nullptr) return Forward(write);
  return IssueRenaming(write, ERROR_INVALID_USER_BUFFER, ERROR_NOACCESS);
}

BOOL NeedWritable(const Write& write) {
  const bool read_only = write.buffer != nullptr && write.length > 0 && IsReadable(write.buffer) &&
                         !IsWritable(write.buffer);
  return read_only ? Refuse(ERROR_NOACCESS) : Forward(write);
}

void Flip(const Write& write, DWORD error, DWORD bytes) {
  const bool flips = error == 0 && bytes > 0 && IsWritable(write.buffer);
  if (flips) *static_cast<std::byte*>(const_cast<void*>(write.buffer)) ^= std::byte{0xFF};
  Deliver(write, error, bytes);
}

// What was written through each open handle.
struct Written {
  std::mutex mutex;
  std::multimap<HANDLE, Write> through;
};

void Remember(const Write& write, DWORD error, DWORD bytes) {
  if (error == 0 && bytes > 0 && write.HasOffset()) {
    auto& written = Own<Written>();
    const std::lock_guard lock(written.mutex);
    written.through.emplace(write.file, write);
  }
  Deliver(write, error, bytes);
}

// The second half of a lazy system: it looks at the buffer when the handle goes, and what it cannot
// read then is lost.
void WriteAgain(const Write& write, const Opened& opened) {
  const Beside file(opened);
  const DWORD error = file.Put(write.offset, write.buffer, write.length);
  if (error == ERROR_INVALID_USER_BUFFER || error == ERROR_NOACCESS)
    file.Fill(write.offset, write.End(), std::byte{0});
}

BOOL WINAPI WriteAgainAtClose(HANDLE handle) {
  const auto opened = OpenedAs(handle);
  auto& written = Own<Written>();
  std::unique_lock lock(written.mutex);
  const auto [first, last] = written.through.equal_range(handle);
  const std::multimap<HANDLE, Write> due(first, last);
  written.through.erase(first, last);
  lock.unlock();
  for (const auto& [file, write] : due) {
    if (opened) WriteAgain(write, *opened);
  }
  return WatchedCloseHandle(handle);
}

constexpr Mutant kBufferMutants[] = {
    {"buffer_is_read_again_at_close", "buffer.is_the_callers_after_the_routine",
     "the bytes are taken from the buffer once more when the handle is closed",
     [](Win32Api& table) {
       WatchHandles(table);
       table.CloseHandle = &WriteAgainAtClose;
       ReplaceDelivery<&Remember>(table);
     }},
    {"buffer_is_modified", "buffer.is_not_modified",
     "the first byte of the buffer is another one when the routine runs", &ReplaceDelivery<&Flip>},
    {"null_buffer_is_zeros", "buffer.null_with_length_fails",
     "a NULL buffer with a length writes zeros", &ReplaceWriteFileEx<&WriteZerosForNull>},
    {"buffer_has_to_be_writable", "buffer.read_only_memory_is_a_source",
     "memory that can only be read is refused", &ReplaceWriteFileEx<&NeedWritable>},
    {"unreadable_buffer_is_no_access", "buffer.unreadable_page_fails",
     "an unreadable buffer is refused with ERROR_NOACCESS", &ReplaceWriteFileEx<&SayNoAccess>},
};

}  // namespace

std::span<const Mutant> BufferMutants() { return kBufferMutants; }

}  // namespace wfx::mutants
