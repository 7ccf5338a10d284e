// From a case to a measurement.
#include "runner/engine/load.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <limits>
#include <numeric>
#include <utility>
#include <vector>

#include "runner/engine/clock.h"
#include "runner/engine/load_crew.h"
#include "runner/engine/load_loop.h"
#include "runner/engine/load_reader.h"
#include "runner/engine/load_verify.h"
#include "runner/engine/scene.h"

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
  measurement.threads = load.threads;
  measurement.asked_depth = load.queue_depth * load.threads;
  measurement.open.asked_rate = load.arrivals.rate;
  return measurement;
}

struct LoadRun::State {
  State(const Win32Api& table, const Case& what, const TargetFacts& where, const LoadOptions& how)
      : api(table),
        subject(what),
        target(where),
        options(how),
        load(*what.load),
        full_id(FullIdOf(what.scenario, what.case_id, where.name)),
        measurement(EmptyMeasurement(what, where.name)) {
    measurement.own_cost_ns = how.own_cost_ns;
  }

  void SetTheScene();
  LoopSettings Settings() const;
  std::vector<LoopSettings> SettingsOfThreads();
  HANDLE OpenAnother(std::uint32_t thread);
  std::uint64_t SizeBehind(const std::string& handle) const;
  Duration RunFor() const { return options.run_for.value_or(subject.measure.run_for); }
  LoopEnd End() const;
  Duration WarmUp() const;
  void Warm();
  void WaitUntilSteady();
  void Count(const Interval& interval);
  void EndReader();
  double AchievedRate() const;
  void KeepErrors();
  void ExamineFile();

  const Win32Api& api;
  const Case& subject;
  const TargetFacts& target;
  const LoadOptions options;
  const Load& load;
  const std::string full_id;
  std::shared_ptr<Stage> stage;
  std::unique_ptr<LoadCrew> loop;  // none when the scene could not be set
  std::unique_ptr<LoadReader> reader;
  bool warm = false, leave_stage = false;
  Histogram latency, call, lag;
  double depth_seconds = 0, pending = 0, asked_seconds = 0;
  Measurement measurement;
};

