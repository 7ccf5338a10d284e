// From a case to a measurement.
#include "runner/engine/load.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <limits>
#include <map>
#include <numeric>
#include <utility>
#include <vector>

#include "runner/engine/clock.h"
#include "runner/engine/load_handle.h"
#include "runner/engine/load_state.h"
#include "runner/engine/load_verify.h"

namespace wfx {
namespace {

Repetition FiguresOf(const Interval& interval) {
  return {interval.writes,        interval.bytes,         interval.seconds,
          interval.kept_depth,    interval.pending_share, interval.latency.Summary(),
          interval.call.Summary()};
}

bool IsSteady(const std::deque<double>& rates, const Measure::Steady& steady) {
  if (rates.size() < steady.windows) return false;
  const double mean =
      std::accumulate(rates.begin(), rates.end(), 0.0) / static_cast<double>(rates.size());
  return std::ranges::all_of(
      rates, [&](double rate) { return std::abs(rate - mean) <= steady.within * mean; });
}

}  // namespace

Measurement EmptyMeasurement(const Case& subject, const std::string& target) {
  const Load& load = *subject.load;
  Measurement measurement;
  measurement.scenario = subject.scenario;
  measurement.case_id = subject.case_id;
  measurement.target = target;
  measurement.api = Describe(load.api).name;
  const std::vector<std::string> handles = load.Handles();
  measurement.threads = load.threads * static_cast<std::uint32_t>(handles.size());
  if (handles.size() > 1) measurement.handles = handles;
  measurement.asked_depth = load.queue_depth * measurement.threads;
  measurement.open.asked_rate = load.arrivals.rate;
  return measurement;
}

// Of a write, as asked.
double LoadRun::State::MeanLength() const {
  const LoopSettings& settings = loop->settings();
  if (settings.mix.empty()) return settings.length;
  double mean = 0;
  for (const LengthShare& each : settings.mix) mean += each.share * each.length;
  return mean;
}

// Of a repetition.
LoopEnd LoadRun::State::End() const {
  const Measure& measure = subject.measure;
  std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
  if (measure.writes) most = measure.writes->UnsignedIn(target.bindings);
  const double length = MeanLength();
  if (measure.bytes && length != 0) {
    const auto bytes = static_cast<double>(measure.bytes->UnsignedIn(target.bindings));
    most = std::min(most, static_cast<std::uint64_t>(std::ceil(bytes / length)));
  }
  if (most == std::numeric_limits<std::uint64_t>::max()) most = 0;
  return {most, measure.cool_down};
}

Duration LoadRun::State::WarmUp() const {
  const Measure& measure = subject.measure;
  if (!options.run_for || measure.run_for <= Duration{}) return measure.warm_up;
  const double share = std::chrono::duration<double>(*options.run_for) / measure.run_for;
  return std::chrono::duration_cast<Duration>(measure.warm_up * std::min(share, 1.0));
}

void LoadRun::State::Warm() {
  if (WarmUp() > Duration{}) loop->Run(WarmUp());
  if (subject.measure.steady.within > 0) WaitUntilSteady();
}

// Each window begins with a full queue, as every repetition does.
void LoadRun::State::WaitUntilSteady() {
  const Measure::Steady& steady = subject.measure.steady;
  std::deque<double> rates;
  double waited = 0;
  const double at_most = std::chrono::duration<double>(steady.at_most).count();
  while (!loop->broken()) {
    const Interval& window = loop->Run(steady.window);
    waited += window.seconds;
    rates.push_back(static_cast<double>(window.writes) / std::max(window.seconds, 1e-9));
    if (rates.size() > steady.windows) rates.pop_front();
    if (IsSteady(rates, steady)) {
      measurement.steady_after = waited;
      return;
    }
    if (waited >= at_most) break;
  }
  measurement.never_steady = true;
}

void LoadRun::State::SetTheScene() {
  const std::uint64_t seed = SeedOf(options.seed, full_id);
  stage = std::make_shared<Stage>(api, subject, target, seed, nullptr, nullptr, Stage::OnActor(),
                                  options.streams);
  const Given* now = nullptr;
  try {
    for (const Given& given : subject.given) {
      now = &given;
      stage->Establish(OpenedFor(load, given.item));
    }
    now = nullptr;
    loop = std::make_unique<LoadCrew>(api, Clock::Get(), SettingsOfThreads());
    for (const LengthShare& each : loop->settings().mix)
      measurement.lengths.push_back({each.length, each.share, 0});
    if (load.reader.empty()) return;
    const StagedHandle& other_end = stage->HandleNamed(load.reader);
    reader = std::make_unique<LoadReader>(api, other_end.value, other_end.overlapped);
  } catch (const std::exception& problem) {
    const std::string where =
        now == nullptr ? "load (" + subject.file + ":" + std::to_string(load.line) + ")"
                       : now->kind + " (" + subject.file + ":" + std::to_string(now->line) + ")";
    measurement.errors.push_back("the scene cannot be set: " + where + ": " + problem.what());
    loop.reset();
  }
}

void LoadRun::State::Count(const Interval& interval) {
  measurement.writes += interval.writes;
  measurement.bytes += interval.bytes;
  for (std::size_t kind = 0; kind < measurement.lengths.size(); ++kind)
    measurement.lengths[kind].writes += interval.by_length[kind];
  measurement.seconds += interval.seconds;
  asked_seconds += std::chrono::duration<double>(RunFor()).count();
  measurement.repetition_writes.push_back(interval.writes);
  measurement.repetition_seconds.push_back(interval.seconds);
  measurement.repetition_latency.push_back(interval.latency.Summary());
  measurement.series.push_back(interval.series);
  latency.Merge(interval.latency);
  call.Merge(interval.call);
  lag.Merge(interval.lag);
  measurement.open.unissued += interval.unissued;
  depth_seconds += interval.kept_depth * interval.seconds;
  pending += interval.pending_share * static_cast<double>(interval.call.count());
}

// What the asked rate became: how many of the writes that were due were issued, and in how much
// more time. A Poisson process has now more, now fewer writes than its rate says; that is not
// counted.
double LoadRun::State::AchievedRate() const {
  const auto issued = static_cast<double>(measurement.writes);
  const double due = issued + static_cast<double>(measurement.open.unissued);
  return load.arrivals.rate * issued / std::max(due, 1.0) * asked_seconds /
         std::max(measurement.seconds, 1e-9);
}

// The other end must have got every byte, then sees that the pipe is closed.
void LoadRun::State::EndReader() {
  if (loop->abandoned()) {
    leave_stage = true;
    return;
  }
  if (!loop->broken()) {
    const std::string wrong = reader->Expect(loop->bytes_completed(), options.drain);
    if (!wrong.empty()) measurement.errors.push_back(wrong);
  }
  stage->CloseAsAsked(load.handle);
  leave_stage = !reader->End(options.drain);
}

void LoadRun::State::KeepErrors() {
  if (loop == nullptr) return;
  const std::vector<std::string> errors = loop->Errors();
  measurement.errors.insert(measurement.errors.end(), errors.begin(), errors.end());
}

// After the last write: what is in the files, where the load was to some.
void LoadRun::State::ExamineFiles() {
  if (loop == nullptr || loop->broken() || loop->abandoned()) return;
  if (api.GetFileSizeEx == nullptr || api.ReadFile == nullptr) {
    if (load.tagged)
      measurement.errors.push_back("the tags cannot be looked for: no GetFileSizeEx and ReadFile");
    return;
  }
  // A file that several handles are of is examined once, for all of them.
  std::map<const StagedFile*, std::vector<const LoadLoop*>> writers;
  const std::vector<std::string> handles = load.Handles();
  const std::vector<const LoadLoop*> loops = loop->loops();
  for (std::size_t i = 0; i < loops.size(); ++i) {
    if (const StagedFile* file = FileBehind(handles[i / load.threads]))
      writers[file].push_back(loops[i]);
  }
  for (const auto& [file, its_loops] : writers) {
    const Examination found = ExamineFile(api, *file, its_loops);
    measurement.verified_blocks += found.tagged_blocks;
    for (const std::string& wrong : found.wrong)
      measurement.errors.push_back(writers.size() > 1 ? file->name + ": " + wrong : wrong);
  }
}

LoadRun::LoadRun(const Win32Api& api, const Case& subject, const TargetFacts& target,
                 const LoadOptions& options)
    : state_(std::make_unique<State>(api, subject, target, options)) {
  state_->SetTheScene();
}

LoadRun::~LoadRun() {
  if (state_->loop != nullptr) static_cast<void>(Finish());
}

std::optional<Repetition> LoadRun::Repeat() {
  State& state = *state_;
  if (state.loop == nullptr || state.loop->broken()) return std::nullopt;
  if (!std::exchange(state.warm, true)) state.Warm();
  if (state.loop->broken()) return std::nullopt;
  const Interval& interval = state.loop->Run(state.RunFor(), state.End());
  if (state.loop->broken()) return std::nullopt;
  state.Count(interval);
  return FiguresOf(interval);
}

Measurement LoadRun::Finish() {
  State& state = *state_;
  if (state.reader != nullptr && state.loop != nullptr) state.EndReader();
  state.KeepErrors();
  state.ExamineFiles();
  Measurement measurement = std::move(state.measurement);
  if (!measurement.errors.empty()) {
    measurement.repetition_latency.clear();
  } else {
    measurement.kept_depth = state.depth_seconds / std::max(measurement.seconds, 1e-9);
    measurement.pending_share =
        state.pending / static_cast<double>(std::max<std::uint64_t>(state.call.count(), 1));
    measurement.latency = state.latency.Summary();
    measurement.call = state.call.Summary();
    measurement.histogram = state.latency.Data();
    if (measurement.open.asked_rate > 0) {
      measurement.open.achieved_rate = state.AchievedRate();
      measurement.open.lag = state.lag.Summary();
    }
  }
  // Handles that a lost write or a reader may still use stay open for ever.
  if (state.loop != nullptr && (state.leave_stage || state.loop->abandoned())) {
    state.loop->KeepForEver(state.stage);
  }
  state.reader.reset();
  state.loop.reset();
  state.stage.reset();
  return measurement;
}

Measurement RunLoad(const Win32Api& api, const Case& subject, const TargetFacts& target,
                    const LoadOptions& options) {
  LoadRun run(api, subject, target, options);
  for (std::uint32_t repetition = 0;
       repetition < std::max<std::uint32_t>(subject.measure.repeat, 1); ++repetition) {
    if (!run.Repeat()) break;
  }
  return run.Finish();
}

}  // namespace wfx
