// Byte ranges that open files hold, as Windows keeps them: by open file and not by process, and in
// the way of everybody's writes.
#pragma once

#include <cerrno>
#include <cstdint>
#include <list>
#include <map>
#include <mutex>

namespace wfx::labs {

// Any thread may call anything. Ranges are [begin, end).
class RangeLocks {
 public:
  struct Range {
    int owner;  // the descriptor of the open file
    std::int64_t begin, end;
    bool exclusive;
  };

  // 0 or EAGAIN.
  int Take(std::uint64_t file, const Range& range) {
    const std::lock_guard guard(mutex_);
    for (const Range& held : held_[file]) {
      if (Conflict(held, range)) return EAGAIN;
    }
    held_[file].push_back(range);
    return 0;
  }

  // What is in the way of `range`, or `range` itself.
  Range InTheWay(std::uint64_t file, const Range& range) {
    const std::lock_guard guard(mutex_);
    for (const Range& held : held_[file]) {
      if (Conflict(held, range)) return held;
    }
    return range;
  }

  // Frees what `range.owner` holds of it; what sticks out stays held.
  void Free(std::uint64_t file, const Range& range) {
    const std::lock_guard guard(mutex_);
    std::list<Range> rest;
    for (const Range& held : held_[file]) {
      if (held.owner != range.owner || !Overlap(held, range)) {
        rest.push_back(held);
        continue;
      }
      if (held.begin < range.begin)
        rest.push_back({held.owner, held.begin, range.begin, held.exclusive});
      if (held.end > range.end) rest.push_back({held.owner, range.end, held.end, held.exclusive});
    }
    if (rest.empty()) {
      held_.erase(file);
    } else {
      held_[file] = std::move(rest);
    }
  }

  // Whether `range.owner` may write there: a shared lock stops its own holder too.
  bool MayWrite(std::uint64_t file, const Range& range) {
    const std::lock_guard guard(mutex_);
    const auto found = held_.find(file);
    if (found == held_.end()) return true;
    for (const Range& held : found->second) {
      if (Overlap(held, range) && (held.owner != range.owner || !held.exclusive)) return false;
    }
    return true;
  }

 private:
  static bool Overlap(const Range& one, const Range& other) {
    return one.begin < other.end && other.begin < one.end;
  }
  static bool Conflict(const Range& held, const Range& wanted) {
    return held.owner != wanted.owner && Overlap(held, wanted) &&
           (held.exclusive || wanted.exclusive);
  }

  std::mutex mutex_;
  std::map<std::uint64_t, std::list<Range>> held_;  // by inode
};

}  // namespace wfx::labs
