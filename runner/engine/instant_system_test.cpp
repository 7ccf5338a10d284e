// The system whose writes take no time, and what the loop costs on it.
#include "runner/engine/instant_system.h"

#include <gtest/gtest.h>

#include <chrono>
#include <vector>

#include "runner/engine/load_routine.h"
#include "runner/engine/own_cost.h"

namespace wfx {
namespace {

struct Completed {
  DWORD error, bytes;
  const OVERLAPPED* overlapped;
};
std::vector<Completed> completed;

void CALLBACK Note(DWORD error, DWORD bytes, LPOVERLAPPED overlapped) {
  completed.push_back({error, bytes, overlapped});
}

TEST(InstantSystemTest, RoutinesRunInTheAlertableWaitAndInOrder) {
  const InstantSystem system;
  const Win32Api& api = system.api();
  completed.clear();
  OVERLAPPED one{}, other{};
  one.Internal = STATUS_PENDING;
  EXPECT_TRUE(api.WriteFileEx(nullptr, nullptr, 10, &one, &Note));
  EXPECT_TRUE(api.WriteFileEx(nullptr, nullptr, 20, &other, &Note));
  EXPECT_EQ(one.Internal, 0u) << "it is final when the call returns";
  EXPECT_EQ(api.SleepEx(0, FALSE), 0u);
  EXPECT_TRUE(completed.empty());
  EXPECT_EQ(api.SleepEx(0, TRUE), static_cast<DWORD>(WAIT_IO_COMPLETION));
  ASSERT_EQ(completed.size(), 2u);
  EXPECT_EQ(completed[0].overlapped, &one);
  EXPECT_EQ(completed[0].bytes, 10u);
  EXPECT_EQ(completed[1].overlapped, &other);
  EXPECT_EQ(completed[1].error, DWORD{ERROR_SUCCESS});
  EXPECT_EQ(api.SleepEx(0, TRUE), 0u) << "nothing is left";
}

TEST(InstantSystemTest, TheQueueHasABound) {
  const InstantSystem system;
  const Win32Api& api = system.api();
  OVERLAPPED overlapped{};
  for (std::uint32_t i = 0; i < InstantSystem::kMostOutstanding; ++i)
    ASSERT_TRUE(api.WriteFileEx(nullptr, nullptr, 1, &overlapped, &Note));
  EXPECT_FALSE(api.WriteFileEx(nullptr, nullptr, 1, &overlapped, &Note));
  EXPECT_EQ(api.GetLastError(), DWORD{ERROR_INVALID_USER_BUFFER});
  api.SetLastError(7);
  EXPECT_EQ(api.GetLastError(), 7u);
  api.SleepEx(0, TRUE);
  EXPECT_TRUE(api.WriteFileEx(nullptr, nullptr, 1, &overlapped, &Note));
}

TEST(InstantSystemTest, ALoopKeepsItsDepthThere) {
  const InstantSystem system;
  LoopSettings settings;
  settings.length = 4096;
  settings.queue_depth = 8;
  settings.size = 1 << 20;
  RoutineLoop loop(system.api(), Clock::Get(), settings);
  const Interval interval = loop.Run(std::chrono::milliseconds(20));
  EXPECT_FALSE(loop.broken());
  EXPECT_GT(interval.writes, 100u);
  // But for the loop's own work on one of them, which sanitizers and busy machines draw out.
  EXPECT_GT(interval.kept_depth, 5);
  EXPECT_LT(interval.kept_depth, 8.5);
}

// Of any size, since sanitizers and busy machines are slow; tools/overhead holds it to its target.
TEST(OwnCostTest, IsMoreThanTheStampsAlone) {
  const Clock& clock = Clock::Get();
  const double cost = MeasureOwnCost(clock);
  EXPECT_GT(cost, clock.facts().cost_ns);
  EXPECT_LT(cost, 1e6);
  EXPECT_GT(MeasureOwnCost(clock, 32), 0);
}

}  // namespace
}  // namespace wfx
