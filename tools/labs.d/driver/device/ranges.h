// Byte-range locks, as NtLockFile keeps them. Pure: no memory of its own, no lock.
#pragma once

#include "tools/labs.d/driver/requests.h"

namespace wfx::lab {

// One lock. A range of no bytes lies between two.
struct HeldRange {
  HeldRange* next;
  const void* owner;  // the open it was asked for through
  Long offset, length;
  bool exclusive;

  bool Touches(Long from, Long count) const {
    if (count == 0 && length == 0) return false;
    if (length == 0) return offset > from && offset - from < count;
    if (count == 0) return from > offset && from - offset < length;
    return from <= offset ? offset - from < count : from - offset < length;
  }
  // A shared lock also stops whoever holds it.
  bool StopsWrite(const void* writer, Long from, Long count) const {
    return Touches(from, count) && (!exclusive || owner != writer);
  }
  bool StopsRead(const void* reader, Long from, Long count) const {
    return Touches(from, count) && exclusive && owner != reader;
  }
  // The same owner may hold a range exclusive and shared.
  bool StopsLock(const void* asker, const RangeAsked& asked) const {
    if (!Touches(asked.offset, asked.length)) return false;
    if (exclusive) return asked.exclusive != 0 || owner != asker;
    return asked.exclusive != 0;
  }
};

// The range ends before the last offset there is.
inline bool IsRange(Long offset, Long length) {
  return length == 0 || offset + (length - 1) >= offset;
}

}  // namespace wfx::lab
