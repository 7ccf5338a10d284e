// wfx-bench: every selected load is one Google Benchmark.
#include <chrono>
#include <cmath>
#include <iostream>
#include <map>
#include <memory>
#include <vector>

#include "bench/framework.h"
#include "bench/load_benchmark.h"
#include "bench/reporter.h"
#include "bench/running_gate.h"
#include "bench/summary.h"
#include "bench/turns.h"
#include "bench/watchdog.h"
#include "runner/engine/clock.h"
#include "runner/engine/own_cost.h"
#include "runner/session.h"

namespace wfx {
namespace {

constexpr Program kBench{
    .name = "wfx-bench",
    .purpose = "Measures scenarios with a load on a Win32 system.",
    .framework = "--benchmark_",
    .measures = true,
};

std::vector<const SelectedCase*> Choose(const Session& session, const BenchmarkOptions& options) {
  std::vector<std::string> names;
  for (const SelectedCase& selected : session.cases()) names.push_back(BenchmarkName(selected));
  std::vector<const SelectedCase*> chosen;
  for (const std::size_t index : options.Select(names)) chosen.push_back(&session.cases()[index]);
  return chosen;
}

// Records what cannot run; gives the rest.
std::vector<const SelectedCase*> TakeRunnable(Session& session,
                                              const std::vector<const SelectedCase*>& chosen) {
  std::vector<const SelectedCase*> runnable;
  for (const SelectedCase* selected : chosen) {
    Measurement measurement = EmptyMeasurement(session, *selected);
    measurement.reason = session.WhyNotRun(*selected);
    if (measurement.reason.empty()) {
      runnable.push_back(selected);
    } else {
      session.Add(measurement);
    }
  }
  return runnable;
}

std::shared_ptr<Turns> MakeTurns(const Session& session, const RunningGate& gate) {
  if (session.options().gate.empty()) return std::make_shared<Turns>();
  return std::make_shared<Turns>(
      [&gate](const auto& loads, std::uint64_t slices) { return gate.IsDecided(loads, slices); });
}

int RunLoads(Session& session) {
  BenchmarkOptions options(kBench, session.options().framework);
  if (options.help()) return PrintFrameworkHelp();
  const std::vector<const SelectedCase*> chosen = Choose(session, options);
  if (options.only_lists()) {
    for (const SelectedCase* selected : chosen) std::cout << BenchmarkName(*selected) << "\n";
    return kHeld;
  }

  session.Open();
  session.Begin(chosen.size());
  const std::vector<const SelectedCase*> runnable = TakeRunnable(session, chosen);
  Progress progress(runnable.size(), options.prints_console());
  Watchdog watchdog([&session](const std::string& what, std::chrono::nanoseconds bound) {
    EndHangingRun(session, what, bound);
  });
  const double own_cost_ns = runnable.empty() ? 0 : MeasureOwnCost(Clock::Get());
  std::vector<std::unique_ptr<LoadBenchmark>> loads;
  std::map<const Case*, std::shared_ptr<Turns>> turns;
  RunningGate gate(session);
  const bool takes_turns = session.options().interleave || !session.options().gate.empty();
  for (const SelectedCase* selected : runnable) {
    std::shared_ptr<Turns> with;
    if (takes_turns) {
      with = turns[selected->subject];
      if (with == nullptr) turns[selected->subject] = with = MakeTurns(session, gate);
    }
    loads.push_back(std::make_unique<LoadBenchmark>(session, *selected, options.repetitions(),
                                                    own_cost_ns, watchdog, progress, with));
    gate.Plan(*loads.back());
  }
  if (options.prints_console())
    std::cout << Announcement(session, loads, own_cost_ns) << std::flush;
  if (!loads.empty()) RunBenchmarks(session, options, own_cost_ns, progress);
  AmendLate(session);
  session.Finish();

  std::ostream& out = options.prints_console() ? std::cout : std::cerr;
  out << Summary(session);
  const ExitCode verdict = session.options().gate.empty() ? kHeld : gate.Report(out);
  return Holds(session) ? verdict : kBroken;
}

}  // namespace
}  // namespace wfx

int main(int argc, char** argv) {
  wfx::Clock::Begin();
  return wfx::RunProgram(wfx::kBench, argc, argv, &wfx::RunLoads);
}
