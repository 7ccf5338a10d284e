#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "runner/names.h"
#include "runner/scenario/catalogue.h"

namespace wfx {
namespace {

constexpr char kLockScenario[] = R"({
  "title": "A write that overlaps a locked range fails",
  "requirements": ["locked_range.other_process_fails"],
  "matrix": { "offset": { "tail": "4 KiB - 1", "inside": "4 KiB" }, "length": [2, "4 KiB"] },
  "given": [
    { "file": "data", "size": "8 KiB" },
    { "handle": "writer", "opens": "data", "access": ["GENERIC_WRITE"],
      "flags": ["FILE_FLAG_OVERLAPPED", "FILE_FLAG_NO_BUFFERING"] },
    { "lock": "data", "by": "another_process", "offset": "4 KiB", "length": "1 KiB" }
  ],
  "when": [
    { "write": "w", "handle": "writer", "offset": "$offset", "length": "$length" },
    { "wait": "alertable", "at_most": "500 ms" },
    { "wait": "SleepEx", "at_most": "1 ms", "as": "second" },
    { "wait": "alertable" }
  ],
  "then": [
    { "write": "w", "fails_with": ["ERROR_LOCK_VIOLATION", "ERROR_ACCESS_DENIED"] },
    { "completion": "w", "during": "wait 1", "thread": "main" },
    { "file": "data", "contents": "unchanged" }
  ]
})";

std::string Errors(const std::vector<ReadError>& errors) {
  std::string text;
  for (const ReadError& error : errors)
    text += std::to_string(error.line) + ": " + error.message + "\n";
  return text;
}

Scenario ReadSound(const std::string& text) {
  std::vector<ReadError> errors;
  Scenario scenario = ReadScenario(text, "area/name", "scenarios/area/name.json", errors);
  EXPECT_EQ(Errors(errors), "");
  return scenario;
}

// A scenario around one step and one expectation.
std::string Around(const std::string& given, const std::string& when, const std::string& then) {
  return "{\"title\": \"A thing is true\", \"requirements\": [\"a.b\"],\n\"given\": [{\"file\": "
         "\"data\", \"size\": 0},"
         "{\"handle\": \"writer\", \"opens\": \"data\", \"access\": []}" +
         (given.empty() ? "" : ", " + given) + "],\n\"when\": [" + when + "],\n\"then\": [" + then +
         "]}";
}

TEST(ReadScenario, ExpandsTheMatrixInFileOrder) {
  const Scenario scenario = ReadSound(kLockScenario);
  ASSERT_EQ(scenario.cases.size(), 4u);
  EXPECT_EQ(scenario.cases[0].case_id, "offset=tail,length=2");
  EXPECT_EQ(scenario.cases[1].case_id, "offset=tail,length=4kib");
  EXPECT_EQ(scenario.cases[2].case_id, "offset=inside,length=2");
  EXPECT_EQ(scenario.cases[3].case_id, "offset=inside,length=4kib");
  const auto& write = std::get<WriteStep>(scenario.cases[1].when[0].action);
  EXPECT_EQ(write.offset.In(Bindings()), 4095);
  EXPECT_EQ(write.length.text(), "4 KiB");
}

TEST(ReadScenario, ReadsGivenWhenThen) {
  const Scenario scenario = ReadSound(kLockScenario);
  EXPECT_EQ(scenario.id, "area/name");
  EXPECT_EQ(scenario.title, "A write that overlaps a locked range fails");
  EXPECT_EQ(scenario.text, kLockScenario);
  EXPECT_EQ(scenario.sha256.size(), 64u);
  const Case& first = scenario.cases[0];
  EXPECT_EQ(first.scenario, "area/name");
  EXPECT_EQ(first.file, "scenarios/area/name.json");
  EXPECT_EQ(first.line, 2);
  EXPECT_TRUE(first.judged);
  ASSERT_EQ(first.given.size(), 3u);
  EXPECT_EQ(first.given[1].line, 7);
  EXPECT_EQ(first.given[1].kind, "handle");
  const auto& handle = std::get<GivenHandle>(first.given[1].item);
  EXPECT_EQ(handle.name, "writer");
  EXPECT_EQ(handle.access, 0x40000000u);
  EXPECT_EQ(handle.flags, 0x60000000u);
  EXPECT_EQ(handle.share, 7u);
  EXPECT_EQ(handle.disposition, 3u);
  const auto& lock = std::get<Lock>(first.given[2].item);
  EXPECT_EQ(lock.by, Lock::By::kAnotherProcess);
  EXPECT_TRUE(lock.exclusive);
  ASSERT_EQ(first.then.size(), 3u);
  EXPECT_EQ(first.then[0].line, 18);
  EXPECT_EQ(std::get<ExpectWrite>(first.then[0].item).fails_with,
            (std::vector<std::uint32_t>{33, 5}));
  EXPECT_EQ(std::get<ExpectCompletion>(first.then[1].item).thread, "");
  EXPECT_EQ(std::get<ExpectFile>(first.then[2].item).contents, ExpectFile::Contents::kUnchanged);
}

