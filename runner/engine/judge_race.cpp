#include "runner/engine/judge_race.h"

#include <algorithm>
#include <limits>
#include <set>
#include <vector>

#include "runner/names.h"

namespace wfx::judge {
namespace {

constexpr std::uint32_t kLockViolation = 33;

bool Overlap(const RaceCall& one, const RaceCall& other) {
  return one.first < other.first + other.cells && other.first < one.first + one.cells;
}

// Searches the orders in which the calls can have taken effect: each thread's calls in turn, and
// none before one that was over when it began. What is held depends only on how far each thread has
// come, so no such state is looked at twice; only calls that overlap in time give a choice.
class Search {
 public:
  explicit Search(const RaceRecord& race)
      : race_(race), done_(race.racers.size()), holds_(race.racers.size()) {
    for (const RacerRecord& racer : race.racers) calls_ += racer.calls.size();
  }

  bool Finds() {
    struct Level {
      std::vector<std::size_t> choices;  // racers whose next call can be the next of all
      std::size_t tried = 0;
      const RaceCall* held_before = nullptr;
    };
    std::vector<Level> levels{{Choices(), 0, nullptr}};
    std::vector<std::size_t> path;
    while (path.size() < calls_) {
      Level& level = levels.back();
      if (level.tried == level.choices.size()) {
        if (path.empty()) return false;
        levels.pop_back();
        Undo(path.back(), levels.back().held_before);
        path.pop_back();
        continue;
      }
      const std::size_t racer = level.choices[level.tried++];
      level.held_before = holds_[racer];
      Do(racer);
      path.push_back(racer);
      const bool is_new = seen_.insert(done_).second;
      levels.push_back({is_new ? Choices() : std::vector<std::size_t>(), 0, nullptr});
    }
    return true;
  }

 private:
  const RaceCall* Next(std::size_t racer) const {
    const auto& calls = race_.racers[racer].calls;
    return done_[racer] < calls.size() ? &calls[done_[racer]] : nullptr;
  }

  // Another lock on a cell of it; for a write, a lock of another thread.
  bool Held(std::size_t racer, const RaceCall& call) const {
    for (std::size_t other = 0; other < holds_.size(); ++other) {
      if (other == racer && call.what == "write") continue;
      if (holds_[other] != nullptr && Overlap(*holds_[other], call)) return true;
    }
    return false;
  }

  bool Fits(std::size_t racer, const RaceCall& call) const {
    if (call.what == "unlock") return call.error == 0;
    if (call.error != 0 && call.error != kLockViolation) return false;
    return Held(racer, call) == (call.error == kLockViolation);
  }

  std::vector<std::size_t> Choices() {
    std::uint64_t over = std::numeric_limits<std::uint64_t>::max();
    for (std::size_t racer = 0; racer < done_.size(); ++racer) {
      const RaceCall* call = Next(racer);
      if (call != nullptr) over = std::min(over, call->ended);
    }
    std::vector<std::size_t> choices;
    for (std::size_t racer = 0; racer < done_.size(); ++racer) {
      const RaceCall* call = Next(racer);
      if (call != nullptr && call->begun <= over && Fits(racer, *call)) choices.push_back(racer);
    }
    // What is over first most likely took effect first.
    std::ranges::sort(choices, {}, [&](std::size_t racer) { return Next(racer)->ended; });
    return choices;
  }

  void Do(std::size_t racer) {
    const RaceCall& call = *Next(racer);
    if (call.what == "lock" && call.error == 0) holds_[racer] = &call;
    if (call.what == "unlock") holds_[racer] = nullptr;
    ++done_[racer];
  }

  void Undo(std::size_t racer, const RaceCall* held_before) {
    --done_[racer];
    holds_[racer] = held_before;
  }

