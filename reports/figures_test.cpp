#include "reports/figures.h"

#include <gtest/gtest.h>

namespace wfx {
namespace {

TEST(Figures, SpellNumbersForPeople) {
  EXPECT_EQ(Thousands(0), "0");
  EXPECT_EQ(Thousands(999), "999");
  EXPECT_EQ(Thousands(1000), "1,000");
  EXPECT_EQ(Thousands(18446744073709551615u), "18,446,744,073,709,551,615");
  EXPECT_EQ(Fixed(0.125, 2), "0.12");
  EXPECT_EQ(Fixed(7, 1), "7.0");
  EXPECT_EQ(Microseconds(12'345), "12.3");
  EXPECT_EQ(Microseconds(99'999), "100.0");
  EXPECT_EQ(Microseconds(1'234'567), "1,235");
  EXPECT_EQ(Bytes(0), "0 bytes");
  EXPECT_EQ(Bytes(65'534), "65,534 bytes");
  EXPECT_EQ(Bytes(4096), "4 KiB");
  EXPECT_EQ(Bytes(5ull << 30), "5 GiB");
  EXPECT_EQ(Count(1, "case"), "1 case");
  EXPECT_EQ(Count(1200, "case"), "1,200 cases");
}

TEST(Figures, TheHarnesssShareGrowsWithTheDepthAWriteWaitsBehind) {
  EXPECT_DOUBLE_EQ(OwnShare(60, 1, 20'000), 0.003);
  EXPECT_DOUBLE_EQ(OwnShare(60, 8, 160'000), 0.003);
  EXPECT_DOUBLE_EQ(OwnShare(60, 0.2, 20'000), 0.003) << "its own write is one at least";
  EXPECT_EQ(OwnShare(0, 8, 160'000), 0);
  EXPECT_EQ(OwnShare(60, 8, 0), 0);
}

}  // namespace
}  // namespace wfx
