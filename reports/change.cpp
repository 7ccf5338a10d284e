#include "reports/change.h"

namespace wfx {
namespace {

Change ChangeBetween(Condition base, Condition now) {
  if (base == now) return Change::kNone;
  if (base == Condition::kAbsent) return Change::kOnlyHere;
  if (now == Condition::kAbsent) return Change::kOnlyInBase;
  if (now == Condition::kFails) return Change::kNewlyFailing;
  if (now == Condition::kNotReached) return Change::kNoLongerReached;
  if (base == Condition::kNotReached) return Change::kNewlyReachable;
  if (now == Condition::kHolds) return Change::kFixed;
  return base == Condition::kHolds ? Change::kNewlyExcused : Change::kNone;
}

template <typename Item>
bool AnyNewlyFailingIn(const Comparison& comparison,
                       const std::vector<Comparison::Row<Item>>& rows) {
  for (const Comparison::Row<Item>& row : rows)
    for (std::size_t i = 0; i < row.cells.size(); ++i)
      if (ChangeOf(row.cells[comparison.BaseOf(i)], row.cells[i]) == Change::kNewlyFailing)
        return true;
  return false;
}

}  // namespace

Condition ConditionOf(const Result* result) {
  if (result == nullptr) return Condition::kAbsent;
  switch (result->verdict) {
    case Verdict::kPass:
    case Verdict::kObserved:
      return Condition::kHolds;
    case Verdict::kXfail:
      return Condition::kExcused;
    case Verdict::kXpass:  // an entry that has expired still has its findings
      return result->findings.empty() ? Condition::kHolds : Condition::kFails;
    case Verdict::kNotRun:
    case Verdict::kBlocked:
      return Condition::kNotReached;
    case Verdict::kFail:
    case Verdict::kError:
      break;
  }
  return Condition::kFails;
}

Condition ConditionOf(const Measurement* measurement) {
  if (measurement == nullptr) return Condition::kAbsent;
  if (!measurement->errors.empty()) return Condition::kFails;
  return measurement->reason.empty() ? Condition::kHolds : Condition::kNotReached;
}

Change ChangeOf(const Result* base, const Result* now) {
  return ChangeBetween(ConditionOf(base), ConditionOf(now));
}

Change ChangeOf(const Measurement* base, const Measurement* now) {
  return ChangeBetween(ConditionOf(base), ConditionOf(now));
}

bool AnyNewlyFailing(const Comparison& comparison) {
  return AnyNewlyFailingIn(comparison, comparison.results()) ||
         AnyNewlyFailingIn(comparison, comparison.measurements());
}

}  // namespace wfx
