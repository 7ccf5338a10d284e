// What a measurement's record holds, as points of curves.
#pragma once

#include <vector>

#include "reports/html_chart.h"
#include "runner/result.h"

namespace wfx {

// How many nines a share has: 0 of 0, 1 of 0.9, 2 of 0.99. This is where percentiles stand on an
// axis.
double NinesOf(double share);

// Latency in ns by the share of writes that took no longer, as NinesOf it. Empty for a histogram
// whose buckets are not ours, or that counts nothing.
std::vector<Point> PercentilesOf(const HistogramData& histogram);

// Per cent of the writes in each of evenly broad steps of the logarithm of latency in ns, as an
// outline. Empty as above.
std::vector<Point> OutlineOf(const HistogramData& histogram);

// Writes a second by the time since the first repetition began, a list for each repetition.
std::vector<std::vector<Point>> RatesOf(const Measurement& measurement);

}  // namespace wfx
