// The parts of a report that only its HTML page has. Each gives elements whose texts are escaped,
// or nothing when it has nothing to say.
#pragma once

#include <string>
#include <string_view>

#include "reports/comparison.h"
#include "reports/document.h"
#include "reports/failures.h"

namespace wfx {

// `text` as HTML shows it, in an element or between double quotation marks. Control characters that
// HTML does not have, and bytes that are not UTF-8, become U+FFFD.
std::string Escaped(std::string_view text);
// The words of a line with their marks.
std::string HtmlOf(const Line& line);

// Cases by targets, with a filter and a search.
std::string HtmlMatrix(const Comparison& comparison);
// The first of what broke the run, for whoever reads nothing else.
std::string HtmlFirstFailures(const Comparison& comparison);
// Each with the command that performs it again, what its writes came to, and its scenario's text.
std::string HtmlFailures(const Comparison& comparison);
// Against queue depth: throughput and latency; of each case: percentiles, histogram and series.
std::string HtmlCharts(const Comparison& comparison);

}  // namespace wfx