TEST(ReadScenario, NamesStepsThatHaveNoName) {
  const Scenario scenario = ReadSound(kLockScenario);
  std::vector<std::string> names;
  for (const Step& step : scenario.cases[0].when) names.push_back(step.name);
  EXPECT_EQ(names, (std::vector<std::string>{"w", "wait 1", "second", "wait 3"}));
}

TEST(ReadScenario, AddsNeedsThatItsActionsImply) {
  const Scenario scenario = ReadSound(kLockScenario);
  EXPECT_EQ(scenario.cases[0].needs,
            (std::vector<std::string>{"unbuffered_io", "byte_range_locks", "another_process"}));
}

TEST(ReadScenario, AppliesDefaults) {
  const Scenario scenario = ReadSound(Around(
      R"({"pipe": "channel", "server": "server"}, {"handle": "client", "opens": "channel", "access": [], "share": []},
         {"event": "done"}, {"buffer": "block", "length": 5})",
      R"({"write": "w", "handle": "writer", "length": 1}, {"write": "end", "handle": "writer", "offset": "append", "length": 1},
         {"wait": "alertable"}, {"read": "r", "handle": "server", "length": 10, "at_most": "0 ms"}, {"read": "r2", "resumes": "r"})",
      R"({"write": "w", "completes_with": 1}, {"completion": "w", "runs": "never"})"));
  const Case& only = scenario.cases.at(0);
  EXPECT_EQ(only.case_id, "");
  const auto& pipe = std::get<GivenPipe>(only.given[2].item);
  EXPECT_EQ(pipe.access, 3u);
  EXPECT_EQ(pipe.quota.text(), "4096");
  EXPECT_FALSE(pipe.message_type);
  EXPECT_EQ(std::get<GivenHandle>(only.given[3].item).share, 0u);
  EXPECT_TRUE(std::get<GivenEvent>(only.given[4].item).manual_reset);
  EXPECT_EQ(std::get<WriteStep>(only.when[0].action).offset.text(), "0");
  EXPECT_EQ(std::get<WriteStep>(only.when[1].action).offset.In(Bindings()), -1);
  EXPECT_EQ(std::get<WaitStep>(only.when[2].action).at_most, std::chrono::seconds(2));
  const auto& resumed = std::get<ReadStep>(only.when[4].action);
  EXPECT_EQ(resumed.handle, "server");
  EXPECT_EQ(resumed.length.text(), "10");
  EXPECT_EQ(std::get<ExpectCompletion>(only.then[1].item).runs, std::vector<std::uint32_t>{0});
}

TEST(ReadScenario, PutsAStepInsideARoutineOnTheThreadOfItsWrite) {
  const Scenario scenario =
      ReadSound(Around(R"({"thread": "other"})",
                       R"({"write": "w", "handle": "writer", "length": 1, "by": "other"},
         {"write": "nested", "handle": "writer", "length": 1, "inside": "w"})",
                       R"({"completion": "nested", "thread": "other"})"));
  EXPECT_EQ(scenario.cases[0].when[1].by, "other");
  EXPECT_EQ(scenario.cases[0].when[1].inside, "w");
}

