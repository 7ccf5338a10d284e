// A report for people: a pure function of run records.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "reports/facts.h"

namespace wfx {

// Below what continuous integration accepts as a job's summary: 1 MiB.
inline constexpr std::size_t kLongestMarkdown = 1000 * 1000;

// GitHub-flavoured Markdown, readable in a terminal too. Ends early, and says so, where it would be
// longer than `longest`.
std::string ToMarkdown(const std::vector<RunRecord>& records,
                       std::size_t longest = kLongestMarkdown);
// The same of a text that is ready; `command` prints all of it.
std::string EndEarly(std::string markdown, std::size_t longest, const std::string& command);
// For terminals.
std::string ToText(const std::vector<RunRecord>& records);

// One HTML page that needs nothing else, no network either. No text of a record is ever a mark of
// it.
std::string ToHtml(const std::vector<RunRecord>& records);

}  // namespace wfx
