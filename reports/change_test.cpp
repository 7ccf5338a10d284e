#include "reports/change.h"

#include <gtest/gtest.h>

namespace wfx {
namespace {

Result Ended(Verdict verdict, std::vector<Finding> findings = {}) {
  Result result;
  result.verdict = verdict;
  result.findings = std::move(findings);
  return result;
}

Change Between(Verdict base, Verdict now) {
  const Result one = Ended(base), other = Ended(now);
  return ChangeOf(&one, &other);
}

TEST(Change, OfEveryPairOfConditions) {
  using enum Verdict;
  for (const Verdict held : {kPass, kObserved, kXpass}) {
    for (const Verdict failed : {kFail, kError}) {
      EXPECT_EQ(Between(held, failed), Change::kNewlyFailing);
      EXPECT_EQ(Between(failed, held), Change::kFixed);
    }
    for (const Verdict unreached : {kNotRun, kBlocked}) {
      EXPECT_EQ(Between(held, unreached), Change::kNoLongerReached);
      EXPECT_EQ(Between(unreached, held), Change::kNewlyReachable);
    }
    EXPECT_EQ(Between(held, kXfail), Change::kNewlyExcused);
    EXPECT_EQ(Between(kXfail, held), Change::kFixed);
    EXPECT_EQ(Between(held, kPass), Change::kNone);
  }
  EXPECT_EQ(Between(kXfail, kFail), Change::kNewlyFailing);
  EXPECT_EQ(Between(kFail, kXfail), Change::kNone);
  EXPECT_EQ(Between(kNotRun, kFail), Change::kNewlyFailing);
  EXPECT_EQ(Between(kFail, kNotRun), Change::kNoLongerReached);
  EXPECT_EQ(Between(kNotRun, kXfail), Change::kNewlyReachable);
  EXPECT_EQ(Between(kFail, kError), Change::kNone);
  EXPECT_EQ(Between(kNotRun, kBlocked), Change::kNone);
}

TEST(Change, AnExpiredDeviationFails) {
  const Result excused = Ended(Verdict::kXfail, {{"this", "that", 1, "known"}});
  const Result expired = Ended(Verdict::kXpass, {{"this", "that", 1, "known"}});
  EXPECT_EQ(ChangeOf(&excused, &expired), Change::kNewlyFailing);
}

TEST(Change, OfACaseThatOnlyOneHas) {
  const Result failed = Ended(Verdict::kFail);
  const Result* none = nullptr;
  EXPECT_EQ(ChangeOf(none, &failed), Change::kOnlyHere);
  EXPECT_EQ(ChangeOf(&failed, none), Change::kOnlyInBase);
  EXPECT_EQ(ChangeOf(none, none), Change::kNone);
}

TEST(Change, OfMeasurements) {
  Measurement measured, failed, unreached;
  failed.errors = {"write 100: fails_with ERROR_DISK_FULL (112)"};
  unreached.reason = "no sacrificial volume was given";
  EXPECT_EQ(ChangeOf(&measured, &failed), Change::kNewlyFailing);
  EXPECT_EQ(ChangeOf(&failed, &measured), Change::kFixed);
  EXPECT_EQ(ChangeOf(&unreached, &measured), Change::kNewlyReachable);
  EXPECT_EQ(ChangeOf(&measured, &unreached), Change::kNoLongerReached);
}

}  // namespace
}  // namespace wfx
