#include "runner/engine/own_cost.h"

#include <algorithm>
#include <chrono>
#include <limits>

#include "runner/engine/instant_system.h"
#include "runner/engine/load_routine.h"

namespace wfx {

double MeasureOwnCost(const Clock& clock, std::uint32_t queue_depth) {
  constexpr int kIntervals = 10;
  constexpr std::chrono::microseconds kInterval{500};
  const InstantSystem system;
  LoopSettings settings;
  settings.name = "own cost";
  settings.length = 4096;
  settings.pattern = Load::Pattern::kRandom;
  settings.queue_depth = queue_depth;
  settings.size = 64 << 20;
  RoutineLoop loop(system.api(), clock, settings);
  double least = std::numeric_limits<double>::max();
  for (int interval = 0; interval < kIntervals; ++interval) {
    const Interval& figures = loop.Run(kInterval);
    if (figures.writes != 0)
      least = std::min(least, figures.seconds * 1e9 / static_cast<double>(figures.writes));
  }
  return least;
}

}  // namespace wfx
