// Threads and processes that work on one file at the same time, on the model: what is found of them
// when the system is right, and when it goes wrong once in ten thousand. Without a catalogue every
// case is judged.
#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <sstream>

#include "runner/examination/trial.h"
#include "runner/mutants/mutant.h"
#include "runner/mutants/seldom.h"
#include "runner/scenario/catalogue.h"

namespace wfx {
namespace {

Scenario ScenarioNamed(const std::string& id) {
  const std::string file = "scenarios/" + id + ".json";
  std::stringstream text;
  text << std::ifstream(file).rdbuf();
  std::vector<ReadError> errors;
  Scenario scenario = ReadScenario(text.str(), id, file, errors);
  for (const ReadError& error : errors) ADD_FAILURE() << error.line << ": " << error.message;
  return scenario;
}

Result ResultOn(const TrialSystem& system, const Scenario& scenario) {
  Trial trial(system, {});
  return trial.Perform(scenario, scenario.cases.at(0));
}

TrialSystem Wrong(const std::string& mutant) {
  return {{}, [mutant](const Win32Api& below) { return Mutated(*FindMutant(mutant), below); }};
}

std::string Finding(const Result& result) {
  return result.findings.empty() ? result.reason : result.findings.front().observed;
}

// 2 processes x 8 threads x 1,000 appends.
TEST(SeveralActors, SixteenThousandAppendsAreJudgedSoon) {
  const Scenario scenario = ScenarioNamed("append/concurrent_records_stay_whole");
  const auto begun = std::chrono::steady_clock::now();
  const Result result = ResultOn({}, scenario);
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(10));
  EXPECT_EQ(result.verdict, Verdict::kPass) << result.reason;
  EXPECT_TRUE(result.findings.empty()) << Finding(result);
  ASSERT_EQ(result.observation.appends.size(), 1u);
  const AppendsRecord& appends = result.observation.appends.front();
  EXPECT_EQ(appends.found, 16'000u);
  ASSERT_EQ(appends.writers.size(), 16u);
  EXPECT_EQ(appends.writers.back().actor, "p");
  EXPECT_EQ(appends.writers.back().completed, 1'000u);
}

TEST(SeveralActors, OneWrongAppendInTenThousandIsFoundWhereverItIs) {
  const Scenario scenario = ScenarioNamed("append/ten_thousand_records_are_all_there");
  for (const char* mutant :
       {"append_loses_a_record", "append_tears_a_record", "append_doubles_a_record"}) {
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
      mutants::ChooseAppend(seed * 7919);
      const Result result = ResultOn(Wrong(mutant), scenario);
      EXPECT_EQ(result.verdict, Verdict::kFail) << mutant << " " << seed;
    }
  }
  mutants::ChooseAppend(1);
}

TEST(SeveralActors, AppendsThatTakeTheSamePlaceAreFound) {
  const Scenario scenario = ScenarioNamed("append/concurrent_records_stay_whole_on_fat");
  TrialSystem system = Wrong("append_place_is_taken_twice");
  system.model.personality = *FindPersonality("fat32");
  EXPECT_EQ(ResultOn({system.model, {}}, scenario).verdict, Verdict::kPass);
  const Result result = ResultOn(system, scenario);
  EXPECT_EQ(result.verdict, Verdict::kFail) << Finding(result);
}

TEST(SeveralActors, ARaceIsExplainedWhereLocksHold) {
  const Scenario scenario = ScenarioNamed("locked_range/racing_threads_respect_locks");
  const Result result = ResultOn({}, scenario);
  EXPECT_EQ(result.verdict, Verdict::kPass) << Finding(result);
  ASSERT_EQ(result.observation.races.size(), 1u);
  std::size_t refused = 0, done = 0;
  for (const RacerRecord& racer : result.observation.races.front().racers) {
    for (const RaceCall& call : racer.calls) ++(call.error == 0 ? done : refused);
  }
  EXPECT_GT(done, 100u);
  EXPECT_EQ(Finding(ResultOn(Wrong("lock_violation_comes_from_nowhere"), scenario)),
            "a write is refused though nobody has locked its range");
  EXPECT_EQ(ResultOn(Wrong("lock_violation_is_seldom_forgiven"), scenario).verdict, Verdict::kFail);
  EXPECT_GT(refused, 0u);
}

TEST(SeveralActors, AProcessThatEndsTakesItsPendingWriteWithIt) {
  const Scenario scenario = ScenarioNamed("completion/process_end_withdraws");
  const Result result = ResultOn({}, scenario);
  EXPECT_EQ(result.verdict, Verdict::kPass) << Finding(result);
  EXPECT_EQ(ResultOn(Wrong("process_end_leaves_its_data"), scenario).verdict, Verdict::kFail);
}

// The model refuses what would break its caller.
TEST(SeveralActors, WhatWouldBreakAProcessIsDoneInAnother) {
  for (const char* id : {"handle/no_overlapped_is_fatal", "handle/no_routine_is_fatal"}) {
    const Result result = ResultOn({}, ScenarioNamed(id));
    EXPECT_EQ(result.verdict, Verdict::kPass) << result.reason;
    EXPECT_TRUE(result.findings.empty()) << Finding(result);
    ASSERT_EQ(result.observation.writes.size(), 1u);
    EXPECT_EQ(result.observation.writes.front().last_error, 87u);
  }
}

}  // namespace
}  // namespace wfx
