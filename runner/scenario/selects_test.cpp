#include <gtest/gtest.h>

#include "runner/scenario/catalogue.h"

namespace wfx {
namespace {

constexpr char kFullId[] = "locked_range/other_process_fails/offset=inside,length=2@default";

TEST(Selects, MatchesTheWholeId) {
  EXPECT_TRUE(Selects(kFullId, kFullId));
  EXPECT_TRUE(Selects("*", kFullId));
  EXPECT_TRUE(Selects("locked_range/*", kFullId));
  EXPECT_TRUE(Selects("*offset=inside*", kFullId));
  EXPECT_TRUE(Selects("locked_range/other_process_fails/offset=inside,length=?", kFullId));
  EXPECT_FALSE(Selects("locked_range", kFullId));
  EXPECT_FALSE(Selects("other_process_fails", kFullId));
  EXPECT_FALSE(Selects("", kFullId));
  EXPECT_FALSE(Selects("locked_range/*x", kFullId));
}

TEST(Selects, LooksAtTheTargetOnlyWhenTheGlobNamesOne) {
  EXPECT_TRUE(Selects("*length=2", kFullId));
  EXPECT_TRUE(Selects("*@default", kFullId));
  EXPECT_TRUE(Selects("*@d*", kFullId));
  EXPECT_FALSE(Selects("*@smb", kFullId));
  EXPECT_FALSE(Selects("*default", kFullId));
}

TEST(Selects, TakesEveryCaseOfAScenarioNamedWithoutOne) {
  EXPECT_TRUE(Selects("locked_range/other_process_fails", kFullId));
  EXPECT_TRUE(Selects("locked_range/other_*_fails", kFullId));
  EXPECT_TRUE(
      Selects("locked_range/other_process_fails", "locked_range/other_process_fails@default"));
  EXPECT_FALSE(Selects("locked_range", "locked_range/other_process_fails@default"));
}

TEST(Selects, FindsTheRightStarToStretch) {
  EXPECT_TRUE(Selects("*aab", "aaab"));
  EXPECT_TRUE(Selects("a*b*c", "abbbcbc"));
  EXPECT_FALSE(Selects("a*b*c", "abbbcb"));
  EXPECT_TRUE(Selects("**", ""));
  EXPECT_FALSE(Selects("?", ""));
}

}  // namespace
}  // namespace wfx
