// The clock against the system's own.
#include "runner/engine/clock.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <cstdint>
#include <iostream>
#include <thread>

namespace wfx {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

double WorstErrorOf(const Clock& clock, int rounds) {
  double best = 1;
  for (int round = 0; round < rounds; ++round) {
    const auto before = steady_clock::now();
    const std::uint64_t begin = clock.Now();
    std::this_thread::sleep_for(milliseconds(100));
    const auto after = steady_clock::now();
    const std::uint64_t end = clock.Now();
    const std::chrono::duration<double, std::nano> truth = after - before;
    const auto shown = static_cast<double>(clock.Between(begin, end));
    best = std::min(best, std::abs(shown / truth.count() - 1));
  }
  return best;
}

TEST(ClockTest, AgreesWithTheSystemsClockWithinATenthOfAPercent) {
  // An interruption between the two readings can only add error, so the best of three is judged.
  EXPECT_LT(WorstErrorOf(Clock::Get(), 3), 0.001) << Describe(Clock::Get().facts());
  EXPECT_LT(WorstErrorOf(Clock(Clock::Source::kSteadyClock), 3), 0.001);
}

TEST(ClockTest, CalibratesWithinAMomentAndSaysWhatItCosts) {
  const auto before = steady_clock::now();
  const Clock clock(Clock::Source::kBest);
  const auto spent = steady_clock::now() - before;
  EXPECT_LT(spent, milliseconds(500));
  EXPECT_GT(clock.facts().tick_ns, 0);
  EXPECT_GT(clock.facts().cost_ns, 0);
  EXPECT_LT(clock.facts().cost_ns, 100'000);
  std::cout << Describe(clock.facts()) << "; "
            << Describe(Clock(Clock::Source::kSteadyClock).facts()) << "\n";
}

TEST(ClockTest, StampsThatRunBackwardsAreNoTime) {
  const Clock& clock = Clock::Get();
  EXPECT_EQ(clock.Between(1000, 990), 0u);
  EXPECT_EQ(clock.Between(1000, 1000), 0u);
  EXPECT_GT(clock.Between(1000, 1'000'000), 0u);
}

TEST(ClockTest, TicksAndNanosecondsAreEachOthersReverse) {
  for (const auto source : {Clock::Source::kBest, Clock::Source::kSteadyClock}) {
    const Clock clock(source);
    const std::uint64_t ticks = clock.Ticks(std::chrono::seconds(2));
    EXPECT_NEAR(static_cast<double>(clock.Between(0, ticks)), 2e9, 10);
  }
}

TEST(ClockTest, OfAScriptShowsWhatTheScriptSays) {
  std::uint64_t now = 700;
  const Clock clock(&now);
  EXPECT_EQ(clock.Now(), 700u);
  now = 1900;
  EXPECT_EQ(clock.Now(), 1900u);
  EXPECT_EQ(clock.Between(700, clock.Now()), 1200u);
  EXPECT_EQ(clock.Ticks(milliseconds(1)), 1'000'000u);
  EXPECT_EQ(Describe(clock.facts()), "scripted, 1.0 ns tick, 0 ns a reading");
}

TEST(ClockTest, DescribesItself) {
  EXPECT_EQ(Describe(ClockFacts{"TSC", 0.41, 25.2}), "TSC, 0.4 ns tick, 25 ns a reading");
}

}  // namespace
}  // namespace wfx
