// The byte-range locks of one stream of a file.
#pragma once

#include <cstdint>
#include <vector>

#include "runner/model/status.h"

namespace wfx::model {

class FileObject;

// A lock belongs to an open and a process: a duplicate in the same process is the same owner
// (locked_range.duplicate_is_the_owner).
struct LockOwner {
  const FileObject* open = nullptr;
  std::uint32_t process = 0;
  friend bool operator==(const LockOwner&, const LockOwner&) = default;
};

class LockTable {
 public:
  // STATUS_LOCK_NOT_GRANTED where it conflicts; STATUS_INVALID_LOCK_RANGE where it wraps.
  Status Lock(const LockOwner& owner, std::uint64_t offset, std::uint64_t length, bool exclusive);
  // STATUS_RANGE_NOT_LOCKED unless exactly this range is held.
  Status Unlock(const LockOwner& owner, std::uint64_t offset, std::uint64_t length);
  void ReleaseAll(const FileObject* open);
  void ReleaseAll(const LockOwner& owner);

  // Whether a write of `length` > 0 bytes at `offset` may go ahead.
  bool MayWrite(const LockOwner& owner, std::uint64_t offset, std::uint64_t length) const;
  bool MayRead(const LockOwner& owner, std::uint64_t offset, std::uint64_t length) const;

 private:
  struct Held {
    LockOwner owner;
    std::uint64_t offset, length;
    bool exclusive;
    bool Touches(std::uint64_t from, std::uint64_t count) const;
  };
  std::vector<Held> held_;
};

}  // namespace wfx::model
