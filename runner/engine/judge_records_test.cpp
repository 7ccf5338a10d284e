// What is said of records that concurrent writers appended.
#include "runner/engine/judge_records.h"

#include <gtest/gtest.h>

namespace wfx::judge {
namespace {

AppendsRecord Whole() {
  AppendsRecord appends;
  appends.step = "a";
  appends.file = "log";
  appends.records = 10;
  appends.length = 64;
  appends.writers.assign(2, {"", 10, 10, 0, 0, {}});
  appends.found = 20;
  return appends;
}

TEST(RecordsJudged, AllIsWell) {
  EXPECT_EQ(NotOnceAndWhole(Whole()), "");
  EXPECT_EQ(NotInOrder(Whole()), "");
  EXPECT_EQ(NotInTime(Whole()), "");
}

TEST(RecordsJudged, EachCountIsTold) {
  AppendsRecord appends = Whole();
  appends.found = 18;
  appends.lost = 2;
  EXPECT_EQ(NotOnceAndWhole(appends), "2 lost of 20");
  appends.torn = 1;
  appends.first_offense = 640;
  EXPECT_EQ(NotOnceAndWhole(appends), "2 lost, 1 torn of 20, the first at 640");
  appends = Whole();
  appends.doubled = 1;
  appends.first_offense = 0;
  EXPECT_EQ(NotOnceAndWhole(appends), "1 doubled of 20, the first at 0");
  appends = Whole();
  appends.disordered = 3;
  appends.overtaken = 4;
  EXPECT_EQ(NotInOrder(appends), "3 behind a later one");
  EXPECT_EQ(NotInTime(appends), "4 behind one begun after they were over");
}

TEST(RecordsJudged, AppendsThatDoNotCompleteAreTold) {
  AppendsRecord appends = Whole();
  appends.writers[1] = {"p", 9, 5, 1, 1, {{0, 1}, {112, 2}}};
  appends.found = 15;
  EXPECT_EQ(NotOnceAndWhole(appends),
            "1 with too small a count, 2 failed with ERROR_DISK_FULL (112), 1 without a routine, "
            "1 routine too many, 1 not issued of 20");
}

// A record is text from elsewhere: its counts may contradict each other.
TEST(RecordsJudged, ACountThatDoesNotAddUpIsTold) {
  AppendsRecord appends = Whole();
  appends.found = 19;
  EXPECT_EQ(NotOnceAndWhole(appends), "19 found of 20");
}

}  // namespace
}  // namespace wfx::judge
