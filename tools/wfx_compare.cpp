// wfx compare: targets of one or several records held against each other.
#include <filesystem>
#include <set>

#include "reports/change.h"
#include "reports/comparable.h"
#include "reports/compare.h"
#include "reports/record.h"
#include "tools/wfx_command.h"

namespace wfx {
namespace {

// All reasons, or the first of very many.
std::string Lines(const std::vector<std::string>& reasons) {
  constexpr std::size_t kMost = 20;
  std::string text;
  for (std::size_t i = 0; i < reasons.size() && i < kMost; ++i)
    text += (i == 0 ? "" : "\nwfx: ") + reasons[i];
  if (reasons.size() > kMost)
    text += "\nwfx: and " + std::to_string(reasons.size() - kMost) + " more like these";
  return text;
}

// Without their folders where these tell nothing.
std::vector<std::string> NamesOf(const std::vector<std::string>& files) {
  std::vector<std::string> names;
  for (const std::string& file : files)
    names.push_back(std::filesystem::path(file).filename().string());
  const std::set<std::string> unlike(names.begin(), names.end());
  return unlike.size() == files.size() ? names : files;
}

ExitCode Compare(const Request& request) {
  std::vector<RunRecord> records;
  for (const std::string& file : request.words) records.push_back(ReadRecord(file));
  const Comparison comparison(records, NamesOf(request.words));
  if (!comparison.is_side_by_side())
    throw BadRequest(
        "there is one target only; two records of one program, or one record with several "
        "--target, can be compared");
  const std::vector<std::string> reasons = WhyNotComparable(comparison);
  if (!reasons.empty()) throw BadRequest(Lines(reasons));
  const RowsShown rows = request.Has("--all") ? RowsShown::kAll : RowsShown::kDifferences;
  const std::string text = request.Has("--markdown") ? CompareToMarkdown(comparison, rows)
                                                     : CompareToText(comparison, rows);
  if (request.Has("--output"))
    WriteFileWhole(request.One("--output"), text);
  else
    request.out << text;
  return AnyNewlyFailing(comparison) ? kBroken : kHeld;
}

}  // namespace

const Command kCompareCommand{
    "compare",
    "RECORD...",
    1,
    64,
    "holds targets against each other: behaviour and speed, against the first",
    "Takes records of the same scenario files and loads, or one record with several targets.\n"
    "A target of a later record is held against the one of its name in the first, if that has it.\n"
    "Exit code 1 says that a case is newly failing; 2 also that the records cannot be compared.",
    {{"--all", "", "every requirement and case; default: those that differ"},
     {"--markdown", "", "as Markdown, below 1 MiB; default: for a terminal"},
     {"--output", "FILE", "writes to FILE instead of standard output"}},
    Compare};

}  // namespace wfx
