#include "runner/engine/judge_race.h"

#include <algorithm>
#include <limits>
#include <optional>
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

  // The call at which the search that came furthest could not go on.
  const RaceCall* Obstacle() const { return obstacle_; }
  bool HeldByAnother() const { return obstacle_held_; }

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
    std::size_t first_over = 0;
    for (std::size_t racer = 0; racer < done_.size(); ++racer) {
      const RaceCall* call = Next(racer);
      if (call != nullptr && call->ended < over) over = call->ended, first_over = racer;
    }
    std::vector<std::size_t> choices;
    for (std::size_t racer = 0; racer < done_.size(); ++racer) {
      const RaceCall* call = Next(racer);
      if (call != nullptr && call->begun <= over && Fits(racer, *call)) choices.push_back(racer);
    }
    NoteDepth(first_over);
    // What is over first most likely took effect first.
    std::ranges::sort(choices, {}, [&](std::size_t racer) { return Next(racer)->ended; });
    return choices;
  }

  void NoteDepth(std::size_t racer) {
    if (depth_ < furthest_ || Next(racer) == nullptr) return;
    furthest_ = depth_;
    obstacle_ = Next(racer);
    obstacle_held_ = Held(racer, *obstacle_);
  }

  void Do(std::size_t racer) {
    const RaceCall& call = *Next(racer);
    if (call.what == "lock" && call.error == 0) holds_[racer] = &call;
    if (call.what == "unlock") holds_[racer] = nullptr;
    ++done_[racer];
    ++depth_;
  }

  void Undo(std::size_t racer, const RaceCall* held_before) {
    --done_[racer];
    --depth_;
    holds_[racer] = held_before;
  }

  const RaceRecord& race_;
  std::vector<std::uint32_t> done_;  // calls of each racer that have taken effect
  std::vector<const RaceCall*> holds_;
  std::set<std::vector<std::uint32_t>> seen_;
  std::size_t calls_ = 0, depth_ = 0, furthest_ = 0;
  const RaceCall* obstacle_ = nullptr;
  bool obstacle_held_ = false;
};

std::string Described(const RaceCall& call, bool held) {
  if (call.what == "unlock") return "an unlock fails with " + DescribeError(call.error);
  if (call.error != 0 && call.error != kLockViolation)
    return "a " + call.what + " fails with " + DescribeError(call.error);
  if (call.what == "lock") {
    return held ? "a lock is granted over another"
                : "a lock is refused though nobody has one there";
  }
  return held ? "a write goes into a range that another has locked"
              : "a write is refused though nobody has locked its range";
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
  Search search(race);
  if (!search.Finds() && search.Obstacle() != nullptr)
    return Described(*search.Obstacle(), search.HeldByAnother());
  for (std::uint32_t cell = 0; cell < race.cells.size(); ++cell) {
    if (std::string wrong = WrongCell(race, cell); !wrong.empty()) return wrong;
  }
  return "";
}

}  // namespace wfx::judge
