#include "reports/standing.h"

namespace wfx {
namespace {

std::uint64_t& CounterFor(Verdict verdict, Standing& standing) {
  switch (verdict) {
    case Verdict::kPass:
      return standing.held;
    case Verdict::kFail:
      return standing.failed;
    case Verdict::kXfail:
      return standing.masked;
    case Verdict::kObserved:
      return standing.observed;
    case Verdict::kXpass:
    case Verdict::kNotRun:
    case Verdict::kBlocked:
    case Verdict::kError:
      break;
  }
  return standing.not_judged;
}

}  // namespace

std::map<std::string, Standing> StandingsOf(const std::vector<const Result*>& results) {
  std::map<std::string, Standing> standings;
  for (const Result* result : results)
    for (const std::string& id : result->requirements) ++CounterFor(result->verdict, standings[id]);
  return standings;
}

}  // namespace wfx
