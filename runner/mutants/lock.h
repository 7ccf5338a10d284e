// The byte-range locks that pass through a mutant: what was asked for and what was really locked.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <vector>

#include "runner/mutants/opened.h"
#include "runner/mutants/write.h"
#include "runner/win32/overlapped.h"

namespace wfx::mutants {

struct LockRequest {
  HANDLE file = nullptr;
  std::uint64_t offset = 0, length = 0;
  DWORD flags = 0;

  bool exclusive() const { return (flags & LOCKFILE_EXCLUSIVE_LOCK) != 0; }
  // A byte in common with [`begin`, `end`).
  bool Overlaps(std::uint64_t begin, std::uint64_t end) const {
    return begin < offset + length && offset < end;
  }
};

struct HeldLock {
  LockRequest asked;
  std::optional<LockRequest> real;  // nothing: the caller only believes in it
  WideString path;                  // of the file
  bool foreign = false;             // held by another process of the same system
};

// The locks of a mutant. Any thread.
class Locks {
 public:
  void Add(HeldLock lock);
  std::optional<HeldLock> Take(HANDLE file, std::uint64_t offset, std::uint64_t length);
  // Forgets those of a handle.
  void Closed(HANDLE file);
  std::vector<HeldLock> All() const;

 private:
  mutable std::mutex mutex_;
  std::vector<HeldLock> held_;
};

// Those on the file behind `file`, whoever holds them.
std::vector<HeldLock> LocksOnFileOf(HANDLE file);
// Where `write` would put its bytes: an append counts from the end of the file.
std::uint64_t PlaceOf(const Write& write);
// A lock that `file` itself holds over a byte of the write; `exclusive` says of which kind.
std::optional<HeldLock> OwnLockOver(const Write& write, bool exclusive);
// An exclusive lock over a byte of the write that another handle of this process holds.
std::optional<HeldLock> OthersLockOver(const Write& write);
// Writes through the handle that holds `lock`, which nothing stops, and says so to the caller.
BOOL WriteAsOwner(const Write& write, const HeldLock& lock);
// The calling thread acts for another process than the one that made the file behind `file`.
bool InAnotherProcess(HANDLE file);

// What is really asked of the system below; nothing: the caller is only told that it has the lock.
using ChangeLock = std::optional<LockRequest> (*)(const LockRequest& asked);

std::optional<LockRequest> AsAsked(const LockRequest& asked);

// Performs `sent` and remembers it as `asked`.
BOOL LockAs(const LockRequest& asked, const std::optional<LockRequest>& sent,
            const OVERLAPPED& overlapped);

BOOL WINAPI WatchedUnlockFileEx(HANDLE file, DWORD reserved, DWORD low, DWORD high,
                                LPOVERLAPPED overlapped);

// A LockFileEx that locks something else than it was asked for.
template <ChangeLock change>
BOOL WINAPI LockFileExAs(HANDLE file, DWORD flags, DWORD, DWORD low, DWORD high,
                         LPOVERLAPPED overlapped) {
  const std::uint64_t length = (static_cast<std::uint64_t>(high) << 32) | low;
  const LockRequest asked{file, OffsetOf(*overlapped), length, flags};
  return LockAs(asked, change(asked), *overlapped);
}

// Makes the table remember its handles and locks, and lock what `change` gives.
template <ChangeLock change>
void ReplaceLocks(Win32Api& table) {
  WatchHandles(table);
  table.LockFileEx = &LockFileExAs<change>;
  table.UnlockFileEx = &WatchedUnlockFileEx;
}

// The same with every lock as it was asked for, and a WriteFileEx that can ask for them.
template <BOOL (*behave)(const Write&)>
void ReplaceWriteFileExWithLocks(Win32Api& table) {
  ReplaceLocks<&AsAsked>(table);
  ReplaceWriteFileEx<behave>(table);
}

}  // namespace wfx::mutants
