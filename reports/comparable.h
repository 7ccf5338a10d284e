// Whether records can be held against each other, and their speeds.
#pragma once

#include <string>
#include <vector>

#include "reports/comparison.h"

namespace wfx {

// Why the columns must not be held against each other, one line for each scenario whose text
// differs and for each case whose load does; empty when they may be.
std::vector<std::string> WhyNotComparable(const Comparison& comparison);

// True when both were made on machines that look alike: the same processor, as many of it, and as
// much memory but for the little that a system takes before it counts. Two machines of one kind
// are taken for one.
bool IsSameHost(const EnvironmentFacts& one, const EnvironmentFacts& other);
// The same of a column and its base.
bool IsOnHostOfBase(const Comparison& comparison, std::size_t column);

}  // namespace wfx
