// Systems whose byte-range locks protect the wrong bytes, or from the wrong writers.
#include <algorithm>
#include <map>

#include "runner/mutants/areas.h"
#include "runner/mutants/state.h"
#include "runner/win32/overlapped.h"

namespace wfx::mutants {
namespace {

// ---- the range that is really locked ----

std::optional<LockRequest> Widened(const LockRequest& asked) {
  if (asked.length == 0) return asked;
  LockRequest wide = asked;
  wide.offset = asked.offset > 0 ? asked.offset - 1 : 0;
  wide.length = asked.offset + asked.length + 1 - wide.offset;
  return wide;
}

std::optional<LockRequest> Narrowed(const LockRequest& asked) {
  LockRequest narrow = asked;
  if (asked.length > 2) {
    narrow.offset += 1;
    narrow.length -= 2;
  }
  return narrow;
}

std::optional<LockRequest> NothingBeyondTheEnd(const LockRequest& asked) {
  const LastErrorKept kept;
  LARGE_INTEGER size{};
  // In an empty file locks are right: a harness may try there whether they are at all.
  const bool beyond = Base().GetFileSizeEx(asked.file, &size) && size.QuadPart > 0 &&
                      asked.offset >= static_cast<std::uint64_t>(size.QuadPart);
  return beyond ? std::nullopt : std::optional(asked);
}

std::optional<LockRequest> OneByteForNoneAtZero(const LockRequest& asked) {
  LockRequest locked = asked;
  if (asked.offset == 0 && asked.length == 0) locked.length = 1;
  return locked;
}

std::optional<LockRequest> NothingForNone(const LockRequest& asked) {
  return asked.length == 0 && asked.offset > 0 ? std::nullopt : std::optional(asked);
}

std::optional<LockRequest> NotSharedOverOwnExclusive(const LockRequest& asked) {
  const auto held = LocksOnFileOf(asked.file);
  const bool over = std::any_of(held.begin(), held.end(), [&](const HeldLock& lock) {
    return lock.asked.file == asked.file && lock.asked.exclusive() &&
           lock.asked.Overlaps(asked.offset, asked.offset + asked.length);
  });
  return over && !asked.exclusive() ? std::nullopt : std::optional(asked);
}

std::optional<LockRequest> NotOfAnotherProcess(const LockRequest& asked) {
  const bool foreign = asked.exclusive() && InAnotherProcess(asked.file);
  return foreign ? std::nullopt : std::optional(asked);
}

// What is left of shared locks is RefuseUnderOwnSharedLock.
std::optional<LockRequest> NotShared(const LockRequest& asked) {
  return asked.exclusive() ? std::optional(asked) : std::nullopt;
}

// ---- the write ----

BOOL RefuseUnderOwnSharedLock(const Write& write) {
  const bool refused = write.length > 0 && OwnLockOver(write, false);
  return refused ? Refuse(ERROR_LOCK_VIOLATION) : Forward(write);
}

BOOL RefuseUnderOwnExclusiveLock(const Write& write) {
  const bool refused = write.length > 0 && OwnLockOver(write, true);
  return refused ? Refuse(ERROR_LOCK_VIOLATION) : Forward(write);
}

BOOL WriteOverOthersLock(const Write& write) {
  const auto lock = write.length > 0 ? OthersLockOver(write) : std::nullopt;
  return lock ? WriteAsOwner(write, *lock) : Forward(write);
}

// Takes or gives up a lock of `held`'s kind and range.
void SetLock(const LockRequest& held, bool locked) {
  const LastErrorKept kept;
  OVERLAPPED at = OverlappedAt(held.offset);
  const auto low = static_cast<DWORD>(held.length);
  const auto high = static_cast<DWORD>(held.length >> 32);
  if (locked) {
    Base().LockFileEx(held.file, held.flags, 0, low, high, &at);
  } else {
    Base().UnlockFileEx(held.file, 0, low, high, &at);
  }
}

// The handle's own shared lock is lifted until its write has completed: some systems look late.
BOOL WriteUnderOwnSharedLock(const Write& write) {
  const auto held = write.length > 0 ? OwnLockOver(write, false) : std::nullopt;
  // With an exclusive one in the same place it is another requirement's.
  if (!held || OwnLockOver(write, true)) return Forward(write);
  const LockRequest lock = held->asked;
  SetLock(lock, false);
  const BOOL accepted = Issue(write, [lock](const Write& ended, DWORD error, DWORD bytes) {
    SetLock(lock, true);
    Deliver(ended, error, bytes);
  });
  if (!accepted) SetLock(lock, true);
  return accepted;
}

// ---- other functions ----

BOOL WINAPI LockTheFileAsAWhole(HANDLE file, DWORD flags, DWORD reserved, DWORD low, DWORD high,
                                LPOVERLAPPED overlapped) {
  const auto held = LocksOnFileOf(file);
  const bool taken = std::any_of(held.begin(), held.end(),
                                 [&](const HeldLock& lock) { return lock.asked.file != file; });
  if (taken) return Refuse(ERROR_LOCK_VIOLATION);
  return LockFileExAs<&AsAsked>(file, flags, reserved, low, high, overlapped);
}

BOOL WINAPI PretendToUnlockEx(HANDLE, DWORD, DWORD, DWORD, LPOVERLAPPED) { return TRUE; }

BOOL WINAPI UnlockAnything(HANDLE file, DWORD reserved, DWORD low, DWORD high,
                           LPOVERLAPPED overlapped) {
  return Base().UnlockFileEx(file, reserved, low, high, overlapped) ||
         Base().GetLastError() == ERROR_NOT_LOCKED || Base().GetLastError() == ERROR_LOCK_VIOLATION;
}

// Handles whose caller has closed them: open below, so that their locks stay.
struct Lingering {
  std::mutex mutex;
  std::multimap<WideString, HANDLE> handles;
};

BOOL WINAPI KeepOpenWithLocks(HANDLE handle) {
  const auto opened = OpenedAs(handle);
  const auto held = LocksOnFileOf(handle);
  const bool owns = std::any_of(held.begin(), held.end(), [&](const HeldLock& lock) {
    return lock.asked.file == handle && !lock.foreign;
  });
  if (!opened || !owns) return WatchedCloseHandle(handle);
  auto& lingering = Own<Lingering>();
  const std::lock_guard lock(lingering.mutex);
  lingering.handles.emplace(opened->path, handle);
  Now().handles.Closed(handle);
  return TRUE;
}

void EndLingering(LPCWSTR path) {
  auto& lingering = Own<Lingering>();
  const std::lock_guard lock(lingering.mutex);
  const auto [first, last] = lingering.handles.equal_range(path);
  for (auto each = first; each != last; ++each) WatchedCloseHandle(each->second);
  lingering.handles.erase(first, last);
}

// Whoever opens the file next finds it free: a lock stops reading too, and reading back is no
// write.
void EndLingeringAt(OpenRequest& request) { EndLingering(request.path); }

BOOL WINAPI DeleteWithLingering(LPCWSTR path) {
  EndLingering(path);
  return Base().DeleteFileW(path);
}

BOOL WINAPI OpenAnewToDuplicate(HANDLE source_process, HANDLE source, HANDLE target_process,
                                LPHANDLE target, DWORD access, BOOL inherit, DWORD options) {
  const auto opened = OpenedAs(source);
  const auto held = LocksOnFileOf(source);
  const bool owns = std::any_of(held.begin(), held.end(),
                                [&](const HeldLock& lock) { return lock.asked.file == source; });
  if (!opened || !owns || target == nullptr)
    return WatchedDuplicateHandle(source_process, source, target_process, target, access, inherit,
                                  options);
  OpenRequest request;
  request.path = opened->path.c_str();
  request.access = opened->access;
  request.share = kShareAll;
  request.disposition = OPEN_EXISTING;
  request.flags = opened->flags;
  *target = OpenAs(request, request);
  return *target != INVALID_HANDLE_VALUE;
}

// ---- lengths and offsets in two words ----

// The end as a signed number: a lock that reaches further covers nothing.
std::optional<LockRequest> NothingBeyondSigned(const LockRequest& asked) {
  const bool beyond = asked.length > kLargestOffset;
  return beyond ? std::nullopt : std::optional(asked);
}

// An end of 2^64 is 0, and what lies between is locked.
std::optional<LockRequest> WrappedToTheStart(const LockRequest& asked) {
  if (asked.length == 0 || asked.offset + asked.length != 0) return asked;
  LockRequest wrapped = asked;
  wrapped.offset = 0;
  wrapped.length = asked.offset;
  return wrapped;
}

std::optional<LockRequest> ToTheEndForNone(const LockRequest& asked) {
  LockRequest locked = asked;
  if (asked.length == 0 && asked.offset > 0) locked.length = kEndOfFile - asked.offset;
  return locked;
}

std::optional<LockRequest> WithoutHighWord(const LockRequest& asked) {
  LockRequest locked = asked;
  locked.offset = static_cast<DWORD>(asked.offset);
  return locked;
}

// Beyond 4 GiB only, so that every other lock is right.
std::optional<LockRequest> WithWordsSwapped(const LockRequest& asked) {
  LockRequest locked = asked;
  if (asked.offset >> 32 != 0) locked.offset = asked.offset << 32 | asked.offset >> 32;
  return locked;
}

constexpr Mutant kLockedRangeMutants[] = {
    {"lock_reaches_one_byte_further", "locked_range.adjacent_range_is_free",
     "a lock covers one byte more on either side", &ReplaceLocks<&Widened>},
    {"lock_end_wraps", "locked_range.adjacent_range_is_free",
     "a lock that ends at 2^64 covers what lies before it", &ReplaceLocks<&WrappedToTheStart>},
    {"lock_beyond_end_ignored", "locked_range.beyond_end_fails",
     "a lock beyond the end of a file that is not empty is granted and forgotten",
     &ReplaceLocks<&NothingBeyondTheEnd>},
    {"lock_outlives_its_handle", "locked_range.closing_the_owner_frees",
     "closing the handle that holds a lock leaves the range locked until the file is opened again",
     [](Win32Api& table) {
       ReplaceLocks<&AsAsked>(table);
       table.CreateFileW = &CreateFileWAs<&EndLingeringAt>;
       table.CloseHandle = &KeepOpenWithLocks;
       table.DeleteFileW = &DeleteWithLingering;
     }},
    {"lock_is_not_the_duplicates", "locked_range.duplicate_is_the_owner",
     "the duplicate of a handle that holds a lock is an open of its own",
     [](Win32Api& table) {
       ReplaceLocks<&AsAsked>(table);
       table.DuplicateHandle = &OpenAnewToDuplicate;
     }},
    {"empty_lock_at_zero_locks_a_byte", "locked_range.empty_lock_at_zero_never_conflicts",
     "a lock of zero bytes at offset 0 locks the first byte", &ReplaceLocks<&OneByteForNoneAtZero>},
    {"empty_lock_ignored", "locked_range.empty_lock_stops_a_spanning_write",
     "a lock of zero bytes is granted and forgotten", &ReplaceLocks<&NothingForNone>},
    {"empty_lock_reaches_the_end", "locked_range.empty_lock_stops_a_spanning_write",
     "a lock of zero bytes covers everything from its offset on", &ReplaceLocks<&ToTheEndForNone>},
    {"shared_lock_over_exclusive_ignored", "locked_range.exclusive_and_shared_fails",
     "a shared lock over an exclusive one of the same handle is granted and forgotten",
     &ReplaceLocks<&NotSharedOverOwnExclusive>},
    {"lock_takes_the_whole_file", "locked_range.lock_is_granted",
     "a file with one lock refuses every other owner's lock, wherever it lies",
     [](Win32Api& table) {
       ReplaceLocks<&AsAsked>(table);
       table.LockFileEx = &LockTheFileAsAWhole;
     }},
    {"lock_loses_its_edges", "locked_range.one_overlapping_byte_fails",
     "the first and the last byte of a lock are not protected", &ReplaceLocks<&Narrowed>},
    {"lock_of_other_handle_ignored", "locked_range.other_handle_fails",
     "a write goes through the lock of another handle of its process",
     &ReplaceWriteFileExWithLocks<&WriteOverOthersLock>},
    {"lock_end_overflows", "locked_range.other_handle_fails",
     "a lock of 2^63 bytes or more is granted and covers nothing",
     &ReplaceLocks<&NothingBeyondSigned>},
    {"lock_high_word_dropped", "locked_range.other_handle_fails",
     "a lock beyond 4 GiB lies where its low word says", &ReplaceLocks<&WithoutHighWord>},
    {"lock_words_are_swapped", "locked_range.other_handle_fails",
     "a lock beyond 4 GiB has its offset words swapped", &ReplaceLocks<&WithWordsSwapped>},
    {"lock_of_other_process_ignored", "locked_range.other_process_fails",
     "an exclusive lock of another process stops nobody", &ReplaceLocks<&NotOfAnotherProcess>},
    {"shared_lock_of_others_ignored", "locked_range.other_shared_lock_fails",
     "a shared lock stops the writes of its own handle only",
     [](Win32Api& table) {
       ReplaceLocks<&NotShared>(table);
       ReplaceWriteFileEx<&RefuseUnderOwnSharedLock>(table);
     }},
    {"own_lock_refuses", "locked_range.own_exclusive_lock_allows",
     "an exclusive lock refuses the writes of the handle that holds it",
     &ReplaceWriteFileExWithLocks<&RefuseUnderOwnExclusiveLock>},
    {"own_shared_lock_allows", "locked_range.own_shared_lock_fails",
     "a handle writes under its own shared lock",
     &ReplaceWriteFileExWithLocks<&WriteUnderOwnSharedLock>},
    {"unlock_of_anything_succeeds", "locked_range.unlock_of_another_range_fails",
     "unlocking a range that was never locked returns TRUE",
     [](Win32Api& table) { table.UnlockFileEx = &UnlockAnything; }},
    {"unlock_does_nothing", "locked_range.unlocked_range_is_free",
     "an unlocked range stays locked until its handle is closed",
     [](Win32Api& table) { table.UnlockFileEx = &PretendToUnlockEx; }},
};

}  // namespace

std::span<const Mutant> LockedRangeMutants() { return kLockedRangeMutants; }

}  // namespace wfx::mutants