TEST(ReadScenario, ReadsABenchmark) {
  const Scenario scenario = ReadSound(R"({
    "title": "Sequential writes as the queue gets deeper", "requirements": ["a.b"],
    "matrix": {"depth": [1, 8]},
    "given": [{"file": "data", "size": "1 MiB"}, {"handle": "writer", "opens": "data", "access": ["GENERIC_WRITE"]}],
    "load": {"handle": "writer", "length": "4 KiB", "pattern": "random", "queue_depth": "$depth"},
    "measure": {"run_for": "5 s"},
    "gate": {"throughput": "-5 %", "latency_p99": "+10 %"}})");
  ASSERT_EQ(scenario.cases.size(), 2u);
  const Case& deep = scenario.cases[1];
  ASSERT_TRUE(deep.load.has_value());
  EXPECT_EQ(deep.load->queue_depth, 8u);
  EXPECT_EQ(deep.load->pattern, Load::Pattern::kRandom);
  EXPECT_EQ(deep.load->line, 5);
  EXPECT_EQ(deep.measure.warm_up, std::chrono::milliseconds(200));
  EXPECT_EQ(deep.measure.run_for, std::chrono::seconds(5));
  EXPECT_EQ(deep.measure.repeat, 3u);
  EXPECT_EQ(deep.gate, (std::vector<std::pair<std::string, std::string>>{
                           {"throughput", "-5 %"}, {"latency_p99", "+10 %"}}));
}

TEST(ReadScenario, NamesTheCaseOfAnErrorThatOnlySomeHave) {
  std::vector<ReadError> errors;
  std::string text =
      Around("", "{\"write\": \"w\", \"handle\": \"writer\", \"length\": \"$length\"}",
             "{\"write\": \"w\", \"completes_with\": 1}");
  text.insert(1,
              "\"matrix\": {\"length\": {\"good\": 1, \"bad\": \"1 KB\", \"worse\": \"1 KB\"}},\n");
  ReadScenario(text, "area/name", "f", errors);
  EXPECT_EQ(
      Errors(errors),
      "4: \"length\" in write: unknown unit \"KB\"; did you mean \"KiB\"? (in case length=bad)\n");
}

TEST(ReadScenario, AMatrixOfTooManyCasesIsCutShort) {
  std::string values = "[0";
  for (int i = 1; i < 70; ++i) values += ", " + std::to_string(i);
  values += "]";
  std::string text = Around(
      "", R"({"write": "w", "handle": "writer", "length": "$a", "offset": "$b", "fill": "$c"})",
      "{\"write\": \"w\", \"completes_with\": 1}");
  text.insert(
      1, "\"matrix\": {\"a\": " + values + ",\n\"b\": " + values + ",\n\"c\": " + values + "},\n");
  std::vector<ReadError> errors;
  const Scenario scenario = ReadScenario(text, "area/name", "f", errors);
  EXPECT_EQ(scenario.cases.size(), 70u);
  const std::string all = Errors(errors);
  for (const char* line : {"2: ", "3: "}) {
    const std::string wanted =
        line + std::string("the matrix makes more than 4096 cases; split the scenario\n");
    EXPECT_NE(all.find(wanted), all.npos) << all;
  }
}

TEST(ReadScenario, ReportsEveryErrorInTheOrderOfLines) {
  std::vector<ReadError> errors;
  ReadScenario(
      Around("", "{\"write\": \"w\", \"handle\": \"wirter\", \"lenght\": 1}", "{\"write\": \"v\"}"),
      "Area/name", "f", errors);
  EXPECT_EQ(
      Errors(errors),
      "1: \"Area/name\" is no scenario id; its folder and file are named with a-z, 0-9 and _\n"
      "3: \"handle\" in write: nothing up to here is called \"wirter\", expected a handle; did you "
      "mean \"writer\"?\n"
      "3: unknown key \"lenght\" in write; did you mean \"length\"?\n"
      "4: \"write\" in write: nothing up to here is called \"v\", expected a write; there is only "
      "\"w\"\n"
      "4: write says nothing to judge; it needs at least one of \"completes_with\" or "
      "\"fails_with\"\n");
}

}  // namespace
}  // namespace wfx
