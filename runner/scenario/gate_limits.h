// How much worse a figure may get before a gate says so: what a scenario's "gate" allows, and what
// --limit puts in its place.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>

#include "runner/scenario/scenario.h"

namespace wfx {

// By GateFigure::name, as a share of the baseline: 0.05 is 5 %.
using GateLimits = std::map<std::string, double, std::less<>>;

// A case without a gate has 5 % of throughput and of latency_p50.
GateLimits LimitsOf(const Case& subject);

// "latency_p99=10", in per cent, as --limit takes it. Throws std::invalid_argument: one line that
// begins with the option's name.
std::pair<std::string, double> ReadLimit(const std::string& value);

}  // namespace wfx
