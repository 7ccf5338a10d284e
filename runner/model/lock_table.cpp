#include "runner/model/lock_table.h"

#include <algorithm>

namespace wfx::model {

// locked_range.one_overlapping_byte_fails, adjacent_range_is_free. A lock of no bytes lies between
// two bytes: a range that has both is touched, one that starts there is not, and at offset 0 there
// is nothing before it (empty_lock_stops_a_spanning_write, empty_lock_at_zero_never_conflicts).
bool LockTable::Held::Touches(std::uint64_t from, std::uint64_t count) const {
  if (count == 0 && length == 0) return false;
  if (length == 0) return offset > from && offset - from < count;
  if (count == 0) return from > offset && from - offset < length;
  return from <= offset ? offset - from < count : from - offset < length;
}

Status LockTable::Lock(const LockOwner& owner, std::uint64_t offset, std::uint64_t length,
                       bool exclusive) {
  if (length > 0 && offset + (length - 1) < offset) return STATUS_INVALID_LOCK_RANGE;
  // locked_range.lock_is_granted; the same owner may hold a range exclusive and shared.
  const bool conflicts = std::any_of(held_.begin(), held_.end(), [&](const Held& held) {
    if (!held.Touches(offset, length)) return false;
    if (!held.exclusive && !exclusive) return false;
    return held.exclusive ? exclusive || held.owner != owner : true;
  });
  if (conflicts) return STATUS_LOCK_NOT_GRANTED;
  held_.push_back({owner, offset, length, exclusive});
  return STATUS_SUCCESS;
}

// locked_range.unlock_of_another_range_fails. Of two locks the exclusive one goes first.
Status LockTable::Unlock(const LockOwner& owner, std::uint64_t offset, std::uint64_t length) {
  const auto find = [&](bool exclusive) {
    return std::find_if(held_.begin(), held_.end(), [&](const Held& held) {
      return held.owner == owner && held.offset == offset && held.length == length &&
             held.exclusive == exclusive;
    });
  };
  auto found = find(true);
  if (found == held_.end()) found = find(false);
  if (found == held_.end()) return STATUS_RANGE_NOT_LOCKED;
  held_.erase(found);
  return STATUS_SUCCESS;
}

// locked_range.closing_the_owner_frees
void LockTable::ReleaseAll(const FileObject* open) {
  std::erase_if(held_, [&](const Held& held) { return held.owner.open == open; });
}

void LockTable::ReleaseAll(const LockOwner& owner) {
  std::erase_if(held_, [&](const Held& held) { return held.owner == owner; });
}

// locked_range.own_exclusive_lock_allows; own_shared_lock_fails, other_shared_lock_fails,
// exclusive_and_shared_fails; other_handle_fails, other_process_fails; beyond_end_fails: the end of
// the file means nothing here.
bool LockTable::MayWrite(const LockOwner& owner, std::uint64_t offset, std::uint64_t length) const {
  return std::none_of(held_.begin(), held_.end(), [&](const Held& held) {
    return held.Touches(offset, length) && (!held.exclusive || held.owner != owner);
  });
}

bool LockTable::MayRead(const LockOwner& owner, std::uint64_t offset, std::uint64_t length) const {
  return std::none_of(held_.begin(), held_.end(), [&](const Held& held) {
    return held.Touches(offset, length) && held.exclusive && held.owner != owner;
  });
}

}  // namespace wfx::model
