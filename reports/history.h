// The history file: one line of JSON for each run, appended and never rewritten, so that what many
// runs measured can be looked at together.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "reports/drift.h"
#include "reports/facts.h"

namespace wfx {

// One measured case of one run.
struct HistoryCase {
  std::string id;    // "load/null_write/queue_depth=1@default"
  std::string load;  // tells what was measured: text, api, depth, rate, length of a repetition
  std::string file_system;  // of its target
  std::map<std::string, double, std::less<>>
      figures;  // by GateFigure::name: medians of repetitions
};

struct HistoryRun {
  std::string id;      // of the record
  std::string date;    // UTC, when the run began: "2026-11-22T04:31:36Z"
  std::string build;   // of what was tested
  std::string host;    // tells machines apart that are not alike
  std::string system;  // "kernel32 + mine.dll"
  std::vector<HistoryCase> cases;
};

// What of a record belongs there; measurements that failed or did not run do not. An empty `build`
// is told by the digest of each provider, else by the build of the operating system.
HistoryRun HistoryOf(const RunRecord& record, const std::string& build);

// With its newline.
std::string HistoryLine(const HistoryRun& run);
// Of the text of a whole file, in its order; keys it does not know are ignored. Throws JsonError,
// also for what is no history.
std::vector<HistoryRun> ReadHistory(std::string_view text, const std::string& name);

// One figure of one case, measured by several runs of one machine and system, and what became of
// it.
struct DriftRow {
  std::string id;           // of the case
  std::string_view figure;  // GateFigure::name
  std::string where;        // host and system, told apart where a file has several
  bool less_is_better = false;
  std::vector<const HistoryRun*> runs;  // by date
  std::vector<double> values;           // of each
  Drift drift;
  // The last level against the first, above 0 when it is worse: 0.05 is 5 %.
  double worse = 0;
};

// Everything that was measured in at least kFewestRuns runs: throughput, latency_p50 and
// latency_p99. What was measured differently, or elsewhere, is another row. `runs` must outlive it.
std::vector<DriftRow> DriftsOf(const std::vector<HistoryRun>& runs);

}  // namespace wfx
