#include <gtest/gtest.h>

#include <functional>
#include <set>

#include "runner/engine/judge_fixture.h"

namespace wfx {
namespace {

struct Breach {
  std::string rule;  // StandingRule::text
  std::function<void(Observation&)> make;
  std::string told;  // after "standing rule: "
};

CompletionRecord& RunIn(Observation& seen) { return seen.writes.front().completions.front(); }

// Each breaks one rule and no other.
std::vector<Breach> Breaches() {
  return {
      {"the routine of % runs exactly once after TRUE",
       [](Observation& seen) {
         seen.writes.front().runs = 2;
         seen.writes.front().completions.push_back(RunIn(seen));
       },
       "the routine of w runs exactly once after TRUE -> runs 2"},
      {"the routine of % runs exactly once after TRUE",
       [](Observation& seen) {
         seen.writes.front().runs = 0;
         seen.writes.front().completions.clear();
       },
       "the routine of w runs exactly once after TRUE -> runs 0"},
      {"the routine of % never runs after FALSE",
       [](Observation& seen) {
         const CompletionRecord run = RunIn(seen);
         Refuse(seen, 234);
         seen.writes.front().runs = 1;
         seen.writes.front().completions = {run};
         seen.writes.front().completions.front().error = 234;
         seen.writes.front().completions.front().bytes = 0;
       },
       "the routine of w never runs after FALSE -> runs 1"},
      {"no routine runs inside the call of %",
       [](Observation& seen) {
         seen.writes.front().routines_inside = {"v", "w"};
       },
       "no routine runs inside the call of w -> runs v, w"},
      {"the routine of % runs only in an alertable wait",
       [](Observation& seen) { RunIn(seen).alertable = false; },
       "the routine of w runs only in an alertable wait -> during wait"},
      {"the routine of % runs only in an alertable wait",
       [](Observation& seen) {
         RunIn(seen).alertable = false;
         RunIn(seen).during = "between steps";
       },
       "the routine of w runs only in an alertable wait -> between steps"},
      {"the routine of % runs only on the thread that issued it",
       [](Observation& seen) { RunIn(seen).actor = "worker"; },
       "the routine of w runs only on the thread that issued it -> thread worker"},
      {"the routine of % runs only on the thread that issued it",
       [](Observation& seen) {
         RunIn(seen).actor = "?";
         RunIn(seen).alertable = false;
       },
       "the routine of w runs only on the thread that issued it -> thread an unknown thread"},
      {"nothing of % comes after the end of the scenario",
       [](Observation& seen) {
         RunIn(seen) = CompletionRecord();
         RunIn(seen).during = "late";
       },
       "nothing of w comes after the end of the scenario -> the routine ran later"},
      {"nothing of % comes after the end of the scenario",
       [](Observation& seen) { seen.writes.front().completions.clear(); },
       "nothing of w comes after the end of the scenario -> the routine ran later"},
      {"the routine of % gets the caller's OVERLAPPED",
       [](Observation& seen) { RunIn(seen).overlapped_is_callers = false; },
       "the routine of w gets the caller's OVERLAPPED -> another pointer"},
      {"Offset and OffsetHigh of % stay as given",
       [](Observation& seen) { RunIn(seen).words.offset = 4098; },
       "Offset and OffsetHigh of w stay as given -> Offset 4098, OffsetHigh 0 in_routine"},
      {"Offset and OffsetHigh of % stay as given",
       [](Observation& seen) { seen.writes.front().at_end.offset_high = 1; },
       "Offset and OffsetHigh of w stay as given -> Offset 4096, OffsetHigh 1 at_end"},
      {"hEvent of % stays as given",
       [](Observation& seen) { RunIn(seen).words.event_unchanged = false; },
       "hEvent of w stays as given -> changed in_routine"},
      {"hEvent of % stays as given",
       [](Observation& seen) { seen.writes.front().at_end.event_unchanged = false; },
       "hEvent of w stays as given -> changed at_end"},
      {"the buffer of % stays as given",
       [](Observation& seen) { seen.writes.front().buffer_unchanged = false; },
       "the buffer of w stays as given -> changed"},
      {"an error of % comes with 0 bytes", [](Observation& seen) { FailLater(seen, 33, 1); },
       "an error of w comes with 0 bytes -> ERROR_LOCK_VIOLATION (33) with 1 byte"},
      {"a successful % writes its whole length to its file",
       [](Observation& seen) {
         RunIn(seen).bytes = 1;
         RunIn(seen).words.internal_high = 1;
         seen.files.front().contents = {FillRun(0, 4096), WriteRun(4096, 1), FillRun(4097, 4095)};
       },
       "a successful w writes its whole length to its file -> 1 byte of 2"},
      {"a successful % has Internal 0 and the count in InternalHigh",
       [](Observation& seen) { RunIn(seen).words.internal = 0x103; },
       "a successful w has Internal 0 and the count in InternalHigh -> "
       "Internal STATUS_PENDING (0x00000103), InternalHigh 2 with 2 bytes"},
      {"a successful % has Internal 0 and the count in InternalHigh",
       [](Observation& seen) { RunIn(seen).words.internal_high = 0; },
       "a successful w has Internal 0 and the count in InternalHigh -> "
       "Internal STATUS_SUCCESS (0x00000000), InternalHigh 0 with 2 bytes"},
      {"every routine belongs to a write",
       [](Observation& seen) {
         seen.strays.push_back({0, 2, "wait"});
       },
       "every routine belongs to a write -> ERROR_SUCCESS (0) with 2 bytes during wait"},
      {"file % holds what its successful writes left",
       [](Observation& seen) { seen.files.front().contents = {FillRun(0, 8192)}; },
       "file data holds what its successful writes left -> [4096,4098) is fill, expected write w"},
  };
}

TEST(StandingRules, AreSilentWhenAllIsWell) {
  EXPECT_EQ(Told(MakeCase(), MakeObservation()), Strings());
  Observation refused = MakeObservation();
  Refuse(refused, 5);
  EXPECT_EQ(Told(MakeCase(), refused), Strings());
  Observation failed = MakeObservation();
  FailLater(failed, 33);
  EXPECT_EQ(Told(MakeCase(), failed), Strings());
}

TEST(StandingRules, EachSeesItsBreachAndNoOther) {
  std::set<std::string> broken;
  for (const Breach& breach : Breaches()) {
    Observation seen = MakeObservation();
    breach.make(seen);
    EXPECT_EQ(Told(MakeCase(), seen), Strings{"standing rule: " + breach.told});
    broken.insert(breach.rule);
  }
  for (const StandingRule& rule : StandingRules()) {
    // Those of streams are broken in judge_stream_test.cpp.
    if (rule.requirement.starts_with("stream_async.")) continue;
    EXPECT_EQ(broken.count(std::string(rule.text)), 1u) << rule.text;
  }
  EXPECT_LE(broken.size(), StandingRules().size());
}

TEST(StandingRules, HaveNoLineAndAreRecognized) {
  Observation seen = MakeObservation();
  seen.writes.front().buffer_unchanged = false;
  Case subject = MakeCase();
  subject.then.push_back(Expect(ExpectWrite{"w", Bytes(7), {}}));
  const auto findings = FindingsOf(subject, {}, seen);
  ASSERT_EQ(findings.size(), 2u);
  EXPECT_FALSE(IsStandingRule(findings[0]));
  EXPECT_EQ(WhereOf(findings[0], subject), "scenarios/area/statement.json:20");
  EXPECT_TRUE(IsStandingRule(findings[1]));
  EXPECT_EQ(findings[1].line, 0);
  EXPECT_EQ(WhereOf(findings[1], subject), "scenarios/area/statement.json:3");
}

TEST(StandingRules, LetARoutineRunWhileTheEngineCollects) {
  Observation seen = MakeObservation();
  RunIn(seen).during = "clean-up";
  RunIn(seen).alertable = true;
  EXPECT_EQ(Told(MakeCase(), seen), Strings());
}

TEST(StandingRules, ExactlyOnceIsSetAsideOnlyWithAReason) {
  Observation seen = MakeObservation();
  seen.writes.front().runs = 0;
  seen.writes.front().completions.clear();
  Case subject = MakeCase();
  ExpectCompletion lost;
  lost.write = "w";
  lost.runs = {0};
  subject.then.push_back(Expect(lost));
  EXPECT_EQ(Told(subject, seen),
            Strings{"standing rule: the routine of w runs exactly once after TRUE -> runs 0"});
  subject.then.front().because = "completion.lost_with_its_thread";
  EXPECT_EQ(Told(subject, seen), Strings());
  // Neither another write's reason nor a reason without a count will do.
  std::get<ExpectCompletion>(subject.then.front().item).write = "v";
  seen.writes.push_back(MakeWrite("v", 0, 0));
  seen.writes.back().returned = false;
  seen.writes.back().runs = 0;
  seen.writes.back().completions.clear();
  EXPECT_EQ(Told(subject, seen).size(), 1u);
  std::get<ExpectCompletion>(subject.then.front().item) = ExpectCompletion{"w", {}, {}, {}, {}, {}};
  EXPECT_EQ(Told(subject, seen).size(), 1u);
}

TEST(StandingRules, AReasonDoesNotExcuseARoutineAfterFalse) {
  Observation seen = MakeObservation();
  const CompletionRecord run = RunIn(seen);
  Refuse(seen, 87);
  seen.writes.front().runs = 1;
  seen.writes.front().completions = {run};
  Case subject = MakeCase();
  subject.then.push_back(
      {20, "handle.not_overlapped_writes_at_once", ExpectCompletion{"w", {0, 1}, {}, {}, {}, {}}});
  EXPECT_EQ(Told(subject, seen),
            Strings{"standing rule: the routine of w never runs after FALSE -> runs 1"});
}

TEST(StandingRules, LeaveByteCountsThatTheScenarioStatesToIt) {
  Observation seen = MakeObservation();
  FailLater(seen, 33, 1);
  Case subject = MakeCase();
  ExpectCompletion stated;
  stated.write = "w";
  stated.bytes = Bytes(1);
  subject.then.push_back(Expect(stated));
  EXPECT_EQ(Told(subject, seen), Strings());

  seen = MakeObservation();
  RunIn(seen).bytes = 1;
  RunIn(seen).words.internal_high = 1;
  seen.files.front().contents = {FillRun(0, 4096), WriteRun(4096, 1), FillRun(4097, 4095)};
  subject.then = {Expect(ExpectWrite{"w", Bytes(1), {}})};
  EXPECT_EQ(Told(subject, seen), Strings());
}

TEST(StandingRules, LetPipesFallShortAndCancelledWritesCount) {
  Observation seen = MakeObservation();
  seen.writes.front().handle = "client";
  RunIn(seen).bytes = 0;
  RunIn(seen).words.internal_high = 0;
  seen.files.clear();
  EXPECT_EQ(Told(MakeCase(), seen), Strings());
  seen = MakeObservation();
  FailLater(seen, 995, 4711);
  EXPECT_EQ(Told(MakeCase(), seen), Strings());
}

TEST(StandingRules, LeaveContentsThatTheScenarioStatesToIt) {
  Observation seen = MakeObservation();
  seen.files.front().contents = {FillRun(0, 8192)};
  Case subject = MakeCase();
  using Kind = ExpectFile::Contents;
  subject.then = {Expect(ExpectFile{"data", {}, Kind::kAny, {}})};
  EXPECT_EQ(Told(subject, seen), Strings());
  subject.then = {Expect(ExpectFile{"data", {}, Kind::kUnchanged, {}})};
  EXPECT_EQ(Told(subject, seen), Strings());
  // Neither a size alone nor what another file holds will do.
  seen.files.push_back({});
  seen.files.back().name = "other";
  subject.then = {Expect(ExpectFile{"data", Bytes(8192), Kind::kStanding, {}})};
  EXPECT_EQ(Told(subject, seen).size(), 1u);
  seen.files.push_back({"other", 0, false, 0, {}});
  subject.then = {Expect(ExpectFile{"other", {}, Kind::kAny, {}})};
  EXPECT_EQ(Told(subject, seen).size(), 1u);
}

TEST(StandingRules, LetAWarningBeASuccess) {
  Observation seen = MakeObservation();
  RunIn(seen).words.internal = 0x80000005;
  EXPECT_EQ(Told(MakeCase(), seen), Strings());
  RunIn(seen).words.internal = 0xC0000005;
  EXPECT_EQ(Told(MakeCase(), seen).size(), 1u);
}

TEST(StandingRules, LetATimeOutOfALineBeASuccessWithFewerBytes) {
  Case subject = MakeCase();
  std::get<WriteStep>(subject.when[0].action).handle = "client";
  Observation seen = MakeObservation();
  seen.files.front().contents = {FillRun(0, 8192)};
  for (WriteRecord& write : seen.writes) write.handle = "client";
  RunIn(seen).words.internal = 0x102;
  EXPECT_EQ(Told(subject, seen).size(), 1u) << "all of its bytes went";
  RunIn(seen).bytes = 1;
  RunIn(seen).words.internal_high = 1;
  EXPECT_EQ(Told(subject, seen), Strings());
  // A file has no time-outs.
  for (WriteRecord& write : seen.writes) write.handle = "writer";
  EXPECT_GE(Told(MakeCase(), seen).size(), 1u);
}

TEST(StandingRules, IgnoreWhatLiesAboveTheStatusInInternal) {
  Observation seen = MakeObservation();
  RunIn(seen).words.internal = 0xFFFF'FFFF'0000'0000;
  EXPECT_EQ(Told(MakeCase(), seen), Strings());
}

TEST(StandingRules, JudgeTheWordsOfASharedOverlappedForItsLastUser) {
  Case subject = MakeCase();
  std::get<WriteStep>(subject.when[0].action).overlapped = "shared";
  Step second = MakeWriteStep("v", 0, 1);
  std::get<WriteStep>(second.action).overlapped = "shared";
  subject.when.push_back(second);
  Observation seen = MakeObservation();
  seen.writes.push_back(MakeWrite("v", 0, 1));
  seen.files.front().contents = {WriteRun(0, 1, "v"), FillRun(1, 4095), WriteRun(4096, 2),
                                 FillRun(4098, 4094)};
  seen.writes[0].at_end = seen.writes[1].at_end;
  EXPECT_EQ(Told(subject, seen), Strings());
  seen.writes[1].at_end.offset = 9;
  seen.writes[0].at_end = seen.writes[1].at_end;
  EXPECT_EQ(Told(subject, seen), Strings{"standing rule: Offset and OffsetHigh of v stay as given "
                                         "-> Offset 9, OffsetHigh 0 at_end"});
}

TEST(StandingRules, DoNotAskASiblingForARoutine) {
  Observation seen = MakeObservation();
  WriteRecord& write = seen.writes.front();
  write.api = "WriteFile";
  write.runs = 0;
  write.completions.clear();
  EXPECT_EQ(Told(MakeCase(), seen), Strings());
  write.returned = false;
  write.last_error = 997;
  EXPECT_EQ(Told(MakeCase(), seen), Strings());
}

}  // namespace
}  // namespace wfx
