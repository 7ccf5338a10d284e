// Whether a figure that many runs measured has changed its level on the way, too slowly for any two
// of them to show it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace wfx {

// Fewer values than that show nothing.
inline constexpr std::size_t kFewestRuns = 10;
// Where no level has changed, any change is found in all series together no more often than this.
inline constexpr double kFalseDrifts = 0.01;

struct LevelChange {
  std::size_t at = 0;  // the first value of the new level
  double ratio = 1;    // of the medians, the new level's to the old one's
  double chance = 1;   // of a series without a change to look like this one
};

// Of one series.
struct Drift {
  std::vector<LevelChange> changes;  // sorted by place
  double first = 0, last = 0;        // the medians of the first level and of the last one
};

// The level changes of each series of values above 0, which are in order of time. Of all places one
// is chosen by Pettitt's statistic: the ranks of the values before it are least like those after
// it. How likely that is by chance, as many random orders of the same values say; nothing is asked
// of how they spread, only that runs do not hang together where nothing has changed. What lies
// before a change and what lies after it is searched again: a slow slope becomes steps. The same
// `seed` gives the same answer.
std::vector<Drift> FindDrifts(const std::vector<std::vector<double>>& series,
                              std::uint64_t seed = 1);

}  // namespace wfx