  const RaceRecord& race_;
  std::vector<std::uint32_t> done_;  // calls of each racer that have taken effect
  std::vector<const RaceCall*> holds_;
  std::set<std::vector<std::uint32_t>> seen_;
  std::size_t calls_ = 0;
};

// A lock that was granted. It was surely held after `lock` ended until `unlock` began, and can have
// been from the begin of the first to the end of the second.
struct Holding {
  std::size_t racer = 0;
  const RaceCall* lock = nullptr;
  std::uint64_t unlock_begun = std::numeric_limits<std::uint64_t>::max(),
                unlock_ended = unlock_begun;
};

std::vector<Holding> HoldingsOf(const RaceRecord& race) {
  std::vector<Holding> holdings;
  for (std::size_t racer = 0; racer < race.racers.size(); ++racer) {
    for (const RaceCall& call : race.racers[racer].calls) {
      if (call.error != 0) continue;
      if (call.what == "lock") holdings.push_back({racer, &call});
      if (call.what != "unlock" || holdings.empty() || holdings.back().racer != racer) continue;
      holdings.back().unlock_begun = call.begun;
      holdings.back().unlock_ended = call.ended;
    }
  }
  return holdings;
}

// What one call shows alone, beside the locks of others; "" when nothing. A `lock` of its own
// counts as another's.
std::string Plainly(const std::vector<Holding>& holdings, std::size_t racer, const RaceCall& call) {
  if (call.what == "unlock")
    return call.error == 0 ? "" : "an unlock fails with " + DescribeError(call.error);
  if (call.error != 0 && call.error != kLockViolation)
    return "a " + call.what + " fails with " + DescribeError(call.error);
  const bool locks = call.what == "lock";
  bool surely = false, possibly = false;
  for (const Holding& each : holdings) {
    if (each.lock == &call || (each.racer == racer && !locks) || !Overlap(*each.lock, call))
      continue;
    surely = surely || (each.lock->ended < call.begun && call.ended < each.unlock_begun);
    possibly = possibly || (each.lock->begun <= call.ended && call.begun <= each.unlock_ended);
  }
  if (call.error == 0 && surely)
    return locks ? "a lock is granted over another"
                 : "a write goes into a range that another has locked";
  if (call.error == kLockViolation && !possibly)
    return locks ? "a lock is refused though nobody has one there"
                 : "a write is refused though nobody has locked its range";
  return "";
}

// The first of these in the alphabet, so that the same fault is told in the same words whenever it
// comes.
std::string FirstPlainly(const RaceRecord& race) {
  const std::vector<Holding> holdings = HoldingsOf(race);
  std::set<std::string> found;
  for (std::size_t racer = 0; racer < race.racers.size(); ++racer) {
    for (const RaceCall& call : race.racers[racer].calls)
      found.insert(Plainly(holdings, racer, call));
  }
  found.erase("");
  return found.empty() ? "" : *found.begin();
}

// "" when the bytes of a cell may be its last.
std::string WrongCell(const RaceRecord& race, std::uint32_t index) {
  const CellRecord& cell = race.cells[index];
  if (cell.mixed) return "";
  const RaceCall here{"write", index, 1, 0, 0, 0};
  const auto goes_through = [&](const RaceCall& call) {
    return call.what == "write" && call.error == 0 && Overlap(call, here);
  };
  std::uint64_t ended = 0;
  if (!cell.untouched) {
    if (cell.racer >= race.racers.size() || cell.call >= race.racers[cell.racer].calls.size())
      return "a cell holds bytes of nobody";
    const RaceCall& last = race.racers[cell.racer].calls[cell.call];
    if (!goes_through(last)) return "a cell holds bytes of a write that was refused";
    ended = last.ended;
  }
  for (const RacerRecord& racer : race.racers) {
    for (const RaceCall& call : racer.calls) {
      if (goes_through(call) && (cell.untouched || call.begun > ended))
        return "a cell does not hold what was written last";
    }
  }
  return "";
}

}  // namespace

const RaceRecord* RaceNamed(const Scene& scene, const std::string& step) {
  const auto found = std::ranges::find(scene.seen.races, step, &RaceRecord::step);
  return found == scene.seen.races.end() ? nullptr : &*found;
}

std::string WhatNoOrderExplains(const RaceRecord& race) {
  if (std::ranges::any_of(race.racers, &RacerRecord::stuck)) return "a write has no end";
  if (std::string plain = FirstPlainly(race); !plain.empty()) return plain;
  if (!Search(race).Finds()) return "no order explains all calls together";
  for (std::uint32_t cell = 0; cell < race.cells.size(); ++cell) {
    if (std::string wrong = WrongCell(race, cell); !wrong.empty()) return wrong;
  }
  return "";
}

}  // namespace wfx::judge
