// What the engine takes where nothing else does: on a system whose writes take no time, for samples
// alone, and how true its percentiles are.
#pragma once

#include <cstdint>
#include <vector>

#include "bench/overhead/row.h"

namespace wfx {

// Nanoseconds a write on an instant system, at each depth, by the best clock and by the system's
// own, beside a raw chained loop there.
std::vector<Row> MeasureWrites();

// So many samples and their percentiles, and the memory they are in.
std::vector<Row> MeasureSamples(std::uint64_t count);

// The largest error of a percentile against a sorted array, for each of the distributions.
std::vector<Row> MeasurePercentiles(std::size_t count);

}  // namespace wfx
