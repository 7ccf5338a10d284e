// Latencies as systems show them, drawn at random, to try the histogram on: for tests and for
// bench/overhead.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <random>
#include <string>
#include <vector>

namespace wfx {

// One latency in nanoseconds.
using DrawLatency = std::function<double(std::mt19937_64&)>;

// Six distributions by name: constant, uniform, bimodal, log_normal, exponential, heavy_tail.
const std::map<std::string, DrawLatency>& SampleLatencies();

// Whole nanoseconds from 1 on. The same seed draws the same.
std::vector<std::uint64_t> DrawLatencies(const DrawLatency& draw, std::uint64_t seed,
                                         std::size_t count);

// The largest error of the histogram's percentiles, 0 to 1 with many between, against the sorted
// samples, as a share of the truth; 0 where they are no more than a nanosecond off.
double WorstPercentileError(std::vector<std::uint64_t> samples);

}  // namespace wfx
