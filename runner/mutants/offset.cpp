// Systems that get the place of a write wrong.
#include <map>

#include "runner/mutants/areas.h"
#include "runner/mutants/state.h"

namespace wfx::mutants {
namespace {

constexpr std::byte kGarbage{0x2A};
constexpr std::uint64_t kMostGarbage = 4 << 20;
constexpr std::uint64_t kMinusTwo = kEndOfFile - 1;

void TruncateAfter(const Write& write, DWORD error, DWORD bytes) {
  const auto opened = FileOf(write);
  if (error == 0 && bytes > 0 && write.HasOffset() && opened) {
    const Beside file(*opened);
    if (write.End() < file.Size()) file.SetSize(write.End());
  }
  Deliver(write, error, bytes);
}

// Fills what lies between the end of what was valid and the write, once that has succeeded.
BOOL IssueWithGarbage(const Write& write, const Opened& opened, std::uint64_t valid) {
  return Issue(write, [opened, valid](const Write& ended, DWORD error, DWORD bytes) {
    const bool fills = error == 0 && bytes > 0 && ended.HasOffset() && ended.offset > valid &&
                       ended.offset - valid <= kMostGarbage;
    if (fills) Beside(opened).Fill(valid, ended.offset, kGarbage);
    Deliver(ended, error, bytes);
  });
}

BOOL LeaveGarbageInTheGap(const Write& write) {
  const auto opened = FileOf(write);
  if (!opened || !write.HasOffset()) return Forward(write);
  return IssueWithGarbage(write, *opened, Beside(*opened).Size());
}

// Where the bytes end that were ever written to a file whose size was set.
struct ValidLengths {
  std::mutex mutex;
  std::map<WideString, std::uint64_t> of;
};

BOOL WINAPI RememberSetEndOfFile(HANDLE file) {
  LARGE_INTEGER before{}, after{};
  const bool known = Base().GetFileSizeEx(file, &before) != FALSE;
  const BOOL done = Base().SetEndOfFile(file);
  const auto opened = OpenedAs(file);
  if (!done || !known || !opened || !Base().GetFileSizeEx(file, &after)) return done;
  auto& lengths = Own<ValidLengths>();
  const std::lock_guard lock(lengths.mutex);
  if (after.QuadPart > before.QuadPart)
    lengths.of[opened->path] = static_cast<std::uint64_t>(before.QuadPart);
  return TRUE;
}

BOOL ExposeStaleBytes(const Write& write) {
  const auto opened = FileOf(write);
  if (!opened || !write.HasOffset()) return Forward(write);
  auto& lengths = Own<ValidLengths>();
  std::uint64_t valid = 0;
  {
    const std::lock_guard lock(lengths.mutex);
    const auto found = lengths.of.find(opened->path);
    if (found == lengths.of.end()) return Forward(write);
    valid = found->second;
    if (write.End() > valid) found->second = write.End();
  }
  return IssueWithGarbage(write, *opened, valid);
}

BOOL DropHighWord(const Write& write) {
  const bool drops = write.HasOffset() && write.offset > kLowWord;
  return drops ? IssueAt(write, write.offset & kLowWord) : Forward(write);
}

BOOL TakeMinusTwo(const Write& write) {
  return write.offset == kMinusTwo ? IssueAt(write, 0) : Forward(write);
}

BOOL TakeNegative(const Write& write) {
  const bool takes = write.offset > kLargestOffset && write.offset < kMinusTwo;
  return takes && write.length > 0 ? IssueAt(write, 0) : Forward(write);
}

// Nothing can be there, so nothing is written.
BOOL TakeEndBeyondLargest(const Write& write) {
  const bool beyond = write.HasOffset() && write.length > kLargestOffset - write.offset;
  return beyond ? Succeed(write, write.length) : Forward(write);
}

// A write behind another that is still outstanding goes to where that one ends.
BOOL FollowFilePointer(const Write& write) {
  const auto before = OutstandingWrites(write.file);
  const bool follows =
      FileOf(write) && write.HasOffset() && !before.empty() && before.back().write.HasOffset();
  return follows ? IssueAt(write, before.back().write.End()) : Issue(write, &Deliver);
}

BOOL CutToShort(const Write& write) {
  const auto opened = FileOf(write);
  if (!opened || opened->unbuffered() || write.length <= kShortLength) return Forward(write);
  Write sent = write;
  sent.length = kShortLength;
  return IssueInstead(write, sent, &Deliver);
}

// Beyond what any test writes, and below what no file system has.
bool IsFar(const Write& write) {
  return write.offset >= kTebi && write.offset < kLargestOffset / 2;
}

BOOL MisnameLargestFile(const Write& write) {
  return IsFar(write) ? IssueRenaming(write, ERROR_INVALID_PARAMETER, ERROR_DISK_FULL)
                      : Forward(write);
}

BOOL TakeBeyondLargestFile(const Write& write) {
  return IsFar(write) ? IssueForgiving(write, ERROR_INVALID_PARAMETER) : Forward(write);
}

BOOL MisnameFatLimit(const Write& write) {
  const bool beyond = write.HasOffset() && write.End() > kLowWord;
  return beyond ? IssueRenaming(write, ERROR_DISK_FULL, ERROR_INVALID_PARAMETER) : Forward(write);
}

constexpr Mutant kOffsetMutants[] = {
    {"offset_below_minus_two_accepted", "offset.below_minus_two_fails",
     "a write at -3 or below goes to the start of the file", &ReplaceWriteFileEx<&TakeNegative>},
    {"offset_end_beyond_largest_accepted", "offset.end_beyond_maximum_fails",
     "a write whose end lies beyond 2^63 - 1 is accepted, and its bytes are dropped",
     &ReplaceWriteFileEx<&TakeEndBeyondLargest>},
    {"fat_limit_is_a_wrong_parameter", "offset.fat_limit_is_disk_full",
     "a write that reaches 4 GiB on FAT fails with ERROR_INVALID_PARAMETER",
     &ReplaceWriteFileEx<&MisnameFatLimit>},
    {"offset_follows_file_pointer", "offset.file_pointer_is_not_used",
     "a write behind an outstanding one goes to where that one ends",
     &ReplaceWriteFileExWithHandles<&FollowFilePointer>},
    {"largest_file_is_disk_full", "offset.file_system_limit_fails",
     "a write beyond the largest file fails with ERROR_DISK_FULL",
     &ReplaceWriteFileEx<&MisnameLargestFile>},
    {"file_write_is_cut_at_64_kib", "offset.large_write_is_one_completion",
     "of a write of more than 65,535 bytes to a file only so many arrive",
     &ReplaceWriteFileExWithHandles<&CutToShort>},
    {"offset_minus_two_is_file_pointer", "offset.minus_two_fails",
     "a write at -2 goes to the file pointer of the overlapped handle, which is 0",
     &ReplaceWriteFileEx<&TakeMinusTwo>},
    {"offset_high_dropped", "offset.offset_high_is_honored", "OffsetHigh is ignored",
     &ReplaceWriteFileEx<&DropHighWord>},
    {"refs_has_no_limit", "offset.refs_limit_fails",
     "a write beyond the largest file is taken, and its bytes are dropped",
     &ReplaceWriteFileEx<&TakeBeyondLargestFile>},
    {"offset_exposes_stale_bytes", "offset.unwritten_bytes_are_zero",
     "a write into a file whose size was set leaves old disk contents in front of it",
     [](Win32Api& table) {
       WatchHandles(table);
       table.SetEndOfFile = &RememberSetEndOfFile;
       ReplaceWriteFileEx<&ExposeStaleBytes>(table);
     }},
    {"offset_truncates_after_write", "offset.write_inside_keeps_size",
     "a write inside the file cuts the file off behind it",
     [](Win32Api& table) {
       WatchHandles(table);
       ReplaceDelivery<&TruncateAfter>(table);
     }},
    {"offset_gap_is_garbage", "offset.write_past_end_extends",
     "a write past the end leaves old disk contents in the gap",
     &ReplaceWriteFileExWithHandles<&LeaveGarbageInTheGap>},
};

}  // namespace

std::span<const Mutant> OffsetMutants() { return kOffsetMutants; }

}  // namespace wfx::mutants
