#include "bench/load_benchmark.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <iomanip>
#include <iostream>

#include "bench/turns.h"
#include "reports/figures.h"
#include "runner/process/program.h"

namespace wfx {
namespace {

constexpr std::size_t kLineWidth = 79;
constexpr std::chrono::seconds kGrace{60};
constexpr double kMebibyte = 1024.0 * 1024.0;

Duration Scaled(Duration duration, double scale) {
  return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(duration) * scale);
}

}  // namespace

std::string BenchmarkName(const SelectedCase& selected) {
  std::string name = selected.full_id;
  std::replace(name.begin(), name.end(), '@', '/');
  return name;
}

Measurement EmptyMeasurement(const Session& session, const SelectedCase& selected) {
  return EmptyMeasurement(*selected.subject, session.targets()[selected.target].name);
}

Progress::Progress(std::size_t cases, bool wanted)
    : cases_(cases), watched_(wanted && OutputIsWatched()) {}

void Progress::Begin(const std::string& name) {
  ++begun_;
  if (!watched_) return;
  const std::string line =
      "[" + std::to_string(begun_) + "/" + std::to_string(cases_) + "] " + name;
  std::cout << "\r" << std::left << std::setw(static_cast<int>(kLineWidth))
            << line.substr(0, kLineWidth) << std::flush;
  line_is_open_ = true;
}

void Progress::ClearLine() {
  if (line_is_open_) std::cout << "\r" << std::string(kLineWidth, ' ') << "\r" << std::flush;
  line_is_open_ = false;
}

LoadBenchmark::LoadBenchmark(Session& session, const SelectedCase& selected,
                             std::optional<std::uint32_t> repetitions, double own_cost_ns,
                             Watchdog& watchdog, Progress& progress, std::shared_ptr<Turns> turns)
    : session_(session),
      selected_(selected),
      subject_(*selected.subject),
      watchdog_(watchdog),
      progress_(progress),
      turns_(std::move(turns)) {
  subject_.measure.repeat =
      std::max<std::uint32_t>(repetitions.value_or(subject_.measure.repeat), 1);
  options_.seed = session.options().seed;
  options_.run_for = session.options().run_for;
  options_.streams = &session.streams();
  options_.own_cost_ns = own_cost_ns;
  options_.drain = Scaled(options_.drain, session.options().time_scale);
  if (turns_ != nullptr) {
    CutIntoSlices();
    turns_->Join(*this);
  }
  const std::uint32_t shown = turns_ == nullptr ? subject_.measure.repeat : 1;
  benchmark::RegisterBenchmark(BenchmarkName(selected).c_str(),
                               [this](benchmark::State& state) { Repeat(state); })
      ->Iterations(1)
      ->UseManualTime()
      ->Unit(benchmark::kMillisecond)
      ->Repetitions(static_cast<int>(shown));
}

const std::string& LoadBenchmark::target() const {
  return session_.targets()[selected_.target].name;
}

std::chrono::nanoseconds LoadBenchmark::planned() const {
  return options_.run_for.value_or(subject_.measure.run_for) * subject_.measure.repeat;
}

// Of one repetition, with setting the scene, warming up and draining.
Duration LoadBenchmark::Bound() const {
  const Duration planned_once =
      subject_.measure.warm_up + options_.run_for.value_or(subject_.measure.run_for);
  return Scaled(planned_once * 3 + kGrace, session_.options().time_scale);
}

// As long in all, and warmed up as long. What ends after so many writes or bytes stays whole.
void LoadBenchmark::CutIntoSlices() {
  Measure& measure = subject_.measure;
  if (measure.writes || measure.bytes) return;
  const Duration whole = options_.run_for.value_or(measure.run_for);
  const double share = std::chrono::duration<double>(whole) / measure.run_for;
  measure.warm_up = Scaled(measure.warm_up, std::min(share, 1.0));
  measure.run_for = std::max(whole / turns_->slices(), Duration(1));
  measure.repeat *= turns_->slices();
  options_.run_for.reset();
}

