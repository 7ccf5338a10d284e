// What became of a case on one column, held against another.
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "reports/comparison.h"

namespace wfx {

// How a case stands on one side.
enum class Condition {
  kAbsent,  // there is no such case
  kNotReached,
  kHolds,
  kExcused,  // as a known deviation says
  kFails,    // it breaks down, too
};

// Null = kAbsent. A deviation that no longer happens breaks a run, but what is tested is better for
// it: that holds.
Condition ConditionOf(const Result* result);
// A measurement fails by its errors, and was not reached when there is a reason for it.
Condition ConditionOf(const Measurement* measurement);

// One case of the base and of what is held against it. A known deviation that still stands is no
// failure, and what holds though a deviation was expected holds.
enum class Change {
  kNone,
  kNewlyFailing,     // fails or breaks down; the base held, was excused, or was not reached
  kFixed,            // holds; the base failed, as a known deviation or not
  kNewlyReachable,   // the base was not run or blocked; this is judged and does not fail
  kNoLongerReached,  // the other way round
  kNewlyExcused,     // a known deviation stands where the base held
  kOnlyHere,         // the base has no such case
  kOnlyInBase,
};

// Of Change, as reports spell it.
inline constexpr std::array<std::string_view, 8> kChangeNames{
    "no change",         "newly failing",     "fixed",     "newly reachable",
    "no longer reached", "newly a deviation", "only here", "only there"};

constexpr std::string_view NameOf(Change change) {
  return kChangeNames[static_cast<std::size_t>(change)];
}

// Null = the column has no such case. Both null is no change.
Change ChangeOf(const Result* base, const Result* now);
Change ChangeOf(const Measurement* base, const Measurement* now);

// True when a case of any column is newly failing against the column's base.
bool AnyNewlyFailing(const Comparison& comparison);

}  // namespace wfx
