// Failures as a reader mends them: what was expected where in the scenario, what its writes came
// to, and the command that performs it again.
#include <algorithm>
#include <map>
#include <set>

#include "reports/figures.h"
#include "reports/html.h"
#include "reports/outcome.h"
#include "reports/rerun.h"
#include "runner/outcome.h"

namespace wfx {
namespace {

constexpr std::size_t kFirstFailures = 3;

std::string RerunOf(const Failure& failure) {
  const std::string command = RerunCommand(*failure.record, failure.FullId());
  if (command.empty()) return "";
  return "<p class=\"rerun\">again: <code>" + Escaped(command) + "</code></p>\n";
}

// An x of a timeline of `longest` nanoseconds, in per cent.
std::string PerCent(std::uint64_t nanoseconds, std::uint64_t longest) {
  return Fixed(100.0 * static_cast<double>(nanoseconds) / static_cast<double>(longest), 2) + "%";
}

// The call, then the time until the routine ran, as two bars.
std::string Timeline(const WriteRecord& write, std::uint64_t longest) {
  std::string svg = "<svg class=\"timeline\" height=\"12\" role=\"img\" aria-label=\"call " +
                    Microseconds(write.call_nanoseconds) + " us";
  if (write.runs > 0)
    svg += ", routine after " + Microseconds(write.completion_nanoseconds) + " us";
  svg += "\">";
  if (write.runs > 0)
    svg += "<rect class=\"waited\" y=\"4\" height=\"4\" width=\"" +
           PerCent(write.completion_nanoseconds, longest) +
           "\"/><circle class=\"ran\" cy=\"6\" r=\"4\" cx=\"" +
           PerCent(write.completion_nanoseconds, longest) + "\"/>";
  return svg + "<rect class=\"called\" y=\"1\" height=\"10\" width=\"" +
         PerCent(write.call_nanoseconds, longest) + "\"/></svg>";
}

std::vector<Line> LedgerRow(const WriteRecord& write) {
  const CompletionRecord* const run = FirstRun(write);
  const std::string calls = Microseconds(write.call_nanoseconds);
  std::string when;
  if (run != nullptr) {
    when = Microseconds(write.completion_nanoseconds) + " us, during " + run->during;
    if (!run->actor.empty()) when += " on " + run->actor;
  }
  return {Code(write.name),
          write.api,
          Thousands(write.length) + " at " + Thousands(write.offset),
          calls,
          when.empty() ? "-" : when,
          Thousands(write.runs),
          Code(DescribeOutcome(write))};
}

// The completion ledger of what was performed; nothing without a write.
std::string Ledger(const Result& result) {
  const std::vector<WriteRecord>& writes = result.observation.writes;
  if (writes.empty()) return "";
  Table table{{{"Write"},
               {"By"},
               {"Bytes", true},
               {"Call us", true},
               {"Routine after"},
               {"Runs", true},
               {"Outcome"}},
              {}};
  std::uint64_t longest = 1;
  for (const WriteRecord& write : writes) {
    table.rows.push_back(LedgerRow(write));
    longest = std::max({longest, write.call_nanoseconds, write.completion_nanoseconds});
  }
  std::string timelines;
  for (const WriteRecord& write : writes)
    timelines +=
        "<li><code>" + Escaped(write.name) + "</code>" + Timeline(write, longest) + "</li>\n";
  Document document;
  document.Add(std::move(table));
  return "<details class=\"ledger\" open><summary>Ledger: " + Count(writes.size(), "write") +
         ", each from its own call, " + Microseconds(longest) + " us in all</summary>\n" +
         "<ul class=\"timelines\">\n" + timelines + "</ul>\n" + RenderHtml(document) +
         "</details>\n";
}

// The scenario's text with numbered lines, those in `lines` marked.
std::string ScenarioText(const std::string& text, const std::set<int>& lines) {
  std::string html = "<ol class=\"scenario\">";
  int number = 1;
  for (std::size_t at = 0; at < text.size(); ++number) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string line = Escaped(text.substr(at, end - at));
    html += lines.contains(number) ? "<li><mark>" + line + "</mark></li>" : "<li>" + line + "</li>";
    at = end + 1;
  }
  return html + "</ol>\n";
}

std::string TextOfScenario(const std::vector<Failure>& failures) {
  std::set<int> lines;
  for (const Failure& failure : failures)
    if (failure.result != nullptr)
      for (const Finding& finding : failure.result->findings) lines.insert(finding.line);
  // Records side by side were made of the same scenarios, or say so in their hashes.
  const RunRecord& record = *failures.front().record;
  const auto text = record.scenarios.find(failures.front().scenario());
  if (text == record.scenarios.end()) return "";
  return "<details class=\"text\"><summary><code>" + Escaped(text->first) +
         ".json</code></summary>\n" + ScenarioText(text->second, lines) + "</details>\n";
}

}  // namespace

std::string HtmlFirstFailures(const Comparison& comparison) {
  const std::vector<Failure> failures = FailuresOf(comparison);
  if (failures.empty()) return "";
  std::string html = "<h2>What broke the run: " + Count(failures.size(), "case") + "</h2>\n";
  for (std::size_t i = 0; i < std::min(failures.size(), kFirstFailures); ++i) {
    Document document;
    AddFailure(document, comparison, failures[i], true);
    html += RenderHtml(document) + RerunOf(failures[i]);
  }
  if (failures.size() > kFirstFailures)
    html += "<p><a href=\"#failures\">All " + Count(failures.size(), "case") + "</a></p>\n";
  return html;
}

std::string HtmlFailures(const Comparison& comparison) {
  const std::vector<Failure> failures = FailuresOf(comparison);
  std::vector<std::string> order;
  std::map<std::string, std::vector<Failure>> of_scenario;
  for (const Failure& failure : failures) {
    std::vector<Failure>& group = of_scenario[failure.scenario()];
    if (group.empty()) order.push_back(failure.scenario());
    group.push_back(failure);
  }
  std::string html;
  for (const std::string& scenario : order) {
    html += "<article>\n";
    for (const Failure& failure : of_scenario[scenario]) {
      Document document;
      AddFailure(document, comparison, failure);
      html += RenderHtml(document) + RerunOf(failure);
      if (failure.result != nullptr) html += Ledger(*failure.result);
    }
    html += TextOfScenario(of_scenario[scenario]) + "</article>\n";
  }
  if (html.empty()) return "";
  return "<h2>What broke the run: " + Count(failures.size(), "case") + "</h2>\n" + html;
}

}  // namespace wfx
