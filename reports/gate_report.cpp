#include "reports/gate_report.h"

#include <algorithm>
#include <cmath>

#include "reports/figures.h"

namespace wfx {
namespace {

constexpr char kIsRate[] = "throughput";

// "+5.2 %".
std::string Percent(double ratio, int digits) {
  const double percent = (ratio - 1) * 100;
  return (percent < 0 ? "" : "+") + Fixed(percent, digits);
}

std::string MiddleOf(const std::vector<double>& values, std::string_view figure) {
  const auto middle = static_cast<std::uint64_t>(std::llround(Median(values)));
  return figure == kIsRate ? Thousands(middle) + "/s" : Microseconds(middle) + " us";
}

std::string ChangeIn(const GateAnswer& answer) {
  return Percent(answer.ratio, 1) + " % [" + Percent(answer.bounds.low, 1) + ".." +
         Percent(answer.bounds.high, 1) + "]";
}

std::string NumberOf(const GateQuestion& question) {
  if (question.in_pairs) return Count(question.baseline.size(), "pair");
  return std::to_string(question.baseline.size()) + " and " +
         std::to_string(question.candidate.size());
}

std::string VerdictOn(const GateRow& row) {
  std::string words(NameOf(row.answer.verdict));
  if (row.answer.verdict != GateVerdict::kInconclusive) return words;
  const std::string noun = row.question.in_pairs ? "more pair" : "more repetition";
  const std::string least = row.answer.more >= kMostReckoned ? "at least " : "about ";
  return words + ": needs " + least + Count(row.answer.more, noun);
}

std::string SideInWords(const GateSide& side) {
  if (side.target.empty()) return side.name;
  return side.name + (side.name.empty() ? "" : ", ") + "target " + side.target;
}

std::uint64_t CountOf(const Gate& gate, GateVerdict verdict) {
  return static_cast<std::uint64_t>(std::ranges::count_if(
      gate.rows, [&](const GateRow& row) { return row.answer.verdict == verdict; }));
}

Line GateSentence(const Gate& gate, const GateSide& baseline, const GateSide& candidate) {
  std::string verdict(NameOf(VerdictOf(gate)));
  std::ranges::transform(verdict, verdict.begin(),
                         [](char c) { return static_cast<char>(c - 'a' + 'A'); });
  Line line{Strong(verdict), ": "};
  line += SideInWords(candidate) + " against " + SideInWords(baseline) + ": " +
          Count(gate.common, "case") + " compared";
  if (!gate.rows.empty()) line += ", " + Count(gate.rows.size(), "figure");
  for (const GateVerdict each : {GateVerdict::kRegressed, GateVerdict::kInconclusive,
                                 GateVerdict::kHeld, GateVerdict::kImproved}) {
    const std::uint64_t count = CountOf(gate, each);
    if (count != 0) line += ", " + Thousands(count) + " " + std::string(NameOf(each));
  }
  if (!gate.newly_failing.empty())
    line += ", " + Thousands(gate.newly_failing.size()) + " newly failing";
  if (!gate.no_longer_reached.empty())
    line += ", " + Thousands(gate.no_longer_reached.size()) + " no longer reached";
  line += ".";
  return line;
}

void AddGateChanges(Document& document, const char* title, const std::vector<GateChange>& changes) {
  if (changes.empty()) return;
  Table table{{{"Case"}, {"Baseline"}, {"Candidate"}}, {}};
  for (const GateChange& change : changes)
    table.rows.push_back({Line(Code(change.id)), Line(change.was), Line(change.is)});
  document.Add(Heading{2, title + (": " + Count(changes.size(), "case"))});
  document.Add(std::move(table));
}

void AddFigures(Document& document, const Gate& gate) {
  if (gate.rows.empty()) return;
  std::vector<const GateRow*> rows;
  for (const GateRow& row : gate.rows) rows.push_back(&row);
  std::ranges::stable_sort(rows, std::greater<>(),
                           [](const GateRow* row) { return row->answer.verdict; });
  Table table{{{"Case"},
               {"Figure"},
               {"Baseline", true},
               {"Candidate", true},
               {"Change, 95 %", true},
               {"Limit", true},
               {"From"},
               {"Verdict"}},
              {}};
  for (const GateRow* row : rows) {
    const GateQuestion& question = row->question;
    table.rows.push_back(
        {Line(Code(row->id)), Line(std::string(row->figure)),
         Line(MiddleOf(question.baseline, row->figure)),
         Line(MiddleOf(question.candidate, row->figure)), Line(ChangeIn(row->answer)),
         Line((question.less_is_better ? "+" : "-") + Fixed(question.limit * 100, 1) + " %"),
         Line(NumberOf(question)), Line(VerdictOn(*row))});
  }
  document.Add(Heading{2, "Speed"});
  document.Add(Paragraph{
      "Baseline and candidate are medians of repetitions. The change is the median of the pairs' "
      "ratios, or where there are no pairs the ratio of the medians."});
  document.Add(std::move(table));
}

}  // namespace

Document GateReport(const Gate& gate, const GateSide& baseline, const GateSide& candidate) {
  Document document;
  document.Add(Heading{1, "WriteFileEx gate"});
  document.Add(Paragraph{GateSentence(gate, baseline, candidate)});
  List notes;
  for (const std::string& note : gate.notes) notes.items.push_back({Strong("Note"), ": " + note});
  if (!notes.items.empty()) document.Add(std::move(notes));
  AddGateChanges(document, "Newly failing", gate.newly_failing);
  AddGateChanges(document, "No longer reached", gate.no_longer_reached);
  AddFigures(document, gate);
  return document;
}

}  // namespace wfx
