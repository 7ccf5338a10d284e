// The judging of a gate: whether a candidate is worse than its baseline, from figures that were
// measured several times of both.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "reports/statistics.h"
#include "runner/exit_code.h"

namespace wfx {

// The order is from good to bad.
enum class GateVerdict { kImproved, kHeld, kInconclusive, kRegressed };
std::string_view NameOf(GateVerdict verdict);
// How a program ends that has come to it.
ExitCode CodeOf(GateVerdict verdict);

// A gate with many questions has a false alarm about any of them no more often than this, where
// nothing has changed.
inline constexpr double kFalseAlarms = 0.01;
// A figure that is worse by exactly the limit is called held no more often than this.
inline constexpr double kFalselyHeld = 0.001;

// One figure of one case.
struct GateQuestion {
  // Value i of the one was measured beside value i of the other, so what befell both cancels.
  bool in_pairs = false;
  bool less_is_better = false;
  double limit = 0.05;                      // the worst change allowed, as a share of the baseline
  std::vector<double> baseline, candidate;  // above 0; in pairs as many of both
};

struct GateAnswer {
  GateVerdict verdict = GateVerdict::kInconclusive;
  // Candidate / baseline: in pairs the median of the ratios, otherwise the ratio of the medians.
  double ratio = 1;
  Bounds bounds;      // of the ratio, 95 %
  double chance = 1;  // of the test that decides on a change, adjusted for all questions (Holm)
  // Of an inconclusive one: so many more pairs, or repetitions of each, decide it four times of
  // five if they spread as these do; at most kMostReckoned.
  std::uint64_t more = 0;
};

inline constexpr std::uint64_t kMostReckoned = 10'000;

// Drawn for the bounds of a ratio, where nothing else is said.
inline constexpr std::uint32_t kSamples = 2000;

// Answers in the order of the questions, which must not be empty of values.
//   held          the change is surely within the limit
//   regressed     in pairs: it is worse beyond chance, and the limit may be passed; otherwise the
//                 limit is surely passed: values of one run spread less than runs do
//   improved      the same in the other direction
//   inconclusive  none of these: the values are too few or spread too much
// Where the values are looked at several times, or several candidates share a gate, `chances` is
// how often in all: each may be wrong that much more seldom, so that together they keep to the
// bounds above. `samples` are drawn for the bounds of the ratio, on which no verdict rests.
std::vector<GateAnswer> JudgeGate(const std::vector<GateQuestion>& questions,
                                  std::uint32_t samples = kSamples, std::uint32_t chances = 1);

// A run that is gated looks at its pairs this early first, then each time there are twice as many,
// and at the end: fewer decide nothing, and the error rates that its looks share are soon used up.
inline constexpr std::uint32_t kFirstLook = 20;
// How many looks that makes of a run that plans so many pairs; the end is one.
std::uint32_t LooksOf(std::uint64_t pairs);
// Whether there is a look, before the end, at so many pairs.
bool IsLook(std::uint64_t pairs);

// Whether a run may end at a look, with some pairs of one case. Some figure is surely worse by more
// than half its limit, or all of them are surely within it. Half: what is worse by less is worth
// the time to find out whether it is within. `all` is how many questions the gate has, with those
// of other cases.
bool IsDecided(const std::vector<GateQuestion>& questions, std::size_t all, std::uint32_t chances);

}  // namespace wfx
