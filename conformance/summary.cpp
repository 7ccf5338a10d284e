#include "conformance/summary.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <utility>
#include <vector>

#include "reports/declared.h"
#include "runner/process/program.h"

namespace wfx {
namespace {

constexpr char kRed[] = "\033[31m", kGreen[] = "\033[32m", kPlain[] = "\033[0m";

std::string Coloured(const char* colour, const std::string& text) {
  const bool wanted = OutputIsWatched() && EnvironmentVariable("NO_COLOR").empty();
  return wanted ? colour + text + kPlain : text;
}

// "   12  Wine ignores byte-range locks": causes by how many cases they excuse.
std::string KnownDeviations(const RunRecord& record) {
  std::map<std::string, std::uint64_t> cases;
  for (const Result& result : record.results) {
    if (result.verdict != Verdict::kXfail) continue;
    std::set<std::string> causes;
    for (const Finding& finding : result.findings) {
      // What a `may` only observes needs no excuse.
      if (!finding.deviation.empty()) causes.insert(finding.deviation);
    }
    for (const std::string& cause : causes) ++cases[cause];
  }
  std::vector<std::pair<std::string, std::uint64_t>> sorted(cases.begin(), cases.end());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& left, const auto& right) { return left.second > right.second; });
  std::string text;
  for (const auto& [cause, count] : sorted) {
    std::string number = std::to_string(count);
    number.insert(0, number.size() < 5 ? 5 - number.size() : 0, ' ');
    text += number + "  " + cause + "\n";
  }
  return text.empty() ? "" : "\nKnown deviations (xfail), cases by cause:\n" + text;
}

// Reasons of what was not run, each once.
std::string NotRun(const RunRecord& record) {
  std::map<std::string, std::uint64_t> reasons;
  for (const Result& result : record.results) {
    if (result.verdict == Verdict::kNotRun || result.verdict == Verdict::kBlocked)
      ++reasons[result.reason];
  }
  std::string text;
  for (const auto& [reason, count] : reasons) {
    std::string number = std::to_string(count);
    number.insert(0, number.size() < 5 ? 5 - number.size() : 0, ' ');
    text += number + "  " + reason + "\n";
  }
  return text.empty() ? "" : "\nNot run or blocked, cases by reason:\n" + text;
}

const SelectedCase* Find(const Session& session, const std::string& full_id) {
  const auto& cases = session.cases();
  const auto found = std::find_if(cases.begin(), cases.end(), [&](const SelectedCase& selected) {
    return selected.full_id == full_id;
  });
  return found == cases.end() ? nullptr : &*found;
}

std::string Failure(const Session& session, const Result& result) {
  std::string text = "\n" + Coloured(kRed, std::string(Describe(result.verdict).name)) + " " +
                     result.FullId() + "\n";
  const SelectedCase* selected = Find(session, result.FullId());
  const std::string file = selected == nullptr ? result.scenario : selected->subject->file;
  const int title = selected == nullptr ? 1 : selected->subject->line;
  for (const Finding& finding : result.findings) {
    if (!finding.deviation.empty()) continue;
    text += "  " + file + ":" + std::to_string(finding.line > 0 ? finding.line : title) +
            ": expected " + finding.expectation + "\n    observed " + finding.observed + "\n";
  }
  if (!result.reason.empty())
    text += "  " + file + ":" + std::to_string(title) + ": " + result.reason + "\n";
  return text + "  again: " + session.RerunCommand(result.FullId()) + "\n";
}

std::string FailedClaimsWords(const RunRecord& record) {
  const std::size_t failed = FailedClaims(record);
  if (failed == 0) return "";
  return "; " + std::to_string(failed) + (failed == 1 ? " claim" : " claims") +
         " of the declaration failed";
}

bool IsWhole(const RunRecord& record) { return record.planned == record.results.size(); }

}  // namespace

std::string Spell(const Counts& counts) {
  std::string text;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] == 0) continue;
    text += (text.empty() ? "" : ", ") + std::to_string(counts[i]) + " " +
            std::string(kVerdicts[i].name);
  }
  return text.empty() ? "nothing" : text;
}

Counts Count(const RunRecord& record) {
  Counts counts{};
  for (const Result& result : record.results) ++counts[static_cast<std::size_t>(result.verdict)];
  return counts;
}

bool Holds(const Session& session) {
  const RunRecord& record = session.record();
  return IsWhole(record) && session.trouble().empty() && Held(record);
}

std::string Summary(const Session& session) {
  const RunRecord& record = session.record();
  std::string text = KnownDeviations(record) + NotRun(record);
  for (const Result& result : record.results) {
    if (Describe(result.verdict).breaks_the_run) text += Failure(session, result);
  }
  if (!IsWhole(record)) {
    text += "\nThe run ended early: " + std::to_string(record.results.size()) + " of " +
            std::to_string(record.planned) + " planned cases have a result\n";
  }
  if (!session.trouble().empty()) text += "\n" + session.trouble() + "\n";
  text += DeclaredText(record);
  const bool held = Holds(session);
  text += "\n" + Coloured(held ? kGreen : kRed, held ? "HELD" : "FAILED") + ": " +
          std::to_string(record.results.size()) +
          (record.results.size() == 1 ? " case: " : " cases: ") + Spell(Count(record)) +
          FailedClaimsWords(record) + "\n";
  if (!session.options().record.empty()) text += "record: " + session.options().record + "\n";
  return text;
}

}  // namespace wfx
