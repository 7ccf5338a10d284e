// Systems that get writes of zero bytes wrong.
#include <algorithm>

#include "runner/mutants/areas.h"
#include "runner/mutants/state.h"

namespace wfx::mutants {
namespace {

// What a test's disk can take.
constexpr std::uint64_t kMostGrowth = 16 << 20;

bool IsUnbuffered(const Write& write) {
  const auto opened = OpenedAs(write.file);
  return opened && opened->unbuffered();
}

BOOL RefuseNull(const Write& write) {
  const bool refused = write.length == 0 && write.buffer == nullptr && !IsUnbuffered(write);
  return refused ? Refuse(ERROR_INVALID_USER_BUFFER) : Forward(write);
}

BOOL RefuseNullUnbuffered(const Write& write) {
  const bool refused = write.length == 0 && write.buffer == nullptr && IsUnbuffered(write) &&
                       write.offset % kSmallestSector == 0;
  return refused ? Refuse(ERROR_INVALID_USER_BUFFER) : Forward(write);
}

// After a null write that succeeds the file ends at `end` at least.
BOOL ForwardAndExtend(const Write& write, std::uint64_t end) {
  const BOOL accepted = Forward(write);
  if (!accepted) return FALSE;
  if (const auto opened = OpenedAs(write.file)) {
    const Beside file(*opened);
    const std::uint64_t size = file.Size();
    if (file.valid() && size < end && end - size <= kMostGrowth) file.SetSize(end);
  }
  return TRUE;
}

BOOL ExtendToOffset(const Write& write) {
  const bool extends = write.length == 0 && write.HasOffset();
  return extends ? ForwardAndExtend(write, write.offset) : Forward(write);
}

BOOL ExtendOnAppend(const Write& write) {
  if (write.length != 0 || !write.Appends()) return Forward(write);
  return ForwardAndExtend(write, PlaceOf(write) + 1);
}

BOOL HeedLocks(const Write& write) {
  if (write.length != 0) return Forward(write);
  const auto locks = LocksOnFileOf(write.file);
  const bool locked = std::any_of(locks.begin(), locks.end(), [&](const HeldLock& lock) {
    return lock.asked.file != write.file && lock.asked.Overlaps(write.offset, write.offset + 1);
  });
  return locked ? Refuse(ERROR_LOCK_VIOLATION) : Forward(write);
}

BOOL AcceptMisaligned(const Write& write) {
  const bool misaligned = write.length == 0 && IsUnbuffered(write) && write.HasOffset() &&
                          write.offset % kSmallestSector != 0;
  return misaligned ? Succeed(write, 0) : Forward(write);
}

BOOL RefuseLargestOffset(const Write& write) {
  const bool refused = write.length == 0 && write.offset == kLargestOffset;
  return refused ? Refuse(ERROR_INVALID_PARAMETER) : Forward(write);
}

BOOL NeverEnd(const Write& write) {
  if (write.length != 0) return Forward(write);
  return Issue(write, [](const Write&, DWORD, DWORD) {});
}

// No test has a file this large.
bool IsFar(std::uint64_t offset) { return offset >= kTebi && offset < kLargestOffset / 2; }

BOOL RefuseAtTheLimit(const Write& write) {
  const bool refused = write.length == 0 && IsFar(write.offset);
  return refused ? Refuse(ERROR_INVALID_PARAMETER) : Forward(write);
}

BOOL HeedFatLimit(const Write& write) {
  const bool refused = write.length == 0 && write.offset >> 32 != 0 && write.offset < kTebi;
  return refused ? Refuse(ERROR_DISK_FULL) : Forward(write);
}

constexpr Mutant kNullWriteMutants[] = {
    {"null_write_needs_a_buffer_unbuffered", "null_write.aligned_unbuffered_completes",
     "an unbuffered null write with a NULL buffer is refused",
     &ReplaceWriteFileExWithHandles<&RefuseNullUnbuffered>},
    {"null_append_extends", "null_write.append_changes_nothing",
     "a null write to the end of the file makes it one byte longer",
     &ReplaceWriteFileExWithHandles<&ExtendOnAppend>},
    {"null_write_at_the_limit_refused", "null_write.at_the_limit_completes",
     "a null write beyond the largest file is refused", &ReplaceWriteFileEx<&RefuseAtTheLimit>},
    {"null_write_needs_a_buffer", "null_write.completes_with_zero_bytes",
     "a null write with a NULL buffer is refused", &ReplaceWriteFileExWithHandles<&RefuseNull>},
    {"null_write_never_ends", "null_write.completes_with_zero_bytes",
     "a null write is taken, and its routine never runs", &ReplaceWriteFileEx<&NeverEnd>},
    {"fat_null_write_heeds_the_limit", "null_write.fat_takes_any_offset",
     "a null write beyond 4 GiB fails with ERROR_DISK_FULL", &ReplaceWriteFileEx<&HeedFatLimit>},
    {"null_write_heeds_locks", "null_write.ignores_byte_range_locks",
     "a null write inside another owner's lock is refused",
     &ReplaceWriteFileExWithLocks<&HeedLocks>},
    {"null_write_extends", "null_write.leaves_size_unchanged",
     "a null write beyond the end of the file moves the end to its offset",
     &ReplaceWriteFileExWithHandles<&ExtendToOffset>},
    {"null_write_at_largest_offset_refused", "null_write.maximum_offset_completes",
     "a null write at offset 2^63 - 1 is refused", &ReplaceWriteFileEx<&RefuseLargestOffset>},
    {"null_write_misaligned_accepted", "null_write.misaligned_unbuffered_offset_fails",
     "an unbuffered null write completes at any offset",
     &ReplaceWriteFileExWithHandles<&AcceptMisaligned>},
};

}  // namespace

std::span<const Mutant> NullWriteMutants() { return kNullWriteMutants; }

}  // namespace wfx::mutants
