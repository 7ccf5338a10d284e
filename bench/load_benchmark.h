// One case on one target as a Google Benchmark: a repetition of the one is a repetition of the
// other, or where targets take turns all of them are one.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bench/watchdog.h"
#include "runner/engine/load.h"
#include "runner/session.h"

namespace benchmark {
class State;
}

namespace wfx {

class Turns;

// "random_write/length=4_kib,queue_depth=8/default": what Google Benchmark calls it.
std::string BenchmarkName(const SelectedCase& selected);

// A measurement that only says what it is of.
Measurement EmptyMeasurement(const Session& session, const SelectedCase& selected);

// The line that counts cases, on a terminal only.
class Progress {
 public:
  Progress(std::size_t cases, bool wanted);
  void Begin(const std::string& name);
  void ClearLine();

 private:
  const std::size_t cases_;
  const bool watched_;
  std::size_t begun_ = 0;
  bool line_is_open_ = false;
};

// Registers itself; the registration must not outlive it. The measurement is recorded when the last
// repetition has ended.
class LoadBenchmark {
 public:
  // `own_cost_ns` is what the harness takes for a write, see MeasureOwnCost. Joins `turns`, which
  // then runs it; null = it is alone.
  LoadBenchmark(Session& session, const SelectedCase& selected,
                std::optional<std::uint32_t> repetitions, double own_cost_ns, Watchdog& watchdog,
                Progress& progress, std::shared_ptr<Turns> turns);

  // How long all its repetitions measure.
  std::chrono::nanoseconds planned() const;

  const Case& subject() const { return subject_; }
  const std::string& target() const;
  // What its slices have measured so far, one by one. REQUIRES: it has turns.
  const Measurement& slices() const { return slices_; }

  // Its next slice, the `turn`th of all; true when there is another. REQUIRES: it has turns.
  bool TakeTurn(std::uint64_t turn);
  // After the last slice.
  void End();

 private:
  void CutIntoSlices();
  void Repeat(benchmark::State& state);
  std::optional<Repetition> TakeAllTurns();
  std::optional<Repetition> NextRepetition();
  std::optional<Repetition> MeasureOnce();
  bool IsOver() const { return !error_.empty() || done_ >= subject_.measure.repeat; }
  void Finish();
  void Report(benchmark::State& state, const Repetition& repetition) const;
  Duration Bound() const;

  Session& session_;
  const SelectedCase& selected_;
  Case subject_;  // a copy: its repetitions may be overridden
  Watchdog& watchdog_;
  Progress& progress_;
  LoadOptions options_;
  std::unique_ptr<LoadRun> run_;
  std::uint32_t done_ = 0;
  const std::shared_ptr<Turns> turns_;
  std::vector<std::uint64_t> taken_;  // its turns
  Measurement slices_;                // figures of its repetitions alone
  std::optional<Repetition> all_;     // of all its slices, when they are over
  std::string error_;                 // the first, once there is one
};

}  // namespace wfx
