// Targets held against each other, for people: a pure function of run records.
#pragma once

#include <string>

#include "reports/comparison.h"
#include "reports/report.h"
#include "reports/sections.h"

namespace wfx {

// Environment differences, what changed against the base, requirement and case by column, speed.
// REQUIRES: WhyNotComparable says nothing.
std::string CompareToMarkdown(const Comparison& comparison, RowsShown rows,
                              std::size_t longest = kLongestMarkdown);
std::string CompareToText(const Comparison& comparison, RowsShown rows);

}  // namespace wfx
