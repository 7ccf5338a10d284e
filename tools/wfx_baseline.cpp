// wfx baseline: the record that a gate measures by, kept in the user's repository, and what many
// runs measured one after the other.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <fstream>

#include "reports/comparable.h"
#include "reports/compare.h"
#include "reports/document.h"
#include "reports/figures.h"
#include "reports/history.h"
#include "reports/record.h"
#include "tools/wfx_catalogue.h"

namespace wfx {
namespace {

namespace fs = std::filesystem;

// What a level may have got worse by before it counts, in per cent.
constexpr double kUsualDrift = 2;

std::string Needed(const Request& request, const std::string& option, const std::string& argument) {
  if (!request.Has(option))
    throw BadRequest("wfx baseline " + request.words.front() + " needs " + option + " " + argument);
  return request.One(option);
}

std::size_t Failures(const RunRecord& record) {
  const auto failed = std::ranges::count_if(
      record.results, [](const Result& result) { return Describe(result.verdict).breaks_the_run; });
  const auto broken = std::ranges::count_if(
      record.measurements, [](const Measurement& each) { return !each.errors.empty(); });
  return static_cast<std::size_t>(failed + broken);
}

// Throws where a record can be no baseline for anybody.
void CheckCandidate(const RunRecord& record, const std::string& name) {
  if (!IsComplete(record))
    throw BadRequest(name + " is of a run that did not end, or of a part of one: run it whole");
  if (record.results.empty() && record.measurements.empty())
    throw BadRequest(name + " has no results and no measurements");
}

// What differs from the baseline that was; or why that cannot be said.
void ShowDifference(const std::string& baseline, const RunRecord& was, const std::string& candidate,
                    const RunRecord& is, std::ostream& out) {
  const std::vector<RunRecord> records{was, is};
  const Comparison comparison(records, {baseline, candidate});
  std::vector<std::string> reasons = WhyNotComparable(comparison);
  if (!comparison.is_side_by_side()) reasons.emplace_back("they are of different programs");
  if (reasons.empty()) {
    out << CompareToText(comparison, RowsShown::kDifferences);
    return;
  }
  out << "Cannot be held against what it takes the place of:\n";
  for (const std::string& reason : reasons) out << "  " << reason << "\n";
}

std::vector<HistoryRun> ReadHistoryFile(const std::string& file) {
  return ReadHistory(ReadTextFile(file), file);
}

// Whether the run was not in the file yet.
bool AppendTo(const std::string& file, const RunRecord& record, const std::string& build) {
  const HistoryRun run = HistoryOf(record, build);
  if (fs::exists(file)) {
    for (const HistoryRun& known : ReadHistoryFile(file))
      if (known.id == run.id) return false;
  }
  std::ofstream stream(file, std::ios::binary | std::ios::app);
  stream << HistoryLine(run) << std::flush;
  if (!stream) throw BadRequest("cannot write to " + file);
  return true;
}

void SayAppended(const std::string& file, bool is_new, std::ostream& out) {
  out << (is_new ? "Appended to " : "This run is already in ") << file << ".\n";
}

ExitCode Update(const Request& request) {
  const std::string baseline = Needed(request, "--baseline", "FILE");
  const std::string candidate = Needed(request, "--candidate", "FILE");
  const RunRecord is = ReadRecord(candidate);
  CheckCandidate(is, candidate);
  const std::size_t failures = Failures(is);
  if (failures != 0 && !request.Has("--accept-failures")) {
    request.err << "wfx: " << candidate << " has " << Count(failures, "failure")
                << ", which no gate would find then; --accept-failures makes it the baseline all "
                   "the same\n";
    return kBroken;
  }
  if (fs::exists(baseline))
    ShowDifference(baseline, ReadRecord(baseline), candidate, is, request.out);
  else
    request.out << baseline << " is the first baseline: nothing to hold it against.\n";
  WriteFileWhole(baseline, ReadTextFile(candidate));
  request.out << "\n"
              << baseline << " is now " << candidate << ": " << Count(is.results.size(), "result")
              << ", " << Count(is.measurements.size(), "measurement") << ".\n";
  if (request.Has("--history"))
    SayAppended(request.One("--history"),
                AppendTo(request.One("--history"), is, request.One("--build")), request.out);
  return kHeld;
}

ExitCode Append(const Request& request) {
  const std::string candidate = Needed(request, "--candidate", "FILE");
  const std::string history = Needed(request, "--history", "FILE");
  const RunRecord record = ReadRecord(candidate);
  CheckCandidate(record, candidate);
  SayAppended(history, AppendTo(history, record, request.One("--build")), request.out);
  return kHeld;
}

double LeastDrift(const Request& request) {
  const std::string text = request.One("--at-least", Fixed(kUsualDrift, 0));
  double percent = 0;
  const auto [stopped, error] = std::from_chars(text.data(), text.data() + text.size(), percent);
  if (error != std::errc() || stopped != text.data() + text.size() || !(percent >= 0))
    throw BadRequest("--at-least is a number of per cent from 0 on, not \"" + text + "\"");
  return percent / 100;
}

std::string FigureInWords(double value, std::string_view figure) {
  const auto whole = static_cast<std::uint64_t>(std::llround(value));
  return figure == "throughput" ? Thousands(whole) + "/s" : Microseconds(whole) + " us";
}

std::string PercentOf(double ratio) {
  return (ratio < 1 ? "" : "+") + Fixed((ratio - 1) * 100, 1) + " %";
}

// "+3.1 % at 2026-11-22 (build 4f2a): 12 runs on"; each change.
std::string ChangesOf(const DriftRow& row) {
  std::string words;
  for (const LevelChange& change : row.drift.changes) {
    const HistoryRun& run = *row.runs[change.at];
    words += (words.empty() ? "" : "; ") + PercentOf(change.ratio) + " since " +
             run.date.substr(0, 10) + (run.build.empty() ? "" : ", build " + run.build);
  }
  return words;
}

Document DriftReport(const std::vector<DriftRow>& rows, std::size_t runs, double least) {
  const auto is_worse = [&](const DriftRow& row) {
    return !row.drift.changes.empty() && row.worse >= least;
  };
  const auto worse = std::ranges::count_if(rows, is_worse);
  const auto changed =
      std::ranges::count_if(rows, [](const DriftRow& row) { return !row.drift.changes.empty(); });
  Document document;
  document.Add(Heading{1, "WriteFileEx history"});
  Line line{Strong(worse != 0 ? "DRIFTED" : "HELD"), ": "};
  line += Count(runs, "run") + ", " + Count(rows.size(), "figure") + " in at least " +
          std::to_string(kFewestRuns) + " runs: " + Thousands(static_cast<std::uint64_t>(worse)) +
          " worse by " + Fixed(least * 100, 1) + " % or more, " +
          Thousands(static_cast<std::uint64_t>(changed - worse)) + " changed otherwise.";
  document.Add(Paragraph{std::move(line)});
  if (changed == 0) return document;
  Table table{{{"Case"},
               {"Figure"},
               {"Runs", true},
               {"First level", true},
               {"Last level", true},
               {"In all", true},
               {"Changes"},
               {"Verdict"}},
              {}};
  for (const DriftRow& row : rows) {
    if (row.drift.changes.empty()) continue;
    table.rows.push_back({Line(Code(row.id)), Line(std::string(row.figure)),
                          Line(std::to_string(row.values.size())),
                          Line(FigureInWords(row.drift.first, row.figure)),
                          Line(FigureInWords(row.drift.last, row.figure)),
                          Line(PercentOf(row.drift.last / row.drift.first)), Line(ChangesOf(row)),
                          Line(is_worse(row)   ? "drifted"
                               : row.worse > 0 ? "slightly"
                                               : "better")});
  }
  document.Add(std::move(table));
  return document;
}

ExitCode FindDrift(const Request& request) {
  const double least = LeastDrift(request);
  const std::string history = Needed(request, "--history", "FILE");
  const std::vector<HistoryRun> runs = ReadHistoryFile(history);
  const std::vector<DriftRow> rows = DriftsOf(runs);
  const Document document = DriftReport(rows, runs.size(), least);
  const std::string text =
      request.Has("--markdown") ? RenderMarkdown(document) : RenderText(document);
  if (request.Has("--output"))
    WriteFileWhole(request.One("--output"), text);
  else
    request.out << text;
  const bool any = std::ranges::any_of(
      rows, [&](const DriftRow& row) { return !row.drift.changes.empty() && row.worse >= least; });
  return any ? kBroken : kHeld;
}

ExitCode Baseline(const Request& request) {
  const std::string& what = request.words.front();
  if (what == "update") return Update(request);
  if (what == "append") return Append(request);
  if (what == "drift") return FindDrift(request);
  throw BadRequest("wfx baseline knows update, append and drift, not \"" + what + "\"");
}

}  // namespace

const Command kBaselineCommand{
    "baseline",
    "update|append|drift",
    1,
    1,
    "keeps the record that a gate measures by, and finds slow drifts",
    "update  makes --candidate the file --baseline, and shows what differs from what that was. A\n"
    "        record with failures is refused, exit code 1, unless --accept-failures is given; one\n"
    "        of a run that did not end always is.\n"
    "append  appends one line of what --candidate measured to --history; update does it too where\n"
    "        it is given.\n"
    "drift   says where in --history the level of a figure has changed (Pettitt's test by\n"
    "        permutation, 1 % false alarms for all figures together); exit code 1 where the last\n"
    "        level is worse than the first.",
    {{"--baseline", "FILE", "the record to measure by"},
     {"--candidate", "FILE", "the record of a run"},
     {"--history", "FILE", "one line of JSON for each run"},
     {"--build", "TEXT", "what was tested, such as a commit; default: the providers' digests"},
     {"--accept-failures", "", "update: a record with failures too"},
     {"--at-least", "PERCENT", "drift: what is worse by less does not break it; default 2"},
     {"--markdown", "", "drift: as Markdown; default: for a terminal"},
     {"--output", "FILE", "drift: writes to FILE instead of standard output"}},
    Baseline};

}  // namespace wfx
