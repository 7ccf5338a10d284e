// What is said of many writes that were outstanding at the same time.
#include "runner/engine/judge_burst.h"

#include <gtest/gtest.h>

namespace wfx::judge {
namespace {

BurstRecord WholeBurst() {
  BurstRecord burst;
  burst.step = "b";
  burst.asked = 20;
  burst.length = 10;
  burst.accepted = 20;
  burst.completed = 15;
  burst.failed = {{995, 5}};
  return burst;
}

TEST(BurstJudged, AllIsWell) {
  EXPECT_EQ(NotEachOnce(WholeBurst()), "");
  EXPECT_EQ(RefusedOtherwise(WholeBurst(), {8}), "");
}

TEST(BurstJudged, EachCountIsTold) {
  BurstRecord burst = WholeBurst();
  burst.completed = 12;
  burst.endless = 3;
  EXPECT_EQ(NotEachOnce(burst), "3 without a routine of 20");
  burst.surplus = 1;
  burst.unasked = 2;
  EXPECT_EQ(NotEachOnce(burst),
            "3 without a routine, 1 routine too many, 2 routines of the refused of 20");
  burst = WholeBurst();
  burst.completed = 14;
  EXPECT_EQ(NotEachOnce(burst), "19 with a routine of 20");
}

TEST(BurstJudged, OnlyARefusalHasACode) {
  BurstRecord burst = WholeBurst();
  burst.refused = 5;
  EXPECT_EQ(RefusedOtherwise(burst, {8, 1784}), "refused with ERROR_ACCESS_DENIED (5)");
  burst.refused = 8;
  EXPECT_EQ(RefusedOtherwise(burst, {8, 1784}), "");
}

}  // namespace
}  // namespace wfx::judge
