#include "runner/session_verdict.h"

#include <gtest/gtest.h>

namespace wfx {
namespace {

Result ResultWith(Verdict verdict, const std::string& scenario = "a/b",
                  const std::string& target = "default") {
  Result result;
  result.verdict = verdict;
  result.scenario = scenario;
  result.target = target;
  return result;
}

Observation WithoutLock() {
  Observation observation;
  observation.setup_failure = {"lock", 7, "LockFileEx failed"};
  return observation;
}

Case CaseOf(const std::string& scenario) {
  Case subject;
  subject.scenario = scenario;
  return subject;
}

TEST(Tribunal, CaseIsBlockedByTheScenarioThatCoversItsGiven) {
  Tribunal tribunal({}, "2026-01-01", false);
  TargetFacts target;
  const Case subject = CaseOf("locked_range/other_handle_fails");
  EXPECT_EQ(tribunal.Judge(subject, target, WithoutLock()).verdict, Verdict::kError);

  tribunal.Remember(ResultWith(Verdict::kPass, "locked_range/lock_is_granted"));
  tribunal.Remember(ResultWith(Verdict::kFail, "locked_range/lock_is_granted", "other"));
  EXPECT_EQ(tribunal.Judge(subject, target, WithoutLock()).verdict, Verdict::kError);

  tribunal.Remember(ResultWith(Verdict::kXfail, "locked_range/lock_is_granted"));
  const Result blocked = tribunal.Judge(subject, target, WithoutLock());
  EXPECT_EQ(blocked.verdict, Verdict::kBlocked);
  EXPECT_TRUE(
      blocked.reason.starts_with("locked_range/lock_is_granted does not hold in this run: "))
      << blocked.reason;
}

TEST(Tribunal, CoveringScenarioIsNotBlockedByItself) {
  Tribunal tribunal({}, "2026-01-01", false);
  tribunal.Remember(ResultWith(Verdict::kFail, "locked_range/lock_is_granted"));
  EXPECT_EQ(tribunal.Judge(CaseOf("locked_range/lock_is_granted"), {}, WithoutLock()).verdict,
            Verdict::kError);
}

TEST(WorstOf, SaysHowManyHeld) {
  const Result worst = WorstOf(
      {ResultWith(Verdict::kPass), ResultWith(Verdict::kFail), ResultWith(Verdict::kXfail)});
  EXPECT_EQ(worst.verdict, Verdict::kFail);
  EXPECT_EQ(worst.reason, "held 2 of 3");
}

TEST(WorstOf, OneIsItself) {
  Result only = ResultWith(Verdict::kError);
  only.reason = "hung";
  EXPECT_EQ(WorstOf({only}).reason, "hung");
  only = WorstOf({ResultWith(Verdict::kPass), only});
  EXPECT_EQ(only.verdict, Verdict::kError);
  EXPECT_EQ(only.reason, "held 1 of 2; hung");
}

TEST(AddLate, GrowsTheLedgerOfItsWrite) {
  Observation observation;
  observation.writes.resize(2);
  observation.writes[0].name = "w";
  observation.writes[1].name = "x";
  observation.writes[1].runs = 1;
  observation.writes[1].completions.resize(1);
  AddLate(observation, {"a/b@default", "x", 2});
  EXPECT_EQ(observation.writes[0].runs, 0u);
  EXPECT_EQ(observation.writes[1].runs, 2u);
  ASSERT_EQ(observation.writes[1].completions.size(), 2u);
  EXPECT_EQ(observation.writes[1].completions[1].during, "late");
  AddLate(observation, {"a/b@default", "x", 2});
  EXPECT_EQ(observation.writes[1].completions.size(), 2u);
}

TEST(AddLate, SecondRunAfterTheEndBreaksTheCase) {
  const Tribunal tribunal({}, "2026-01-01", false);
  Case subject = CaseOf("a/b");
  Step& step = subject.when.emplace_back();
  step.kind = "write";
  step.name = "w";
  step.action = WriteStep();
  Observation observation;
  WriteRecord& write = observation.writes.emplace_back();
  write.name = "w";
  write.returned = true;
  write.runs = 1;
  CompletionRecord& completion = write.completions.emplace_back();
  completion.during = "wait 1";
  completion.alertable = true;
  EXPECT_EQ(tribunal.Judge(subject, {}, observation).verdict, Verdict::kPass);
  AddLate(observation, {"a/b@default", "w", 2});
  EXPECT_EQ(tribunal.Judge(subject, {}, observation).verdict, Verdict::kFail);
}

TEST(AddLate, RoutineOfNoWriteBreaksTheCase) {
  const Tribunal tribunal({}, "2026-01-01", false);
  Observation observation;
  AddLate(observation, {"a/b@default", "?", 1});
  ASSERT_EQ(observation.strays.size(), 1u);
  EXPECT_EQ(tribunal.Judge(CaseOf("a/b"), {}, observation).verdict, Verdict::kFail);
}

}  // namespace
}  // namespace wfx
