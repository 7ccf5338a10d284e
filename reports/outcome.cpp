#include "reports/outcome.h"

#include "runner/outcome.h"

namespace wfx {

std::string OutcomeOf(const Observation& observation) {
  std::string text;
  for (const WriteRecord& write : observation.writes) {
    if (!text.empty()) text += "; ";
    if (observation.writes.size() > 1) text += write.name + ": ";
    text += DescribeOutcome(write);
  }
  return text;
}

}  // namespace wfx
