// What the load engine itself takes for a write.
#pragma once

#include <cstdint>

#include "runner/engine/clock.h"

namespace wfx {

// Nanoseconds a write of a closed loop takes on a system whose writes take no time: stamps,
// figures, checks, the next place, and the few nanoseconds of that system. The least of several
// short intervals; all of it takes about 6 ms. Thread rule: one thread at a time.
double MeasureOwnCost(const Clock& clock, std::uint32_t queue_depth = 1);

}  // namespace wfx
