#include "runner/mutants/lock.h"

#include <algorithm>
#include <utility>

#include "runner/mutants/state.h"
#include "runner/win32/overlapped.h"

namespace wfx::mutants {
namespace {

// A request of ours ends in the call; the caller's OVERLAPPED carries the offset it asked for.
OVERLAPPED Words(const LockRequest& request, const OVERLAPPED& asked) {
  OVERLAPPED words = asked;
  SetOffset(words, request.offset);
  return words;
}

// Waits where the handle is overlapped, so that `words` may go.
BOOL Settled(HANDLE file, BOOL done, OVERLAPPED& words) {
  if (done || Base().GetLastError() != ERROR_IO_PENDING) return done;
  DWORD bytes = 0;
  return Base().GetOverlappedResult(file, &words, &bytes, TRUE);
}

template <typename Wanted>
std::optional<HeldLock> FirstOf(const Write& write, Wanted wanted) {
  const std::uint64_t begin = PlaceOf(write);
  for (HeldLock& lock : LocksOnFileOf(write.file)) {
    if (lock.asked.Overlaps(begin, begin + write.length) && wanted(lock)) return std::move(lock);
  }
  return std::nullopt;
}

}  // namespace

void Locks::Add(HeldLock lock) {
  const std::lock_guard guard(mutex_);
  held_.push_back(std::move(lock));
}

std::optional<HeldLock> Locks::Take(HANDLE file, std::uint64_t offset, std::uint64_t length) {
  const std::lock_guard guard(mutex_);
  const auto found = std::find_if(held_.begin(), held_.end(), [&](const HeldLock& each) {
    return each.asked.file == file && each.asked.offset == offset && each.asked.length == length;
  });
  if (found == held_.end()) return std::nullopt;
  HeldLock taken = std::move(*found);
  held_.erase(found);
  return taken;
}

void Locks::Closed(HANDLE file) {
  const std::lock_guard guard(mutex_);
  std::erase_if(held_, [&](const HeldLock& each) { return each.asked.file == file; });
}

std::vector<HeldLock> Locks::All() const {
  const std::lock_guard guard(mutex_);
  return held_;
}

std::vector<HeldLock> LocksOnFileOf(HANDLE file) {
  const std::optional<Opened> opened = OpenedAs(file);
  if (!opened) return {};
  std::vector<HeldLock> locks = Now().locks.All();
  std::erase_if(locks, [&](const HeldLock& each) { return each.path != opened->path; });
  return locks;
}

std::uint64_t PlaceOf(const Write& write) {
  const std::optional<Opened> opened = OpenedAs(write.file);
  return write.Appends() && opened ? Beside(*opened).Size() : write.offset;
}

std::optional<HeldLock> OwnLockOver(const Write& write, bool exclusive) {
  return FirstOf(write, [&](const HeldLock& lock) {
    return lock.asked.file == write.file && lock.asked.exclusive() == exclusive;
  });
}

std::optional<HeldLock> OthersLockOver(const Write& write) {
  return FirstOf(write, [&](const HeldLock& lock) {
    return lock.asked.file != write.file && lock.asked.exclusive() && !lock.foreign;
  });
}

BOOL WriteAsOwner(const Write& write, const HeldLock& lock) {
  const DWORD error = WriteThrough(lock.asked.file, PlaceOf(write), write.buffer, write.length);
  return error == 0 ? Succeed(write, write.length) : Refuse(error);
}

bool InAnotherProcess(HANDLE file) {
  const std::optional<Opened> opened = OpenedAs(file);
  if (!opened) return false;
  // A process of its own has not seen the file being made.
  if (!Now().handles.Made(opened->path)) return true;
  // A model's processes share what is remembered here; the values of the others' handles mean
  // nothing to this one.
  const LastErrorKept kept;
  const std::vector<Opened> others = OthersOn(*opened);
  return !others.empty() && std::none_of(others.begin(), others.end(), [](const Opened& other) {
    return Base().GetFileType(other.handle) == FILE_TYPE_DISK;
  });
}

std::optional<LockRequest> AsAsked(const LockRequest& asked) { return asked; }

BOOL LockAs(const LockRequest& asked, const std::optional<LockRequest>& sent,
            const OVERLAPPED& overlapped) {
  const std::optional<Opened> opened = OpenedAs(asked.file);
  HeldLock held{asked, sent, opened ? opened->path : WideString(), InAnotherProcess(asked.file)};
  if (sent) {
    OVERLAPPED words = Words(*sent, overlapped);
    const BOOL locked =
        Settled(asked.file,
                Base().LockFileEx(asked.file, sent->flags, 0, static_cast<DWORD>(sent->length),
                                  static_cast<DWORD>(sent->length >> 32), &words),
                words);
    if (!locked) return FALSE;
  }
  Now().locks.Add(std::move(held));
  return TRUE;
}

BOOL WINAPI WatchedUnlockFileEx(HANDLE file, DWORD, DWORD low, DWORD high,
                                LPOVERLAPPED overlapped) {
  const std::uint64_t length = (static_cast<std::uint64_t>(high) << 32) | low;
  std::optional<HeldLock> held = Now().locks.Take(file, OffsetOf(*overlapped), length);
  if (held && !held->real) return TRUE;
  const LockRequest range =
      held ? *held->real : LockRequest{file, OffsetOf(*overlapped), length, 0};
  OVERLAPPED words = Words(range, *overlapped);
  const BOOL unlocked = Settled(file,
                                Base().UnlockFileEx(file, 0, static_cast<DWORD>(range.length),
                                                    static_cast<DWORD>(range.length >> 32), &words),
                                words);
  if (!unlocked && held) Now().locks.Add(*std::move(held));
  return unlocked;
}

}  // namespace wfx::mutants
