#include "runner/engine/judge.h"

#include <gtest/gtest.h>

#include <chrono>

#include "runner/engine/judge_fixture.h"

namespace wfx {
namespace {

constexpr const char* kToday = "2022-11-03";

Deviation Known(std::string expectation, std::string observed) {
  Deviation deviation;
  deviation.scenario = "area/statement";
  deviation.expectation = std::move(expectation);
  deviation.observed = std::move(observed);
  deviation.kind = "defect";
  deviation.expires = "2023-01-01";
  deviation.cause = "locks are not looked at";
  deviation.file = "scenarios/deviations/here.json";
  deviation.line = 12;
  return deviation;
}

// The write should fail and does not.
Case LockedCase() {
  Case subject = MakeCase();
  subject.then = {Expect(ExpectWrite{"w", {}, {33}}, 20),
                  Expect(ExpectFile{"data", {}, ExpectFile::Contents::kUnchanged, {}}, 21)};
  return subject;
}

std::vector<Deviation> LockDeviations() {
  return {Known("write w fails_with ERROR_LOCK_VIOLATION", "completes with 2 bytes"),
          Known("file data contents unchanged", "[4096,4098) is write w, expected fill")};
}

TargetFacts Target() {
  TargetFacts target;
  target.name = "ntfs";
  return target;
}

Result JudgeIt(const Case& subject, Observation seen, const std::vector<Deviation>& deviations = {},
               bool unmet_pass = false, std::string_view today = kToday) {
  return Judge(subject, Target(), std::move(seen), deviations, today, unmet_pass);
}

Observation Locked() {
  Observation seen = MakeObservation();
  Refuse(seen, 33);
  return seen;
}

TEST(Judge, SaysWhatItJudged) {
  const Result result = JudgeIt(LockedCase(), Locked());
  EXPECT_EQ(result.FullId(), "area/statement/offset=inside@ntfs");
  EXPECT_EQ(result.requirements, std::vector<std::string>{"area.statement"});
  EXPECT_EQ(result.observation, Locked());
  EXPECT_EQ(result.verdict, Verdict::kPass);
  EXPECT_EQ(result.reason, "");
}

TEST(Judge, FailsWithEachFinding) {
  const Result result = JudgeIt(LockedCase(), MakeObservation());
  EXPECT_EQ(result.verdict, Verdict::kFail);
  ASSERT_EQ(result.findings.size(), 2u);
  EXPECT_EQ(result.findings[0],
            (Finding{"write w fails_with ERROR_LOCK_VIOLATION", "completes with 2 bytes", 20, ""}));
  EXPECT_EQ(WhereOf(result.findings[1], LockedCase()), "scenarios/area/statement.json:21");
}

TEST(Judge, AHarnessErrorIsAnErrorFirst) {
  Observation seen = MakeObservation();
  seen.setup_failure = {"lock", 9, "LockFileEx: ERROR_NOT_SUPPORTED (50)"};
  Result result = JudgeIt(LockedCase(), seen, LockDeviations());
  EXPECT_EQ(result.verdict, Verdict::kError);
  EXPECT_EQ(result.reason,
            "given lock (scenarios/area/statement.json:9): LockFileEx: ERROR_NOT_SUPPORTED (50)");
  EXPECT_TRUE(result.findings.empty());
  seen.harness_error = "the worker hung in step 2";
  result = JudgeIt(LockedCase(), seen, LockDeviations());
  EXPECT_EQ(result.verdict, Verdict::kError);
  EXPECT_EQ(result.reason, "the worker hung in step 2");
}

TEST(Judge, KnownDeviationsMakeAnXfail) {
  const Result result = JudgeIt(LockedCase(), MakeObservation(), LockDeviations());
  EXPECT_EQ(result.verdict, Verdict::kXfail);
  ASSERT_EQ(result.findings.size(), 2u);
  EXPECT_EQ(result.findings[0].deviation, "locks are not looked at");
  EXPECT_EQ(result.findings[1].deviation, "locks are not looked at");
  EXPECT_EQ(result.reason, "");
}

TEST(Judge, EachFindingNeedsItsOwnDeviation) {
  auto deviations = LockDeviations();
  deviations.pop_back();
  const Result result = JudgeIt(LockedCase(), MakeObservation(), deviations);
  EXPECT_EQ(result.verdict, Verdict::kFail);
  EXPECT_FALSE(result.findings[0].deviation.empty());
  EXPECT_TRUE(result.findings[1].deviation.empty());
}

TEST(Judge, ADifferentWrongValueFails) {
  auto deviations = LockDeviations();
  deviations[0].observed = "completes with 1 byte";
  EXPECT_EQ(JudgeIt(LockedCase(), MakeObservation(), deviations).verdict, Verdict::kFail);
  deviations = LockDeviations();
  deviations[0].expectation += " ";
  EXPECT_EQ(JudgeIt(LockedCase(), MakeObservation(), deviations).verdict, Verdict::kFail);
}

TEST(Judge, DeviationsApplyToTheirScenarioCaseAndTargetAlone) {
  const auto judge = [](auto change) {
    auto deviations = LockDeviations();
    for (Deviation& deviation : deviations) change(deviation);
    // Both for what it excuses and for what it would be stale on.
    return std::pair(JudgeIt(LockedCase(), MakeObservation(), deviations).verdict,
                     JudgeIt(LockedCase(), Locked(), deviations).verdict);
  };
  const std::pair applies(Verdict::kXfail, Verdict::kXpass);
  const std::pair does_not(Verdict::kFail, Verdict::kPass);
  EXPECT_EQ(judge([](Deviation&) {}), applies);
  EXPECT_EQ(judge([](Deviation& each) { each.scenario = "area/other"; }), does_not);
  EXPECT_EQ(judge([](Deviation& each) { each.cases = {"offset=outside"}; }), does_not);
  EXPECT_EQ(judge([](Deviation& each) {
              each.cases = {"offset=outside", "offset=inside"};
            }),
            applies);
  EXPECT_EQ(judge([](Deviation& each) { each.target = "ntfs"; }), applies);
  EXPECT_EQ(judge([](Deviation& each) { each.target = "fat"; }), does_not);
  EXPECT_EQ(judge([](Deviation& each) { each.target = "n?f*"; }), applies);
  EXPECT_EQ(judge([](Deviation& each) { each.target = "ntfs_*"; }), does_not);
  EXPECT_EQ(judge([](Deviation& each) { each.except = {"fat", "ntfs_*"}; }), applies);
  EXPECT_EQ(judge([](Deviation& each) { each.except = {"fat", "nt*"}; }), does_not);
}

TEST(Judge, ADeviationThatDidNotHappenIsAnXpass) {
  Result result = JudgeIt(LockedCase(), Locked(), LockDeviations());
  EXPECT_EQ(result.verdict, Verdict::kXpass);
  EXPECT_EQ(
      result.reason,
      "known deviation did not happen (scenarios/deviations/here.json:12): \"completes with 2 "
      "bytes\" instead of "
      "\"write w fails_with ERROR_LOCK_VIOLATION\"; known deviation did not happen "
      "(scenarios/deviations/here.json:12): "
      "\"[4096,4098) is write w, expected fill\" instead of \"file data contents unchanged\"");
  EXPECT_EQ(JudgeIt(LockedCase(), Locked(), LockDeviations(), true).verdict, Verdict::kPass);
}

TEST(Judge, AStaleDeviationBesideAMetOneIsAnXpass) {
  auto deviations = LockDeviations();
  deviations.push_back(Known("event e signaled false", "signaled true"));
  EXPECT_EQ(JudgeIt(LockedCase(), MakeObservation(), deviations).verdict, Verdict::kXpass);
  EXPECT_EQ(JudgeIt(LockedCase(), MakeObservation(), deviations, true).verdict, Verdict::kXfail);
}

TEST(Judge, AnUnknownFindingOutweighsAStaleDeviation) {
  const std::vector deviations{Known("event e signaled false", "signaled true")};
  EXPECT_EQ(JudgeIt(LockedCase(), MakeObservation(), deviations).verdict, Verdict::kFail);
}

TEST(Judge, AnUnstableDeviationNeedNotHappen) {
  auto deviations = LockDeviations();
  for (Deviation& deviation : deviations) deviation.kind = "unstable";
  EXPECT_EQ(JudgeIt(LockedCase(), Locked(), deviations).verdict, Verdict::kPass);
  EXPECT_EQ(JudgeIt(LockedCase(), MakeObservation(), deviations).verdict, Verdict::kXfail);
}

TEST(Judge, AnExpiredDeviationIsAnXpass) {
  Result result = JudgeIt(LockedCase(), MakeObservation(), LockDeviations(), false, "2023-01-01");
  EXPECT_EQ(result.verdict, Verdict::kXpass);
  EXPECT_EQ(result.reason.substr(0, 76),
            "known deviation expired on 2023-01-01 (scenarios/deviations/here.json:12); k");
  EXPECT_EQ(JudgeIt(LockedCase(), MakeObservation(), LockDeviations(), true, "2023-01-01").verdict,
            Verdict::kXpass);
  EXPECT_EQ(JudgeIt(LockedCase(), MakeObservation(), LockDeviations(), false, "2022-12-31").verdict,
            Verdict::kXfail);
  auto deviations = LockDeviations();
  deviations.pop_back();
  EXPECT_EQ(JudgeIt(LockedCase(), MakeObservation(), deviations, false, "2023-01-01").verdict,
            Verdict::kFail);
}

TEST(Judge, AMayScenarioIsObserved) {
  Case subject = LockedCase();
  subject.judged = false;
  EXPECT_EQ(JudgeIt(subject, Locked()).verdict, Verdict::kObserved);
  const Result result = JudgeIt(subject, MakeObservation());
  EXPECT_EQ(result.verdict, Verdict::kObserved);
  EXPECT_EQ(result.findings.size(), 2u);
}

TEST(Judge, AStandingRuleHoldsInAMayScenarioToo) {
  Case subject = LockedCase();
  subject.judged = false;
  Observation seen = MakeObservation();
  seen.writes.front().buffer_unchanged = false;
  EXPECT_EQ(JudgeIt(subject, seen).verdict, Verdict::kFail);
  const std::vector deviations{Known("standing rule: the buffer of w stays as given", "changed")};
  EXPECT_EQ(JudgeIt(subject, seen, deviations).verdict, Verdict::kXfail);
  EXPECT_EQ(JudgeIt(subject, Locked(), deviations).verdict, Verdict::kXpass);
}

TEST(Judge, TakesMicroseconds) {
  const Case subject = LockedCase();
  const Observation seen = Locked();
  const Bindings bindings;
  auto best = std::chrono::steady_clock::duration::max();
  for (int round = 0; round < 200; ++round) {
    const auto start = std::chrono::steady_clock::now();
    const bool none = FindingsOf(subject, bindings, seen).empty();
    best = std::min(best, std::chrono::steady_clock::now() - start);
    ASSERT_TRUE(none);
  }
  RecordProperty("nanoseconds", std::to_string(std::chrono::nanoseconds(best).count()));
  // About 2 us without sanitizers; the bound leaves room for those and for a busy machine.
  EXPECT_LT(best, std::chrono::microseconds(100));
}

}  // namespace
}  // namespace wfx
