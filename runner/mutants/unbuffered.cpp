// Systems that ask for the wrong alignment, or get what unbuffered writes leave wrong.
#include <algorithm>
#include <map>

#include "runner/mutants/areas.h"
#include "runner/mutants/state.h"

namespace wfx::mutants {
namespace {

constexpr std::uint64_t kPage = 4096;
constexpr std::uint64_t kAllocationUnit = 64 << 10;
constexpr DWORD kVeryLarge = 64 << 20;

// The unbuffered file a write with a length and an offset of its own goes to.
std::optional<Opened> UnbufferedFileOf(const Write& write) {
  auto opened = OpenedAs(write.file);
  const bool counts = opened && opened->unbuffered() && write.length > 0 && write.HasOffset();
  return counts ? opened : std::nullopt;
}

BOOL NeedPageOffset(const Write& write) {
  const bool refused =
      UnbufferedFileOf(write) && IsWhole(write.offset) && write.offset % kPage != 0;
  return refused ? Refuse(ERROR_INVALID_PARAMETER) : Forward(write);
}

BOOL NeedPageBuffer(const Write& write) {
  const auto address = reinterpret_cast<std::uintptr_t>(write.buffer);
  const bool refused = UnbufferedFileOf(write) && IsWhole(address) && address % kPage != 0;
  return refused ? Refuse(ERROR_INVALID_PARAMETER) : Forward(write);
}

// As a cached handle would.
BOOL WriteCached(const Write& write, const Opened& opened) {
  const DWORD error = Beside(opened).Put(write.offset, write.buffer, write.length);
  return error == 0 ? Succeed(write, write.length) : Refuse(error);
}

BOOL TakeAnyOffset(const Write& write) {
  const auto opened = UnbufferedFileOf(write);
  return opened && !IsWhole(write.offset) && IsWhole(write.length) ? WriteCached(write, *opened)
                                                                   : Forward(write);
}

BOOL TakeAnyLength(const Write& write) {
  const auto opened = UnbufferedFileOf(write);
  return opened && !IsWhole(write.length) && IsWhole(write.offset) ? WriteCached(write, *opened)
                                                                   : Forward(write);
}

BOOL TakeAnyBuffer(const Write& write) {
  const auto address = reinterpret_cast<std::uintptr_t>(write.buffer);
  if (!UnbufferedFileOf(write) || IsWhole(address)) return Forward(write);
  return IssueFromPages(write);
}

BOOL ExtendByUnits(const Write& write) {
  const auto opened = UnbufferedFileOf(write);
  if (!opened || write.End() <= Beside(*opened).Size()) return Forward(write);
  return Issue(write, [opened](const Write& ended, DWORD error, DWORD bytes) {
    const std::uint64_t units = (ended.End() + kAllocationUnit - 1) / kAllocationUnit;
    if (error == 0) Beside(*opened).SetSize(units * kAllocationUnit);
    Deliver(ended, error, bytes);
  });
}

BOOL NeedAlignmentToWriteThrough(const Write& write) {
  const auto opened = OpenedAs(write.file);
  const bool refused = opened && opened->Has(FILE_FLAG_WRITE_THROUGH) && !opened->pipe &&
                       write.HasOffset() && (!IsWhole(write.offset) || !IsWhole(write.length));
  return refused ? Refuse(ERROR_INVALID_PARAMETER) : Forward(write);
}

// What the cache still holds of files that were written past it.
struct StaleCache {
  struct Range {
    std::uint64_t offset = 0;
    std::vector<std::byte> bytes;
  };
  std::mutex mutex;
  std::map<WideString, Range> of;
};

BOOL WritePastTheCache(const Write& write, const Opened& opened) {
  auto& cache = Own<StaleCache>();
  {
    const std::lock_guard lock(cache.mutex);
    cache.of[opened.path] = {write.offset, Beside(opened).Read(write.offset, write.length)};
  }
  return Forward(write);
}

// A cached write brings the old bytes around it back.
BOOL WriteFromStaleCache(const Write& write) {
  if (const auto unbuffered = UnbufferedFileOf(write)) return WritePastTheCache(write, *unbuffered);
  const auto opened = OpenedAs(write.file);
  if (!opened || opened->pipe || opened->device() || !write.HasOffset()) return Forward(write);
  auto& cache = Own<StaleCache>();
  const std::lock_guard lock(cache.mutex);
  const auto stale = cache.of.find(opened->path);
  const bool touches = stale != cache.of.end() && write.offset >= stale->second.offset &&
                       write.End() <= stale->second.offset + stale->second.bytes.size();
  if (touches) {
    const StaleCache::Range& range = stale->second;
    Beside(*opened).Put(range.offset, range.bytes.data(), static_cast<DWORD>(range.bytes.size()));
    cache.of.erase(stale);
  }
  return Forward(write);
}

BOOL WINAPI NeedSectorAsEnd(HANDLE file, FILE_INFO_BY_HANDLE_CLASS kind, LPVOID information,
                            DWORD size) {
  const auto opened = OpenedAs(file);
  if (kind == FileEndOfFileInfo && opened && opened->unbuffered()) {
    const auto& end = *static_cast<const FILE_END_OF_FILE_INFO*>(information);
    if (!IsWhole(static_cast<std::uint64_t>(end.EndOfFile.QuadPart)))
      return Refuse(ERROR_INVALID_PARAMETER);
  }
  return Base().SetFileInformationByHandle(file, kind, information, size);
}

BOOL RefuseVeryLarge(const Write& write) {
  const bool refused = UnbufferedFileOf(write) && write.length > kVeryLarge;
  return refused ? Refuse(ERROR_NO_SYSTEM_RESOURCES) : Forward(write);
}

BOOL WINAPI GoAnywhere(HANDLE file, LARGE_INTEGER distance, PLARGE_INTEGER moved, DWORD method) {
  const auto opened = OpenedAs(file);
  const bool odd = opened && opened->unbuffered() && method == FILE_BEGIN &&
                   !IsWhole(static_cast<std::uint64_t>(distance.QuadPart));
  if (!odd) return Base().SetFilePointerEx(file, distance, moved, method);
  if (moved != nullptr) *moved = distance;
  return TRUE;
}

constexpr Mutant kUnbufferedMutants[] = {
    {"unbuffered_offset_has_to_be_a_page", "unbuffered.aligned_write_completes",
     "an unbuffered write at a sector that begins no page is refused",
     &ReplaceWriteFileExWithHandles<&NeedPageOffset>},
    {"unbuffered_write_leaves_cache_stale", "unbuffered.coherent_with_cached_handle",
     "a cached write brings back what an unbuffered one has replaced around it",
     &ReplaceWriteFileExWithHandles<&WriteFromStaleCache>},
    {"unbuffered_end_has_to_be_a_sector", "unbuffered.end_may_be_any_byte",
     "FileEndOfFileInfo on an unbuffered handle asks for whole sectors",
     [](Win32Api& table) {
       WatchHandles(table);
       table.SetFileInformationByHandle = &NeedSectorAsEnd;
     }},
    {"file_pointer_goes_anywhere", "unbuffered.file_pointer_stays_on_sectors",
     "the file pointer of an unbuffered handle goes to any byte",
     [](Win32Api& table) {
       WatchHandles(table);
       table.SetFilePointerEx = &GoAnywhere;
     }},
    {"unbuffered_takes_any_buffer", "unbuffered.misaligned_buffer_fails",
     "an unbuffered write copies a misaligned buffer to an aligned one",
     &ReplaceWriteFileExWithHandles<&TakeAnyBuffer>},
    {"unbuffered_takes_any_length", "unbuffered.misaligned_length_fails",
     "an unbuffered write of a broken sector goes through the cache",
     &ReplaceWriteFileExWithHandles<&TakeAnyLength>},
    {"unbuffered_takes_any_offset", "unbuffered.misaligned_offset_fails",
     "an unbuffered write at a misaligned offset goes through the cache",
     &ReplaceWriteFileExWithHandles<&TakeAnyOffset>},
    {"unbuffered_buffer_has_to_be_a_page", "unbuffered.page_alignment_is_not_asked",
     "an unbuffered write from a buffer that begins no page is refused",
     &ReplaceWriteFileExWithHandles<&NeedPageBuffer>},
    {"unbuffered_write_has_a_limit", "unbuffered.very_large_write_completes",
     "an unbuffered write of more than 64 MiB is refused with ERROR_NO_SYSTEM_RESOURCES",
     &ReplaceWriteFileExWithHandles<&RefuseVeryLarge>},
    {"unbuffered_extends_by_allocation_units", "unbuffered.whole_sector_extension_is_exact",
     "an unbuffered write past the end moves it to the end of the allocation unit",
     &ReplaceWriteFileExWithHandles<&ExtendByUnits>},
    {"write_through_needs_alignment", "unbuffered.write_through_asks_no_alignment",
     "FILE_FLAG_WRITE_THROUGH asks for whole sectors",
     &ReplaceWriteFileExWithHandles<&NeedAlignmentToWriteThrough>},
};

}  // namespace

std::span<const Mutant> UnbufferedMutants() { return kUnbufferedMutants; }

}  // namespace wfx::mutants
