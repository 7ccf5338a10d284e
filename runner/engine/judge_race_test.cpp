// Whether some order explains what threads did that wrote and locked at the same time.
#include "runner/engine/judge_race.h"

#include <gtest/gtest.h>

#include <chrono>
#include <random>

namespace wfx::judge {
namespace {

RaceCall Call(const char* what, std::uint32_t first, std::uint64_t begun, std::uint64_t ended,
              std::uint32_t error = 0, std::uint32_t cells = 1) {
  return {what, first, cells, begun, ended, error};
}

// Racer by racer.
RaceRecord Of(const std::vector<std::vector<RaceCall>>& racers) {
  RaceRecord race;
  for (const auto& calls : racers) race.racers.push_back({"", calls, false});
  return race;
}

std::string Judged(const std::vector<std::vector<RaceCall>>& racers) {
  return WhatNoOrderExplains(Of(racers));
}

TEST(Race, NothingIsExplained) { EXPECT_EQ(Judged({{}, {}}), ""); }

TEST(Race, AWriteBesideALockIsExplained) {
  EXPECT_EQ(Judged({{Call("lock", 0, 0, 1), Call("unlock", 0, 8, 9)},
                    {Call("write", 1, 3, 4), Call("write", 0, 10, 11)}}),
            "");
}

TEST(Race, AWriteIntoALockIsNot) {
  EXPECT_EQ(Judged({{Call("lock", 0, 0, 1), Call("unlock", 0, 8, 9)}, {Call("write", 0, 3, 4)}}),
            "a write goes into a range that another has locked");
  EXPECT_EQ(
      Judged({{Call("lock", 1, 0, 1), Call("unlock", 1, 8, 9)}, {Call("write", 0, 3, 4, 0, 2)}}),
      "a write goes into a range that another has locked");
}

TEST(Race, AWriteThatOverlapsTheCallsInTimeMayBeBoth) {
  for (const std::uint32_t error : {0u, 33u}) {
    EXPECT_EQ(
        Judged({{Call("lock", 0, 0, 5), Call("unlock", 0, 8, 9)}, {Call("write", 0, 3, 4, error)}}),
        "");
    EXPECT_EQ(
        Judged({{Call("lock", 0, 0, 1), Call("unlock", 0, 2, 9)}, {Call("write", 0, 3, 4, error)}}),
        "");
  }
}

TEST(Race, ARefusalWithoutALockIsNot) {
  EXPECT_EQ(
      Judged({{Call("lock", 0, 0, 1), Call("unlock", 0, 2, 3)}, {Call("write", 0, 4, 5, 33)}}),
      "a write is refused though nobody has locked its range");
  EXPECT_EQ(Judged({{Call("lock", 0, 4, 5, 33)}}), "a lock is refused though nobody has one there");
}

TEST(Race, TheOwnerMayWriteAndNobodyMayLockOver) {
  EXPECT_EQ(Judged({{Call("lock", 0, 0, 1), Call("write", 0, 2, 3), Call("unlock", 0, 8, 9)},
                    {Call("lock", 0, 4, 5, 33)}}),
            "");
  EXPECT_EQ(Judged({{Call("lock", 0, 0, 1), Call("write", 0, 2, 3, 33), Call("unlock", 0, 8, 9)}}),
            "a write is refused though nobody has locked its range");
  EXPECT_EQ(Judged({{Call("lock", 0, 0, 1), Call("unlock", 0, 8, 9)}, {Call("lock", 0, 4, 5)}}),
            "a lock is granted over another");
}

TEST(Race, AnotherErrorIsNot) {
  EXPECT_EQ(Judged({{Call("write", 0, 0, 1, 5)}}), "a write fails with ERROR_ACCESS_DENIED (5)");
  EXPECT_EQ(Judged({{Call("lock", 0, 0, 1), Call("unlock", 0, 2, 3, 158)}}),
            "an unlock fails with ERROR_NOT_LOCKED (158)");
}

// Alone the second write may come before the lock; but the first one, which was over before, says
// that the lock was there.
TEST(Race, CallsAreExplainedTogether) {
  const std::vector<RaceCall> locker{Call("lock", 0, 0, 10), Call("unlock", 0, 11, 20)};
  EXPECT_EQ(Judged({locker, {Call("write", 0, 1, 2, 33), Call("write", 0, 3, 9, 33)}}), "");
  EXPECT_EQ(Judged({locker, {Call("write", 0, 1, 2, 33), Call("write", 0, 3, 9, 0)}}),
            "no order explains all calls together");
}

TEST(Race, CellsHoldWhatMayBeLast) {
  RaceRecord race = Of({{Call("write", 0, 0, 1), Call("write", 0, 5, 6, 0)},
                        {Call("lock", 1, 0, 1), Call("unlock", 1, 9, 10)},
                        {Call("write", 1, 3, 4, 33)}});
  race.cells = {{0, 1, false, false}, {0, 0, true, false}};
  EXPECT_EQ(WhatNoOrderExplains(race), "");
  race.cells[0] = {0, 0, false, false};
  EXPECT_EQ(WhatNoOrderExplains(race), "a cell does not hold what was written last");
  race.cells[0] = {0, 0, true, false};
  EXPECT_EQ(WhatNoOrderExplains(race), "a cell does not hold what was written last");
  race.cells[0] = {0, 0, false, true};
  EXPECT_EQ(WhatNoOrderExplains(race), "") << "nobody says what two writes leave";
  race.cells[1] = {2, 0, false, false};
  EXPECT_EQ(WhatNoOrderExplains(race), "a cell holds bytes of a write that was refused");
  race.cells[1] = {9, 9, false, false};
  EXPECT_EQ(WhatNoOrderExplains(race), "a cell holds bytes of nobody");
}

TEST(Race, AWriteWithoutAnEndIsTold) {
  RaceRecord race = Of({{Call("write", 0, 0, 1)}});
  race.racers[0].stuck = true;
  EXPECT_EQ(WhatNoOrderExplains(race), "a write has no end");
}

// A right system at work: every call takes effect at a moment of its own, and its times lie around
// that.
RaceRecord Simulated(std::uint64_t seed, std::size_t racers, std::size_t rounds) {
  std::mt19937_64 random(seed);
  RaceRecord race;
  race.racers.resize(racers);
  std::vector<std::uint64_t> free_at(racers);
  std::vector<int> holds(racers, -1);
  for (std::uint64_t now = 100; race.racers[0].calls.size() < rounds; now += 1 + random() % 4) {
    const std::size_t self = random() % racers;
    if (free_at[self] >= now) continue;
    RaceCall call;
    call.begun = free_at[self] + 1 + random() % (now - free_at[self]);
    call.ended = now + random() % 20;
    call.first = static_cast<std::uint32_t>(random() % 3);
    const bool locks = self % 2 == 0;
    call.what = !locks ? "write" : holds[self] >= 0 ? "unlock" : "lock";
    if (call.what == "unlock") call.first = static_cast<std::uint32_t>(holds[self]);
    for (std::size_t other = 0; other < racers; ++other) {
      if (other != self && holds[other] == static_cast<int>(call.first) && call.what != "unlock")
        call.error = 33;
    }
    if (call.what == "unlock") holds[self] = -1;
    if (call.what == "lock" && call.error == 0) holds[self] = static_cast<int>(call.first);
    free_at[self] = call.ended;
    race.racers[self].calls.push_back(call);
  }
  return race;
}

TEST(Race, EveryRightSystemIsExplainedSoon) {
  for (std::uint64_t seed = 0; seed < 40; ++seed)
    ASSERT_EQ(WhatNoOrderExplains(Simulated(seed, 8, 60)), "") << seed;
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_EQ(WhatNoOrderExplains(Simulated(1, 8, 200)), "");
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(10));
}

// A write that began and ended while a lock was surely held, and went through.
TEST(Race, OneWriteThroughALockIsFoundAmongThousands) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    RaceRecord race = Simulated(seed, 8, 60);
    bool spoilt = false;
    for (std::size_t locker = 0; locker < 8 && !spoilt; locker += 2) {
      const auto& locks = race.racers[locker].calls;
      for (std::size_t index = 0; index + 1 < locks.size() && !spoilt; ++index) {
        if (locks[index].what != "lock" || locks[index].error != 0) continue;
        for (RaceCall& write : race.racers[(locker + 1) % 8].calls) {
          const bool inside =
              write.begun > locks[index].ended && write.ended < locks[index + 1].begun;
          if (!inside || write.first != locks[index].first) continue;
          write.error = 0;
          spoilt = true;
          break;
        }
      }
    }
    if (spoilt) {
      ASSERT_EQ(WhatNoOrderExplains(race), "a write goes into a range that another has locked");
    }
  }
}

}  // namespace
}  // namespace wfx::judge
