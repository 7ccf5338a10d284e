#include "runner/worker.h"

#include <gtest/gtest.h>

#include "runner/options.h"
#include "runner/process/program.h"

namespace wfx {
namespace {

std::string ThisProgram() {
  const std::filesystem::path self = PathOf(ProgramPath());
  return TextOf(self.parent_path() / ("worker_test_program" + TextOf(self.extension())));
}

// Bounds of two seconds instead of ten: a process under Wine on a busy machine still starts within
// them.
constexpr PerformanceOptions kHasty{.seed = 42, .time_scale = 0.2};

Scenario ScenarioCalled(const std::string& id) {
  Scenario scenario;
  scenario.id = id;
  scenario.file = "scenarios/" + id + ".json";
  scenario.text = "{\"title\": \"\xC3\xA4 \\\"quoted\\\"\"}";
  return scenario;
}

Observation Perform(WorkerVenue& venue, const std::string& id) {
  Case subject;
  subject.scenario = id;
  subject.case_id = "offset=inside";
  TargetFacts target;
  target.directory = "C:\\somewhere";
  return venue.Perform(ScenarioCalled(id), subject, target, kHasty);
}

std::uint32_t PerformedByThisWorker(WorkerVenue& venue) { return venue.Late().at(0).runs; }

template <typename Action>
std::string UsageErrorOf(Action action) {
  try {
    action();
    return "";
  } catch (const UsageError& error) {
    return error.what();
  }
}

TEST(Worker, TellsFactsOfItsSystemAndTargets) {
  WorkerVenue venue(ThisProgram(), {});
  EXPECT_EQ(venue.System().base, "scripted");
  EXPECT_EQ(venue.System().providers.at(0).replaces, (std::vector<std::string>{"WriteFileEx"}));
  const TargetFacts target = venue.Probe("ram", "/tmp/\xC3\xA4");
  EXPECT_EQ(target.name, "ram");
  EXPECT_EQ(target.directory, "/tmp/\xC3\xA4");
  EXPECT_EQ(target.bindings.sector, 4096u);
  EXPECT_EQ(target.capabilities.at("named_pipes"), "none here");
}

TEST(Worker, PerformsWithEverythingTheCaseNeeds) {
  WorkerVenue venue(ThisProgram(), {});
  const Observation observation = Perform(venue, "works");
  EXPECT_EQ(observation.harness_error, "");
  EXPECT_EQ(observation.seed, 42u);
  EXPECT_EQ(observation.writes.at(0).name, "offset=inside@C:\\somewhere");
  Perform(venue, "works");
  EXPECT_EQ(PerformedByThisWorker(venue), 2u);
}

TEST(Worker, HangCostsOneCase) {
  WorkerVenue venue(ThisProgram(), {});
  Perform(venue, "works");
  EXPECT_EQ(Perform(venue, "hangs").harness_error,
            "hung in step 2: write w (x.json:9); the worker was ended");
  EXPECT_FALSE(venue.abandoned());
  EXPECT_EQ(Perform(venue, "works").harness_error, "");
  EXPECT_EQ(PerformedByThisWorker(venue), 1u) << "it was not replaced";
}

TEST(Worker, EndCostsOneCase) {
  WorkerVenue venue(ThisProgram(), {});
  EXPECT_EQ(Perform(venue, "exits").harness_error,
            "the worker ended with exit code 5 in step 2: write w (x.json:9)");
  EXPECT_EQ(Perform(venue, "works").harness_error, "");
}

TEST(Worker, NonsenseCostsOneCase) {
  WorkerVenue venue(ThisProgram(), {});
  const std::string error = Perform(venue, "prints_nonsense").harness_error;
  EXPECT_TRUE(error.starts_with("the worker sent what is no answer")) << error;
  EXPECT_EQ(Perform(venue, "works").harness_error, "");
}

TEST(Worker, ThatGaveACaseUpIsReplaced) {
  WorkerVenue venue(ThisProgram(), {});
  EXPECT_EQ(Perform(venue, "gives_up").harness_error, "step 2 did not return within 1 s");
  Perform(venue, "works");
  EXPECT_EQ(PerformedByThisWorker(venue), 1u);
}

TEST(Worker, FaultOfTheHarnessIsAnError) {
  WorkerVenue venue(ThisProgram(), {});
  EXPECT_EQ(Perform(venue, "is_broken").harness_error, "no case like that");
}

TEST(Worker, WhatTheUserCanPutRightIsAUsageError) {
  WorkerVenue refusing(ThisProgram(), {"refuses"});
  EXPECT_EQ(UsageErrorOf([&] { refusing.System(); }), "there is no such provider");
  WorkerVenue ending(ThisProgram(), {"ends_at_once"});
  EXPECT_EQ(UsageErrorOf([&] { ending.System(); }),
            "opening the system: the worker process ended with exit code 3");
  WorkerVenue venue(ThisProgram(), {});
  EXPECT_EQ(UsageErrorOf([&] { venue.Probe("ram", "/full"); }), "target ram: it is full");
}

TEST(Worker, IsAskedForMissingFunctionsOnlyWhereSomethingIsMissing) {
  const Scenario scenario = ScenarioCalled("works");
  WorkerVenue whole(ThisProgram(), {});
  EXPECT_TRUE(whole.Missing(scenario, {}).empty());
  WorkerVenue lacking(ThisProgram(), {"lacks_something"});
  EXPECT_EQ(lacking.Missing(scenario, {}), (std::vector<std::string>{"WriteFileGather"}));
}

TEST(Worker, BoundIsTheSumOfTheStepsBounds) {
  using std::chrono::seconds;
  WaitStep wait;
  wait.at_most = seconds(3);
  ReadStep read;
  read.at_most = seconds(2);
  Case subject;
  for (const StepAction& action : {StepAction(WriteStep()), StepAction(wait), StepAction(read)}) {
    subject.when.emplace_back().action = action;
  }
  EXPECT_EQ(BoundOf(subject), seconds(5));
}

}  // namespace
}  // namespace wfx
