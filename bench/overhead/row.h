// One line of the table: what was measured, what it is to be, and whether it is.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reports/document.h"
#include "reports/statistics.h"

namespace wfx {

// What a metric is to be; what is not set is not asked.
struct Goal {
  std::optional<double> at_least, at_most;
  std::optional<double> low_at_least;  // of the lower bound
};

struct Row {
  std::string metric;
  std::string unit;  // "", "ns", "%"
  int digits = 3;    // that are shown
  std::optional<double> measured;
  std::optional<Bounds> bounds;  // 95 %
  Goal goal;
  // A/A: the same ratio of two that are alike. Outside 0.99 to 1.01 the row is void.
  std::optional<double> control;
  std::optional<Bounds> control_bounds;
  std::string note;  // why nothing was measured, or what else to know
};

enum class Outcome { kMet, kMissed, kVoid, kNotJudged };

// A row without a goal, or without a figure, is not judged.
Outcome OutcomeOf(const Row& row);
// "yes", "no", "void", "-".
std::string_view Word(Outcome outcome);

Table TableOf(const std::vector<Row>& rows);
// {"clock": ..., "system": ..., "judged": ..., "rows": [...]}, a row a line. Keys of what a row
// does not have are left out.
std::string JsonOf(const std::vector<Row>& rows, const std::string& clock,
                   const std::string& system, bool judged);

}  // namespace wfx