void LoadBenchmark::Repeat(benchmark::State& state) {
  const std::optional<Repetition> repetition =
      turns_ == nullptr ? NextRepetition() : TakeAllTurns();
  if (!repetition) {
    state.SkipWithError(error_.c_str());
    return;
  }
  while (state.KeepRunning()) state.SetIterationTime(repetition->seconds);
  Report(state, *repetition);
}

std::optional<Repetition> LoadBenchmark::TakeAllTurns() {
  turns_->Run();
  return all_;
}

bool LoadBenchmark::TakeTurn(std::uint64_t turn) {
  if (IsOver()) return false;
  if (const std::optional<Repetition> slice = MeasureOnce()) {
    taken_.push_back(turn);
    slices_.repetition_seconds.push_back(slice->seconds);
    slices_.repetition_writes.push_back(slice->writes);
    slices_.repetition_latency.push_back(slice->latency);
  }
  return !IsOver();
}

void LoadBenchmark::End() {
  if (run_ != nullptr) Finish();
}

std::optional<Repetition> LoadBenchmark::NextRepetition() {
  if (IsOver()) return std::nullopt;
  std::optional<Repetition> repetition = MeasureOnce();
  if (run_ != nullptr && done_ == subject_.measure.repeat) Finish();
  // A reader that missed bytes is noticed only now.
  if (!error_.empty()) repetition.reset();
  return repetition;
}

// One repetition; of one that fails the load is finished.
std::optional<Repetition> LoadBenchmark::MeasureOnce() {
  if (done_ == 0) progress_.Begin(BenchmarkName(selected_));
  ++done_;
  std::optional<Repetition> repetition;
  {
    const Watchdog::Guard guard(watchdog_, selected_.full_id, Bound());
    if (run_ == nullptr) {
      Measurement begun = EmptyMeasurement(session_, selected_);
      begun.errors.push_back("the run ended while this was measured");
      session_.Add(begun);
      run_ = std::make_unique<LoadRun>(session_.api(), subject_,
                                       session_.targets()[selected_.target], options_);
    }
    repetition = run_->Repeat();
  }
  if (!repetition) Finish();
  return repetition;
}

void LoadBenchmark::Finish() {
  const Watchdog::Guard guard(watchdog_, selected_.full_id, Bound());
  // Takes the place of what was recorded when it began.
  Measurement measurement = run_->Finish();
  measurement.repetition_turns = taken_;
  run_.reset();
  if (measurement.errors.empty()) {
    all_ = Repetition{measurement.writes,     measurement.bytes,         measurement.seconds,
                      measurement.kept_depth, measurement.pending_share, measurement.latency,
                      measurement.call};
  } else {
    error_ = measurement.errors.front();
  }
  session_.Add(measurement);
}

void LoadBenchmark::Report(benchmark::State& state, const Repetition& repetition) const {
  const auto microseconds = [](std::uint64_t nanoseconds) {
    return static_cast<double>(nanoseconds) * 1e-3;
  };
  state.counters["p50_us"] = microseconds(repetition.latency.p50);
  state.counters["p90_us"] = microseconds(repetition.latency.p90);
  state.counters["p99_us"] = microseconds(repetition.latency.p99);
  state.counters["p999_us"] = microseconds(repetition.latency.p999);
  state.counters["max_us"] = microseconds(repetition.latency.max);
  state.counters["iops"] = static_cast<double>(repetition.writes) / repetition.seconds;
  state.counters["MiB_per_s"] =
      static_cast<double>(repetition.bytes) / kMebibyte / repetition.seconds;
  state.counters["kept_depth"] = repetition.kept_depth;
  state.counters["pending_share"] = repetition.pending_share;
  state.counters["own_share"] =
      OwnShare(options_.own_cost_ns, repetition.kept_depth / std::max(subject_.load->threads, 1u),
               static_cast<double>(repetition.latency.p50));
}

}  // namespace wfx
