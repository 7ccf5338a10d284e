#include "bench/calibration/calibration.h"

#include <cmath>
#include <utility>

#include "runner/engine/clock.h"
#include "runner/engine/given_by_hand.h"
#include "runner/engine/load.h"
#include "runner/engine/load_routine.h"

namespace wfx {
namespace {

using std::chrono::microseconds;
using std::chrono::nanoseconds;

constexpr std::uint32_t kLength = 4096;
// Of an open loop: never reached.
constexpr std::uint32_t kMostOutstanding = 4096;
constexpr double kRate = 5000;
constexpr std::uint64_t kSeed = 5;
// In real time each stamp is off by some 50 ns, of the engine's and the system's clock together:
// the shortest median is a thousand times that.
constexpr microseconds kVirtualScale{100}, kRealScale{200};

KnownLatency::Truth TruthFor(const CalibrationCase& what, const KnownLatency& system) {
  return what.rate > 0 ? system.OfOpenLoop(what.rate) : system.OfClosedLoop(what.queue_depth);
}

std::uint32_t DepthOf(const CalibrationCase& what) {
  return what.rate > 0 ? kMostOutstanding : what.queue_depth;
}

Case LoadOf(const CalibrationCase& what, nanoseconds lasts) {
  Case subject;
  subject.scenario = "calibration/" + std::string(NameOf(what.shape));
  subject.file = "calibration.json";
  GiveFileAndWriter(subject, Quantity::Parse("1 MiB"));
  subject.load = Load{};
  subject.load->handle = "writer";
  subject.load->length = Quantity::Bytes(kLength);
  subject.load->pattern = Load::Pattern::kRandom;
  subject.load->queue_depth = DepthOf(what);
  subject.load->arrivals.rate = what.rate;
  subject.measure = {nanoseconds(0), lasts, 1};
  return subject;
}

}  // namespace

std::string CalibrationCase::Loop() const {
  return rate > 0 ? "open, " + std::to_string(static_cast<int>(rate)) + "/s"
                  : "closed, depth " + std::to_string(queue_depth);
}

std::vector<CalibrationCase> CalibrationCases() {
  std::vector<CalibrationCase> cases;
  for (const LatencyShape shape : {LatencyShape::kConstant, LatencyShape::kUniform,
                                   LatencyShape::kBimodal, LatencyShape::kHeavyTail}) {
    for (const std::uint32_t depth : {1u, 8u, 32u}) cases.push_back({shape, depth, 0});
    cases.push_back({shape, 1, kRate});
  }
  return cases;
}

bool Calibrated::Holds(const CalibrationBounds& bounds) const {
  return errors.empty() && writes != 0 && truth.writes != 0 &&
         std::abs(ErrorOfP50()) <= bounds.p50 && std::abs(ErrorOfP99()) <= bounds.p99 &&
         std::abs(ErrorOfP999()) <= bounds.p999 && std::abs(ErrorOfDepth()) <= bounds.kept_depth;
}

Calibrated CalibrateInVirtualTime(const CalibrationCase& what, nanoseconds lasts) {
  std::uint64_t now = 1'000'000;
  const Clock clock(&now);
  KnownLatency system({}, {what.shape, kVirtualScale, kSeed}, LatencyTime(&now));
  LoopSettings settings;
  settings.name = "calibration";
  settings.length = kLength;
  settings.queue_depth = DepthOf(what);
  settings.rate = what.rate;
  settings.size = 1 << 20;
  RoutineLoop loop(system.api(), clock, settings);
  const Interval& interval = loop.Run(lasts);
  return {what,
          TruthFor(what, system),
          interval.writes,
          interval.latency.Summary(),
          interval.kept_depth,
          loop.Errors()};
}

Calibrated CalibrateInRealTime(const CalibrationCase& what, nanoseconds lasts,
                               const Win32Api& below, const std::string& directory) {
  KnownLatency system(below, {what.shape, kRealScale, kSeed}, LatencyTime(nullptr));
  const Case subject = LoadOf(what, lasts);
  TargetFacts target;
  target.directory = directory;
  Measurement measurement = RunLoad(system.api(), subject, target, {});
  return {what,
          TruthFor(what, system),
          measurement.writes,
          measurement.latency,
          measurement.kept_depth,
          std::move(measurement.errors)};
}

}  // namespace wfx
