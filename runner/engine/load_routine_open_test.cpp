// The open loop: who is charged for a stall, and what is said of a rate that cannot be kept.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "runner/engine/load_arrivals.h"
#include "runner/engine/load_fake.h"
#include "runner/engine/load_routine.h"

namespace wfx {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using Process = Load::Arrivals::Process;

LoopSettings AtRate(double rate, std::uint32_t most) {
  LoopSettings settings;
  settings.name = "open";
  settings.length = 4096;
  settings.queue_depth = most;
  settings.rate = rate;
  settings.size = 1 << 20;
  settings.drain = milliseconds(50);
  return settings;
}

TEST(LoadArrivals, OfAFixedRateAreEvenlyApart) {
  LoadArrivals arrivals(Process::kFixed, 2.5, 1);
  arrivals.Start(100);
  std::vector<std::uint64_t> due;
  for (int i = 0; i < 5; ++i, arrivals.Advance()) due.push_back(arrivals.due());
  EXPECT_EQ(due, (std::vector<std::uint64_t>{100, 102, 105, 107, 110}));
}

// Of an exponential distribution mean and standard deviation are equal.
TEST(LoadArrivals, OfAPoissonProcessAreExponentiallyApart) {
  LoadArrivals arrivals(Process::kPoisson, 1000, 7);
  arrivals.Start(0);
  constexpr int kArrivals = 200'000;
  double sum = 0, squares = 0;
  for (int i = 0; i < kArrivals; ++i) {
    const auto before = static_cast<double>(arrivals.due());
    arrivals.Advance();
    const double gap = static_cast<double>(arrivals.due()) - before;
    sum += gap;
    squares += gap * gap;
  }
  const double mean = sum / kArrivals;
  EXPECT_NEAR(mean, 1000, 10);
  EXPECT_NEAR(std::sqrt(squares / kArrivals - mean * mean), 1000, 15);
}

TEST(OpenLoop, IssuesWhatIsDueAndNothingElse) {
  FakeSystem system;
  RoutineLoop loop(system.api(), Clock::Get(), AtRate(2000, 8));
  const Interval interval = loop.Run(milliseconds(100));
  EXPECT_NEAR(static_cast<double>(interval.writes + interval.unissued), 200, 1);
  EXPECT_EQ(interval.lag.count(), interval.writes);
  EXPECT_GE(interval.seconds, 0.1 - 1e-6);
  EXPECT_FALSE(loop.broken());
}

TEST(OpenLoop, EndsAfterTheWritesItWasGiven) {
  FakeSystem system;
  RoutineLoop loop(system.api(), Clock::Get(), AtRate(10'000, 8));
  EXPECT_EQ(loop.Run(std::chrono::seconds(30), {50, {}}).writes, 50u);
}

// One stall of 30 ms at 1000 writes a second keeps some thirty writes waiting, 15 ms in the mean. A
// loop that counts from the call would show one slow write.
TEST(OpenLoop, AStallIsChargedToEveryWriteItKeptWaiting) {
  FakeSystem system;
  system.stalls_at = 50;
  system.stalls_for = milliseconds(30);
  RoutineLoop loop(system.api(), Clock::Get(), AtRate(1000, 64));
  const Interval interval = loop.Run(milliseconds(150));
  EXPECT_NEAR(static_cast<double>(interval.writes + interval.unissued), 150, 1);
  const HistogramData data = interval.latency.Data();
  std::uint64_t slow = 0;
  for (const auto& [index, count] : data.counts)
    if (Histogram::MiddleOf(index) > 5'000'000) slow += count;
  EXPECT_GE(slow, 20u);
  EXPECT_GE(interval.latency.max(), 29'000'000u);
  EXPECT_GE(interval.lag.max(), 25'000'000u);
}

// 100 us a write, one at a time, is 10,000 a second at best.
TEST(OpenLoop, ARateThatCannotBeKeptIsSaid) {
  FakeSystem system;
  system.takes = microseconds(500);
  RoutineLoop loop(system.api(), Clock::Get(), AtRate(20'000, 1));
  const Interval interval = loop.Run(milliseconds(50));
  EXPECT_GT(interval.unissued, 0u);
  EXPECT_NEAR(static_cast<double>(interval.writes + interval.unissued), 1000, 1);
  EXPECT_LT(static_cast<double>(interval.writes) / interval.seconds, 2100);
  EXPECT_GE(interval.seconds, 0.05);
  EXPECT_FALSE(loop.broken());
}

TEST(OpenLoop, AWriteThatNeverCompletesEndsIt) {
  FakeSystem system({FakeFault::Kind::kNever, 20, 0, 0});
  RoutineLoop loop(system.api(), Clock::Get(), AtRate(1000, 4));
  static_cast<void>(loop.Run(milliseconds(500)));
  EXPECT_TRUE(loop.broken());
  ASSERT_FALSE(loop.Errors().empty());
  EXPECT_NE(loop.Errors().front().find("write 20 (offset 81920) never completes"),
            std::string::npos)
      << loop.Errors().front();
}

}  // namespace
}  // namespace wfx