// Of a repetition.
LoopEnd LoadRun::State::End() const {
  const Measure& measure = subject.measure;
  std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
  if (measure.writes) most = measure.writes->UnsignedIn(target.bindings);
  const std::uint64_t length = loop->settings().length;
  if (measure.bytes && length != 0)
    most = std::min(most, (measure.bytes->UnsignedIn(target.bindings) - 1) / length + 1);
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
    const Interval window = loop->Run(steady.window);
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
  stage = std::make_shared<Stage>(api, subject, target, seed);
  const Given* now = nullptr;
  try {
    for (const Given& given : subject.given) {
      now = &given;
      stage->Establish(given.item);
    }
    now = nullptr;
    loop = std::make_unique<LoadCrew>(api, Clock::Get(), SettingsOfThreads());
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

LoopSettings LoadRun::State::Settings() const {
  const std::int64_t length = load.length.In(target.bindings);
  if (length < 0 || length > std::numeric_limits<std::uint32_t>::max()) {
    throw SceneError("a length of \"" + load.length.text() + "\" is " + std::to_string(length) +
                     " here; one write has 0 to 4294967295 bytes");
  }
  LoopSettings settings;
  settings.name = full_id;
  settings.handle = stage->HandleNamed(load.handle).value;
  settings.length = static_cast<std::uint32_t>(length);
  settings.pattern = load.pattern;
  settings.queue_depth = std::max<std::uint32_t>(load.queue_depth, 1);
  settings.rate = load.arrivals.rate;
  settings.zeros = load.zeros;
  settings.arrivals = load.arrivals.process;
  settings.size = SizeBehind(load.handle);
  settings.seed = SeedOf(options.seed, full_id);
  settings.alignment = std::max(target.bindings.page, target.bindings.buffer_alignment);
  settings.drain = options.drain;
  const bool placed =
      load.pattern == Load::Pattern::kSequential || load.pattern == Load::Pattern::kRandom;
  if (placed && settings.size < settings.length) {
    throw SceneError("the file has " + std::to_string(settings.size) + " bytes; a write of " +
                     std::to_string(settings.length) + " has no place in it");
  }
  return settings;
}

// Each thread has its own handle where the load asks for that, its own data, and its own part of
// what sequential writes cover.
std::vector<LoopSettings> LoadRun::State::SettingsOfThreads() {
  const LoopSettings whole = Settings();
  std::vector<LoopSettings> all;
  for (std::uint32_t thread = 0; thread < load.threads; ++thread) {
    LoopSettings settings = whole;
    settings.seed += thread;
    settings.rate = whole.rate / load.threads;
    if (thread != 0 && load.own_handles) settings.handle = OpenAnother(thread);
    if (load.pattern == Load::Pattern::kSequential) {
      const std::uint64_t length = std::max(whole.length, 1u);
      settings.size = whole.size / load.threads / length * length;
      settings.begins_at = settings.size * thread;
      if (settings.size < whole.length) {
        throw SceneError("the file has " + std::to_string(whole.size) + " bytes; " +
                         std::to_string(load.threads) + " threads need " +
                         std::to_string(std::uint64_t{load.threads} * whole.length));
      }
    }
    all.push_back(std::move(settings));
  }
  return all;
}

// One more handle, as the given that is written through was opened.
HANDLE LoadRun::State::OpenAnother(std::uint32_t thread) {
  for (const Given& given : subject.given) {
    const auto* handle = std::get_if<GivenHandle>(&given.item);
    if (handle == nullptr || handle->name != load.handle) continue;
    GivenHandle another = *handle;
    another.name += "#" + std::to_string(thread + 1);
    another.disposition = OPEN_EXISTING;
    stage->Establish(another);
    return stage->HandleNamed(another.name).value;
  }
  throw SceneError(load.handle + " is no given handle; only such a one can be opened once more");
}

// What sequential and random writes may cover. Pipes and devices have no offsets: one write's
// length.
std::uint64_t LoadRun::State::SizeBehind(const std::string& handle) const {
  const std::string& object = stage->ObjectOf(handle);
  for (const StagedFile& file : stage->files()) {
    if (file.name == object) return file.initial_size;
  }
  return static_cast<std::uint64_t>(load.length.In(target.bindings));
}

void LoadRun::State::Count(const Interval& interval) {
  measurement.writes += interval.writes;
  measurement.bytes += interval.bytes;
  measurement.seconds += interval.seconds;
  asked_seconds += std::chrono::duration<double>(RunFor()).count();
  measurement.repetition_writes.push_back(interval.writes);
  measurement.repetition_seconds.push_back(interval.seconds);
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

// After the last write: what is in the file, where the load was to one.
void LoadRun::State::ExamineFile() {
  if (loop == nullptr || loop->broken() || loop->abandoned()) return;
  if (api.GetFileSizeEx == nullptr || api.ReadFile == nullptr) return;
  const std::string& object = stage->ObjectOf(load.handle);
  for (const StagedFile& file : stage->files()) {
    if (file.name != object) continue;
    const LoopSettings& settings = loop->settings();
    const std::string wrong = WrongInFile(api, file,
                                          {settings.pattern, settings.length, settings.queue_depth,
                                           loop->bytes_completed(), loop->data()});
    if (!wrong.empty()) measurement.errors.push_back(wrong);
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
  const Interval interval = state.loop->Run(state.RunFor(), state.End());
  if (state.loop->broken()) return std::nullopt;
  state.Count(interval);
  return FiguresOf(interval);
}

Measurement LoadRun::Finish() {
  State& state = *state_;
  if (state.reader != nullptr && state.loop != nullptr) state.EndReader();
  state.KeepErrors();
  state.ExamineFile();
  Measurement measurement = std::move(state.measurement);
  if (measurement.errors.empty()) {
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
