// The engine against systems that know their own latencies, and the systems against what they were
// told to do.
#include "bench/calibration/calibration.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <ostream>
#include <string>

#include "runner/model/model.h"

namespace wfx {

void PrintTo(const Calibrated& it, std::ostream* out) {
  *out << NameOf(it.of.shape) << ", " << it.of.Loop() << ": p50 " << it.latency.p50 << " of "
       << it.truth.p50 << ", p99 " << it.latency.p99 << " of " << it.truth.p99 << ", p99.9 "
       << it.latency.p999 << " of " << it.truth.p999 << ", kept depth " << it.kept_depth << " of "
       << it.truth.kept_depth << ", writes " << it.writes << " of " << it.truth.writes;
  for (const std::string& error : it.errors) *out << "; " << error;
}

namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

// Nothing but the histogram's own rounding is left where time is virtual; and of an open loop what
// one look at the clock takes.
TEST(CalibrationTest, InVirtualTimeEveryFigureIsTheTruth) {
  for (const CalibrationCase& what : CalibrationCases()) {
    const Calibrated it = CalibrateInVirtualTime(what, milliseconds(200));
    EXPECT_TRUE(it.Holds({0.002, 0.002, 0.002, what.rate > 0 ? 0.006 : 0.001}))
        << testing::PrintToString(it);
    EXPECT_EQ(it.writes, it.truth.writes) << testing::PrintToString(it);
    EXPECT_GE(it.writes, 1000u);
  }
}

TEST(CalibrationTest, VirtualTimeGivesTheSameEveryTime) {
  const CalibrationCase what{LatencyShape::kHeavyTail, 8, 0};
  const Calibrated once = CalibrateInVirtualTime(what, milliseconds(200));
  const Calibrated again = CalibrateInVirtualTime(what, milliseconds(200));
  EXPECT_EQ(testing::PrintToString(once), testing::PrintToString(again));
}

// A whole load with delays that pass. A busy machine may stop it between two stamps that are to be
// one, so the best of some attempts counts.
TEST(CalibrationTest, InRealTimeEveryFigureIsNearTheTruth) {
  ModelOptions options;
  options.time = ModelOptions::Time::kReal;
  Model model(options);
  for (const CalibrationCase& what : {CalibrationCase{LatencyShape::kBimodal, 8, 0},
                                      CalibrationCase{LatencyShape::kUniform, 1, 0},
                                      CalibrationCase{LatencyShape::kBimodal, 1, 2000}}) {
    Calibrated it;
    for (int attempt = 0; attempt < 5; ++attempt) {
      it = CalibrateInRealTime(what, milliseconds(300), model.api(), "C:");
      // Stamps are further apart where sanitizers slow the code between them.
      if (it.Holds({0.05, 0.05, 0.10, 0.02})) break;
    }
    EXPECT_TRUE(it.Holds({0.05, 0.05, 0.10, 0.02})) << testing::PrintToString(it);
  }
}

// A wrong figure is seen.
TEST(CalibrationTest, EachBoundIsHeld) {
  const Calibrated right =
      CalibrateInVirtualTime({LatencyShape::kUniform, 8, 0}, milliseconds(500));
  ASSERT_TRUE(right.Holds({}));
  const auto wrong = [&](auto change) {
    Calibrated it = right;
    change(it);
    return !it.Holds({});
  };
  EXPECT_TRUE(wrong([](Calibrated& it) { it.latency.p50 = it.latency.p50 * 103 / 100; }));
  EXPECT_TRUE(wrong([](Calibrated& it) { it.latency.p99 = it.latency.p99 * 94 / 100; }));
  EXPECT_TRUE(wrong([](Calibrated& it) { it.latency.p999 = it.latency.p999 * 112 / 100; }));
  EXPECT_TRUE(wrong([](Calibrated& it) { it.kept_depth *= 0.985; }));
  EXPECT_TRUE(wrong([](Calibrated& it) { it.writes = 0; }));
  EXPECT_TRUE(wrong([](Calibrated& it) { it.errors.push_back("never completes"); }));
}

// What the distributions are: their medians and tails, by formula.
TEST(ScriptedLatencyTest, FollowsItsDistribution) {
  struct Known {
    LatencyShape shape;
    double p50, p99;  // in scales
  };
  for (const Known& known :
       {Known{LatencyShape::kConstant, 1, 1}, Known{LatencyShape::kUniform, 1, 1.49},
        Known{LatencyShape::kBimodal, 0.6, 10},
        Known{LatencyShape::kHeavyTail, 0.4 * std::pow(0.5, -1 / 1.5),
              0.4 * std::pow(0.01, -1 / 1.5)}}) {
    ScriptedLatency script(known.shape, microseconds(100), 3);
    std::vector<std::uint64_t> all(100'000);
    std::ranges::generate(all, [&] { return script.Next(); });
    std::ranges::sort(all);
    EXPECT_NEAR(static_cast<double>(all[50'000]) / 1e5, known.p50, 0.02 * known.p50)
        << NameOf(known.shape);
    EXPECT_NEAR(static_cast<double>(all[99'000]) / 1e5, known.p99, 0.05 * known.p99)
        << NameOf(known.shape);
  }
}

}  // namespace
}  // namespace wfx
