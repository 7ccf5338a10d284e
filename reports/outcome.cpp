#include "reports/outcome.h"

#include <algorithm>
#include <vector>

#include "runner/outcome.h"

namespace wfx {
namespace {

struct Manner {
  const WriteRecord* write;
  bool pending;
};

// Of the writes that a call took; a stream has no OVERLAPPED to tell it by.
std::vector<Manner> MannersOf(const Observation& observation) {
  std::vector<Manner> manners;
  for (const WriteRecord& write : observation.writes) {
    if (IsStreamWrite(write)) continue;
    const bool says_pending =
        IsSibling(write) && !write.returned && write.last_error == kErrorIoPending;
    if (!write.returned && !says_pending) continue;
    manners.push_back({&write, says_pending || StatusOf(write.after_call) == kStatusPending});
  }
  return manners;
}

const char* NameOf(const Manner& manner) { return manner.pending ? "pending" : "inline"; }

}  // namespace

std::string OutcomeOf(const Observation& observation) {
  std::string text;
  for (const WriteRecord& write : observation.writes) {
    if (!text.empty()) text += "; ";
    if (observation.writes.size() > 1) text += write.name + ": ";
    text += DescribeOutcome(write);
  }
  return text;
}

std::string MannerOf(const Observation& observation) {
  const std::vector<Manner> manners = MannersOf(observation);
  if (manners.empty()) return "";
  const bool all_alike = std::ranges::all_of(
      manners, [&](const Manner& manner) { return manner.pending == manners.front().pending; });
  if (all_alike) return NameOf(manners.front());
  std::string text;
  for (const Manner& manner : manners)
    text += (text.empty() ? "" : ", ") + manner.write->name + " " + NameOf(manner);
  return text;
}

}  // namespace wfx
