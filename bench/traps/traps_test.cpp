// The raw loops and the stalls that the traps are shown with, on systems that are known.
#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

#include "bench/traps/raw_loop.h"
#include "bench/traps/stalling_writes.h"
#include "runner/engine/load_routine.h"

namespace wfx {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;
using Reissue = RawLoop::Reissue;

KnownLatency::Truth CountWith(Reissue how, std::uint32_t depth, RawLoop::Slice& slice) {
  KnownLatency system({}, {LatencyShape::kConstant, microseconds(200), 1}, LatencyTime(nullptr));
  RawLoop loop(system.api(), {nullptr, 1 << 20, 4096, depth});
  slice = loop.Run(how, milliseconds(50));
  return system.OfClosedLoop(depth);
}

TEST(RawLoopTest, CountsItsWritesAndItsDepth) {
  for (const std::uint32_t depth : {1u, 8u}) {
    RawLoop::Slice slice;
    const KnownLatency::Truth truth = CountWith(Reissue::kInRoutine, depth, slice);
    EXPECT_NEAR(static_cast<double>(slice.writes), static_cast<double>(truth.writes), 2.0 * depth);
    EXPECT_NEAR(slice.kept_depth, truth.kept_depth, 0.05 * depth);
    EXPECT_DOUBLE_EQ(slice.seconds, 0.05);
  }
}

// All writes are due at once and complete in one wait: until it returns, none is issued.
TEST(RawLoopTest, FromTheWaitLoopTheQueueRunsEmpty) {
  std::uint64_t now = 1'000'000;
  KnownLatency system({}, {LatencyShape::kConstant, microseconds(200), 1}, LatencyTime(&now));
  static std::uint32_t most_issued_in_a_wait = 0;
  static Win32Api below;
  below = system.api();
  Win32Api api = below;
  static std::uint32_t issued = 0;
  issued = most_issued_in_a_wait = 0;
  api.WriteFileEx = [](HANDLE file, LPCVOID data, DWORD length, LPOVERLAPPED overlapped,
                       LPOVERLAPPED_COMPLETION_ROUTINE routine) -> BOOL {
    ++issued;
    return below.WriteFileEx(file, data, length, overlapped, routine);
  };
  api.SleepEx = [](DWORD milliseconds_left, BOOL alertable) -> DWORD {
    const std::uint32_t before = issued;
    const DWORD result = below.SleepEx(milliseconds_left, alertable);
    most_issued_in_a_wait = std::max(most_issued_in_a_wait, issued - before);
    return result;
  };
  RawLoop loop(api, {nullptr, 1 << 20, 4096, 8});
  loop.Run(Reissue::kFromWaitLoop, milliseconds(5));
  EXPECT_EQ(most_issued_in_a_wait, 0u);
  loop.Run(Reissue::kInRoutine, milliseconds(5));
  EXPECT_GE(most_issued_in_a_wait, 8u);
}

TEST(RawLoopTest, AWriteThatFailsIsNoFigure) {
  Win32Api api;
  api.WriteFileEx = [](HANDLE, LPCVOID, DWORD, LPOVERLAPPED,
                       LPOVERLAPPED_COMPLETION_ROUTINE) -> BOOL { return FALSE; };
  api.SleepEx = [](DWORD, BOOL) -> DWORD { return 0; };
  RawLoop loop(api, {nullptr, 1 << 20, 4096, 4});
  EXPECT_THROW(loop.Run(Reissue::kInRoutine, milliseconds(5)), std::runtime_error);
}

// Coordinated omission, exactly: 50 ms in each second are 5 % of what an open loop's writes see,
// and one write of a closed one.
TEST(StallingWritesTest, AClosedLoopHidesWhatAnOpenOneShows) {
  Latency of[2];
  for (const bool open : {false, true}) {
    std::uint64_t now = 1'000'000;
    const Clock clock(&now);
    const LatencyTime time(&now);
    KnownLatency system({}, {LatencyShape::kConstant, microseconds(100), 1}, time);
    StallingWrites stalling(system.api(), time, seconds(1), milliseconds(50));
    LoopSettings settings;
    settings.name = "stalls";
    settings.length = 4096;
    settings.size = 1 << 20;
    settings.queue_depth = open ? 1024 : 1;
    settings.rate = open ? 1000 : 0;
    RoutineLoop loop(stalling.api(), clock, settings);
    of[open ? 1 : 0] = loop.Run(seconds(2)).latency.Summary();
    EXPECT_EQ(stalling.stalls(), 2u);
    EXPECT_FALSE(loop.broken());
  }
  const auto near = [](std::uint64_t value, double expected) {
    return static_cast<double>(value) > 0.98 * expected &&
           static_cast<double>(value) < 1.02 * expected;
  };
  EXPECT_TRUE(near(of[0].p999, 100e3)) << of[0].p999;
  EXPECT_TRUE(near(of[0].max, 50.1e6)) << of[0].max;
  EXPECT_TRUE(near(of[1].p50, 100e3)) << of[1].p50;
  EXPECT_TRUE(near(of[1].p99, 40.1e6)) << of[1].p99;
  EXPECT_TRUE(near(of[1].p999, 49.1e6)) << of[1].p999;
}

}  // namespace
}  // namespace wfx
