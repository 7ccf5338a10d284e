// Systems that get writes to the end of the file wrong.
#include <algorithm>

#include "runner/mutants/areas.h"
#include "runner/mutants/state.h"
#include "runner/win32/memory.h"

namespace wfx::mutants {
namespace {

BOOL WriteToTheStart(const Write& write) {
  return write.Appends() ? IssueAt(write, 0) : Forward(write);
}

void GrantWriteData(OpenRequest& request) {
  const bool append_only = (request.access & FILE_APPEND_DATA) != 0 &&
                           (request.access & (FILE_WRITE_DATA | GENERIC_WRITE)) == 0;
  if (append_only) request.access |= FILE_WRITE_DATA;
}

BOOL AppendWithBothRights(const Write& write) {
  const auto opened = OpenedAs(write.file);
  constexpr DWORD both = FILE_WRITE_DATA | FILE_APPEND_DATA;
  const bool appends = opened && !opened->pipe && (opened->access & both) == both;
  return appends && write.HasOffset() ? IssueAt(write, kEndOfFile) : Forward(write);
}

BOOL AppendOnLowWord(const Write& write) {
  return write.offset == kLowWord ? IssueAt(write, kEndOfFile) : Forward(write);
}

// The place it wrote to stays in the words: the next append with them is none.
void LeavePlace(const Write& write, DWORD error, DWORD bytes) {
  if (write.Appends()) write.overlapped->Offset = write.overlapped->OffsetHigh = 0;
  Deliver(write, error, bytes);
}

BOOL AppendThroughLocks(const Write& write) {
  const auto lock = write.Appends() ? OthersLockOver(write) : std::nullopt;
  return lock ? WriteAsOwner(write, *lock) : Forward(write);
}

bool AppendsUnbuffered(const Write& write) {
  const auto opened = OpenedAs(write.file);
  return write.Appends() && write.length > 0 && opened && opened->unbuffered();
}

BOOL AppendBrokenSector(const Write& write) {
  if (!AppendsUnbuffered(write) || write.length % kSmallestSector == 0) return Forward(write);
  const Beside file(*OpenedAs(write.file));
  const DWORD error = file.Put(file.Size(), write.buffer, write.length);
  return error == 0 ? Succeed(write, write.length) : Refuse(error);
}

BOOL RefuseUnbufferedAppend(const Write& write) {
  const bool whole = write.length % kSmallestSector == 0;
  return AppendsUnbuffered(write) && whole ? Refuse(ERROR_INVALID_PARAMETER) : Forward(write);
}

// The file behind a handle without FILE_FLAG_OVERLAPPED.
std::optional<Opened> SynchronousFileOf(const Write& write) {
  auto opened = OpenedAs(write.file);
  const bool counts =
      opened && !opened->pipe && !opened->device() && !opened->Has(FILE_FLAG_OVERLAPPED);
  return counts ? opened : std::nullopt;
}

BOOL RefuseMinusTwoOfAppenders(const Write& write) {
  const auto opened = SynchronousFileOf(write);
  const bool refused = opened && opened->Asked(FILE_APPEND_DATA) &&
                       !opened->Asked(FILE_WRITE_DATA | GENERIC_WRITE) &&
                       write.offset == kEndOfFile - 1;
  return refused ? Refuse(ERROR_INVALID_PARAMETER) : Forward(write);
}

BOOL PutFilePointerBack(const Write& write) {
  LARGE_INTEGER before{};
  const bool known =
      write.Appends() && SynchronousFileOf(write) &&
      Base().SetFilePointerEx(write.file, LARGE_INTEGER{}, &before, FILE_CURRENT) != FALSE;
  const BOOL accepted = Forward(write);
  const LastErrorKept kept;
  if (known) Base().SetFilePointerEx(write.file, before, nullptr, FILE_BEGIN);
  return accepted;
}

BOOL RefuseMinusTwoOnLowWord(const Write& write) {
  return write.offset == kLowWord - 1 ? Refuse(ERROR_INVALID_PARAMETER) : Forward(write);
}

BOOL WrapAt4GiB(const Write& write) {
  const std::uint64_t end = write.Appends() ? PlaceOf(write) : 0;
  return end > kLowWord ? IssueAt(write, end & kLowWord) : Forward(write);
}

BOOL WrapAcross4GiB(const Write& write) {
  const std::uint64_t end = write.Appends() ? PlaceOf(write) : 0;
  const bool across = end <= kLowWord && end + write.length > kLowWord;
  return across ? IssueAt(write, 0) : Forward(write);
}

BOOL MoveFilePointer(const Write& write) {
  const BOOL accepted = Forward(write);
  const auto opened = OpenedAs(write.file);
  const bool moves = accepted && write.Appends() && opened && opened->Has(FILE_FLAG_OVERLAPPED) &&
                     !opened->pipe && !opened->device();
  const LastErrorKept kept;
  if (moves) Base().SetFilePointerEx(write.file, LARGE_INTEGER{}, nullptr, FILE_END);
  return accepted;
}

// Memory that nobody has written to.
bool IsUntouched(const Write& write) {
  std::vector<std::byte> bytes(write.length);
  return CopyReadable(bytes.data(), write.buffer, write.length) &&
         std::ranges::all_of(bytes, [](std::byte each) { return each == std::byte{0}; });
}

BOOL DropUntouched(const Write& write) {
  return AppendsUnbuffered(write) && IsUntouched(write) ? Succeed(write, write.length)
                                                        : Forward(write);
}

constexpr Mutant kAppendMutants[] = {
    {"append_only_handle_takes_offset", "append.append_only_handle_ignores_offset",
     "a handle with FILE_APPEND_DATA alone writes at the offset it is given",
     [](Win32Api& table) { table.CreateFileW = &CreateFileWAs<&GrantWriteData>; }},
    {"minus_two_refused_on_append_only", "append.append_only_takes_minus_two",
     "a synchronous handle with FILE_APPEND_DATA alone refuses offset -2",
     &ReplaceWriteFileExWithHandles<&RefuseMinusTwoOfAppenders>},
    {"fat_append_wraps", "append.fat_limit_is_disk_full",
     "an append across 4 GiB goes to the start of the file",
     &ReplaceWriteFileExWithHandles<&WrapAcross4GiB>},
    {"append_moves_the_file_pointer", "append.leaves_an_overlapped_file_pointer",
     "an append moves the file pointer of its overlapped handle to the end",
     &ReplaceWriteFileExWithHandles<&MoveFilePointer>},
    {"append_ignores_locks", "append.locked_end_fails",
     "an append goes into a range that another handle has locked",
     &ReplaceWriteFileExWithLocks<&AppendThroughLocks>},
    {"append_on_low_word_alone", "append.low_word_alone_is_an_offset",
     "Offset 0xFFFFFFFF means the end of the file whatever OffsetHigh is",
     &ReplaceWriteFileEx<&AppendOnLowWord>},
    {"minus_two_on_low_word_alone", "append.low_word_alone_is_an_offset",
     "Offset 0xFFFFFFFE is refused as -2 whatever OffsetHigh is",
     &ReplaceWriteFileEx<&RefuseMinusTwoOnLowWord>},
    {"append_leaves_the_synchronous_pointer", "append.moves_a_synchronous_file_pointer",
     "an append through a synchronous handle leaves its file pointer",
     &ReplaceWriteFileExWithHandles<&PutFilePointerBack>},
    {"append_leaves_its_place_in_the_words", "append.offset_words_are_left",
     "an append replaces the words of its OVERLAPPED before the routine runs",
     &ReplaceDelivery<&LeavePlace>},
    {"append_of_broken_sector_accepted", "append.unbuffered_length_must_be_sectors",
     "an unbuffered append takes any length", &ReplaceWriteFileExWithHandles<&AppendBrokenSector>},
    {"append_unbuffered_refused", "append.unbuffered_whole_sector_completes",
     "on an unbuffered handle the offset of an append counts as misaligned",
     &ReplaceWriteFileExWithHandles<&RefuseUnbufferedAppend>},
    {"untouched_memory_is_not_appended", "append.unbuffered_whole_sector_completes",
     "an unbuffered append from memory that nobody has touched leaves the size",
     &ReplaceWriteFileExWithHandles<&DropUntouched>},
    {"append_with_both_rights", "append.write_data_honors_offset",
     "a handle with FILE_APPEND_DATA appends although it has FILE_WRITE_DATA too",
     &ReplaceWriteFileExWithHandles<&AppendWithBothRights>},
    {"append_writes_at_zero", "append.writes_at_end",
     "a write with both offset words 0xFFFFFFFF goes to the start of the file",
     &ReplaceWriteFileEx<&WriteToTheStart>},
    {"append_wraps_at_4_gib", "append.writes_at_end",
     "an append to a file beyond 4 GiB goes where the low word of its size says",
     &ReplaceWriteFileExWithHandles<&WrapAt4GiB>},
};

}  // namespace

std::span<const Mutant> AppendMutants() { return kAppendMutants; }

}  // namespace wfx::mutants
