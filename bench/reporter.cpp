#include "bench/reporter.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "reports/figures.h"

namespace wfx {
namespace {

using Run = benchmark::BenchmarkReporter::Run;

// Google Benchmark appends how it was told to repeat; every load is told the same.
std::vector<Run> Plain(std::vector<Run> runs) {
  for (Run& run : runs) {
    run.run_name.iterations.clear();
    run.run_name.repetitions.clear();
    run.run_name.time_type.clear();
  }
  return runs;
}

class JsonFile : public benchmark::JSONReporter {
 public:
  void ReportRuns(const std::vector<Run>& runs) override { JSONReporter::ReportRuns(Plain(runs)); }
};

// Passes on to the reporter that Google Benchmark's options ask for.
class Display : public benchmark::BenchmarkReporter {
 public:
  Display(const Session& session, bool shows_aggregates, Progress& progress)
      : inner_(*benchmark::CreateDefaultDisplayReporter()),
        shows_aggregates_(shows_aggregates),
        progress_(progress) {
    for (const SelectedCase& selected : session.cases()) {
      widest_ = std::max(widest_, BenchmarkName(selected).size());
    }
  }

  bool ReportContext(const Context& context) override {
    Context narrower = context;
    narrower.name_field_width = widest_ + (shows_aggregates_ ? sizeof "_stddev" : 0);
    return inner_.ReportContext(narrower);
  }

  void ReportRuns(const std::vector<Run>& runs) override {
    std::vector<Run> shown = Plain(runs);
    if (!shows_aggregates_) {
      std::erase_if(shown, [](const Run& run) { return run.run_type == Run::RT_Aggregate; });
    }
    progress_.ClearLine();
    if (!shown.empty()) inner_.ReportRuns(shown);
  }

  void Finalize() override { inner_.Finalize(); }

 private:
  benchmark::BenchmarkReporter& inner_;
  const bool shows_aggregates_;
  Progress& progress_;
  std::size_t widest_ = 0;
};

void AddContext(const Session& session, double own_cost_ns) {
  const RunRecord& record = session.record();
  benchmark::AddCustomContext("clock", record.environment.clock);
  benchmark::AddCustomContext("own cost", Fixed(own_cost_ns, 0) + " ns a write");
  std::string system = record.system.base;
  if (!record.environment.wine_version.empty())
    system += " of Wine " + record.environment.wine_version;
  for (const ProviderFacts& provider : record.system.providers) system += " + " + provider.file;
  benchmark::AddCustomContext("system", system);
  for (const TargetFacts& target : session.targets()) {
    benchmark::AddCustomContext("target " + target.name,
                                target.directory + " (" + target.file_system + ")");
  }
}

}  // namespace

void RunBenchmarks(const Session& session, const BenchmarkOptions& options, double own_cost_ns,
                   Progress& progress) {
  AddContext(session, own_cost_ns);
  Display display(session, options.shows_aggregates() || !options.prints_console(), progress);
  JsonFile file;
  benchmark::RunSpecifiedBenchmarks(&display, options.writes_json() ? &file : nullptr, ".");
  benchmark::Shutdown();
}

}  // namespace wfx
