#include "bench/overhead/own.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <string>

#include "bench/overhead/chained_loop.h"
#include "reports/figures.h"
#include "runner/engine/clock.h"
#include "runner/engine/histogram.h"
#include "runner/engine/instant_system.h"
#include "runner/engine/own_cost.h"
#include "runner/engine/sample_latencies.h"

namespace wfx {
namespace {

// The least of several slices.
double RawNanoseconds(const Clock& clock) {
  constexpr int kSlices = 10;
  constexpr std::uint64_t kWrites = 50'000;
  const InstantSystem system;
  ChainedLoop loop(system.api(), {nullptr, 4096, 1, 64 << 20});
  double least = std::numeric_limits<double>::max();
  for (int slice = 0; slice < kSlices; ++slice) {
    const std::uint64_t begin = clock.Now();
    loop.Run(kWrites);
    least = std::min(least, static_cast<double>(clock.Between(begin, clock.Now())) / kWrites);
  }
  return least;
}

Row Nanoseconds(const std::string& metric, double measured, double at_most,
                const std::string& note) {
  Row row;
  row.metric = metric;
  row.unit = "ns";
  row.digits = 0;
  row.measured = measured;
  row.goal.at_most = at_most;
  row.note = note;
  return row;
}

}  // namespace

std::vector<Row> MeasureWrites() {
  constexpr double kBest = 100, kSystems = 320;
  const Clock& best = Clock::Get();
  const Clock systems(Clock::Source::kSteadyClock);
  const std::string raw = "a raw chain there: " + Fixed(RawNanoseconds(best), 0) + " ns";
  std::vector<Row> rows;
  for (const std::uint32_t depth : {1u, 8u, 32u}) {
    rows.push_back(Nanoseconds(
        "own cost of a write, " + best.facts().name + ", depth " + std::to_string(depth),
        MeasureOwnCost(best, depth), best.facts().name == "TSC" ? kBest : kSystems, raw));
  }
  rows.push_back(Nanoseconds("own cost of a write, the system's clock, depth 1",
                             MeasureOwnCost(systems), kSystems, Describe(systems.facts())));
  return rows;
}

std::vector<Row> MeasureSamples(std::uint64_t count) {
  // So many that a processor cannot foresee them, so few that they stay near it.
  const std::vector<std::uint64_t> samples =
      DrawLatencies(SampleLatencies().at("log_normal"), 1, 100'000);
  const Clock& clock = Clock::Get();
  Histogram histogram;
  const std::uint64_t begin = clock.Now();
  for (std::uint64_t left = count; left != 0;) {
    const std::uint64_t now = std::min<std::uint64_t>(left, samples.size());
    for (std::uint64_t i = 0; i < now; ++i) histogram.Add(samples[i]);
    left -= now;
  }
  const Latency latency = histogram.Summary();
  const std::uint64_t took = clock.Between(begin, clock.Now());
  Row time;
  time.metric = Thousands(count) + " samples and their percentiles";
  time.unit = "ms";
  time.digits = 1;
  time.measured = static_cast<double>(took) * 1e-6;
  time.goal.at_most = 50;
  time.note = "p99.9 " + Thousands(latency.p999) + " ns of " + Thousands(histogram.count());
  Row memory;
  memory.metric = "memory of a stream of samples";
  memory.unit = "KiB";
  memory.digits = 1;
  memory.measured =
      static_cast<double>(Histogram::kBuckets * sizeof(std::uint64_t) + sizeof(Histogram)) / 1024;
  memory.goal.at_most = 128;
  return {time, memory};
}

std::vector<Row> MeasurePercentiles(std::size_t count) {
  std::vector<Row> rows;
  for (const auto& [name, draw] : SampleLatencies()) {
    Row row;
    row.metric = "error of p1 to p99.99, " + name;
    row.unit = "%";
    row.measured = 100 * WorstPercentileError(DrawLatencies(draw, count, count));
    row.goal.at_most = 0.2;
    rows.push_back(row);
  }
  return rows;
}

}  // namespace wfx
