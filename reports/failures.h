// What broke a run, one by one.
#pragma once

#include <string>
#include <vector>

#include "reports/comparison.h"
#include "reports/document.h"

namespace wfx {

// A result, or a measurement, that breaks its record's run. What it points to is the record's.
struct Failure {
  const RunRecord* record = nullptr;
  const Result* result = nullptr;            // either this
  const Measurement* measurement = nullptr;  // or this

  const std::string& scenario() const { return result ? result->scenario : measurement->scenario; }
  std::string FullId() const { return result ? result->FullId() : measurement->FullId(); }
};

// In the order of the records; results before measurements.
std::vector<Failure> FailuresOf(const Comparison& comparison);

// A heading with its id, and what was expected and seen; unless `is_brief` also what that is about.
void AddFailure(Document& document, const Comparison& comparison, const Failure& failure,
                bool is_brief = false);

}  // namespace wfx
