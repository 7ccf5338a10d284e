// The scheduled fault in writes that no completion routine ends.
#include <cstring>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "runner/hresult_names.h"
#include "runner/mutants/fault_schedule.h"
#include "runner/mutants/state.h"
#include "runner/win32/memory.h"

namespace wfx::mutants {
namespace {

using Kind = ScheduledFault::Kind;

constexpr HRESULT kNoFailure = 0;  // S_OK

// The write that goes wrong when it ends.
struct Marked {
  std::mutex mutex;
  std::optional<ScheduledFault> fault;
  LPOVERLAPPED overlapped = nullptr;
  HIORING ring = nullptr;  // and `user_data`
  ULONG_PTR user_data = 0;
  // Told once more by the port or ring it came from.
  struct Packet {
    HANDLE port;
    DWORD bytes;
    ULONG_PTR key;
    LPOVERLAPPED overlapped;
  };
  std::optional<Packet> packet;
  std::optional<IORING_CQE> entry;
  // What was written instead of the caller's bytes.
  std::vector<std::shared_ptr<void>> kept;
};

void Mark(const ScheduledFault& fault, LPOVERLAPPED overlapped) {
  auto& marked = Own<Marked>();
  const std::lock_guard lock(marked.mutex);
  marked.fault = fault;
  marked.overlapped = overlapped;
}

// The fault of a write that has ended, once.
std::optional<ScheduledFault> TakeFaultOf(LPOVERLAPPED overlapped) {
  auto& marked = Own<Marked>();
  const std::lock_guard lock(marked.mutex);
  if (overlapped == nullptr || marked.overlapped != overlapped) return std::nullopt;
  marked.overlapped = nullptr;
  return std::exchange(marked.fault, std::nullopt);
}

// The bytes with one bit changed, from the beginning of a page.
char* OneBitFlipped(LPCVOID buffer, DWORD length) {
  const auto copy = std::make_shared<Pages>(length);
  char* const bytes = reinterpret_cast<char*>(copy->data());
  std::memcpy(bytes, buffer, length);
  bytes[length / 2] = static_cast<char>(bytes[length / 2] ^ 1);
  auto& marked = Own<Marked>();
  const std::lock_guard lock(marked.mutex);
  marked.kept.push_back(copy);
  return bytes;
}

// Accepted, and never heard of again.
BOOL Swallow(LPOVERLAPPED overlapped) {
  overlapped->Internal = STATUS_PENDING;
  if (overlapped->hEvent != nullptr) Base().ResetEvent(overlapped->hEvent);
  return Refuse(ERROR_IO_PENDING);
}

BOOL WINAPI FaultyWriteFile(HANDLE file, LPCVOID buffer, DWORD length, LPDWORD written,
                            LPOVERLAPPED overlapped) {
  const ScheduledFault* fault = overlapped == nullptr ? nullptr : FaultIsDue();
  const Kind kind = fault == nullptr ? Kind::kLate : fault->kind;
  if (kind == Kind::kCallFails) return Refuse(fault->error);
  if (kind == Kind::kNever) return Swallow(overlapped);
  if (kind == Kind::kShort && length > 0) --length;
  if (kind == Kind::kFlippedBit && length > 0) buffer = OneBitFlipped(buffer, length);
  if (kind == Kind::kCompletionFails || kind == Kind::kTwice) Mark(*fault, overlapped);
  return Base().WriteFile(file, buffer, length, written, overlapped);
}

BOOL WINAPI FaultyWriteFileGather(HANDLE file, FILE_SEGMENT_ELEMENT* segments, DWORD length,
                                  LPDWORD reserved, LPOVERLAPPED overlapped) {
  const ScheduledFault* fault = FaultIsDue();
  const Kind kind = fault == nullptr ? Kind::kLate : fault->kind;
  if (kind == Kind::kCallFails) return Refuse(fault->error);
  if (kind == Kind::kNever) return Swallow(overlapped);
  // Only whole pages can be written, so a short one is only told to be short.
  if (kind == Kind::kCompletionFails || kind == Kind::kTwice || kind == Kind::kShort)
    Mark(*fault, overlapped);
  if (kind != Kind::kFlippedBit)
    return Base().WriteFileGather(file, segments, length, reserved, overlapped);
  const std::size_t page = Pages::PageSize();
  std::vector<FILE_SEGMENT_ELEMENT> changed(segments, segments + length / page + 1);
  changed[0].Buffer = OneBitFlipped(changed[0].Buffer, static_cast<DWORD>(page));
  return Base().WriteFileGather(file, changed.data(), length, reserved, overlapped);
}

BOOL WINAPI FaultyGetOverlappedResult(HANDLE file, LPOVERLAPPED overlapped, LPDWORD bytes,
                                      BOOL wait) {
  const BOOL sound = Base().GetOverlappedResult(file, overlapped, bytes, wait);
  if (!sound) return FALSE;
  const std::optional<ScheduledFault> fault = TakeFaultOf(overlapped);
  if (!fault) return TRUE;
  if (fault->kind == Kind::kCompletionFails) return Refuse(fault->error);
  if (fault->kind == Kind::kShort) --*bytes;
  return TRUE;
}

BOOL WINAPI FaultyGetQueuedCompletionStatus(HANDLE port, LPDWORD bytes, PULONG_PTR key,
                                            LPOVERLAPPED* overlapped, DWORD milliseconds) {
  auto& marked = Own<Marked>();
  {
    const std::lock_guard lock(marked.mutex);
    if (marked.packet && marked.packet->port == port) {
      *bytes = marked.packet->bytes;
      *key = marked.packet->key;
      *overlapped = marked.packet->overlapped;
      marked.packet.reset();
      return TRUE;
    }
  }
  const BOOL sound = Base().GetQueuedCompletionStatus(port, bytes, key, overlapped, milliseconds);
  if (!sound) return FALSE;
  const std::optional<ScheduledFault> fault = TakeFaultOf(*overlapped);
  if (!fault) return TRUE;
  if (fault->kind == Kind::kCompletionFails) return Refuse(fault->error);
  const std::lock_guard lock(marked.mutex);
  marked.packet = {port, *bytes, *key, *overlapped};
  return TRUE;
}

HRESULT WINAPI FaultyBuildIoRingWriteFile(HIORING ring, IORING_HANDLE_REF file,
                                          IORING_BUFFER_REF buffer, DWORD length, ULONGLONG offset,
                                          DWORD write_flags, ULONG_PTR user_data, DWORD flags) {
  const ScheduledFault* fault = FaultIsDue();
  const Kind kind = fault == nullptr ? Kind::kLate : fault->kind;
  if (kind == Kind::kCallFails) return static_cast<HRESULT>(HresultFromWin32(fault->error));
  if (kind == Kind::kNever) return kNoFailure;
  if (kind == Kind::kShort && length > 0) --length;
  if (kind == Kind::kFlippedBit && length > 0)
    buffer.Buffer.Address = OneBitFlipped(buffer.Buffer.Address, length);
  if (kind == Kind::kCompletionFails || kind == Kind::kTwice) {
    auto& marked = Own<Marked>();
    const std::lock_guard lock(marked.mutex);
    marked.fault = *fault;
    marked.ring = ring;
    marked.user_data = user_data;
  }
  return Base().BuildIoRingWriteFile(ring, file, buffer, length, offset, write_flags, user_data,
                                     flags);
}

HRESULT WINAPI FaultyPopIoRingCompletion(HIORING ring, IORING_CQE* entry) {
  auto& marked = Own<Marked>();
  const std::lock_guard lock(marked.mutex);
  if (marked.entry && marked.ring == ring) {
    *entry = *std::exchange(marked.entry, std::nullopt);
    return kNoFailure;
  }
  const HRESULT result = Base().PopIoRingCompletion(ring, entry);
  const bool hit = result == kNoFailure && marked.fault && marked.ring == ring &&
                   marked.user_data == entry->UserData;
  if (!hit) return result;
  const ScheduledFault fault = *std::exchange(marked.fault, std::nullopt);
  if (fault.kind == Kind::kTwice) marked.entry = *entry;
  if (fault.kind == Kind::kCompletionFails) {
    entry->ResultCode = static_cast<HRESULT>(HresultFromWin32(fault.error));
    entry->Information = 0;
  }
  return result;
}

}  // namespace

void LetSiblingsGoWrong(Win32Api& table) {
  table.WriteFile = &FaultyWriteFile;
  table.WriteFileGather = &FaultyWriteFileGather;
  table.GetOverlappedResult = &FaultyGetOverlappedResult;
  table.GetQueuedCompletionStatus = &FaultyGetQueuedCompletionStatus;
  table.BuildIoRingWriteFile = &FaultyBuildIoRingWriteFile;
  table.PopIoRingCompletion = &FaultyPopIoRingCompletion;
}

}  // namespace wfx::mutants
