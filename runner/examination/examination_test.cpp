#include "runner/examination/examination.h"

#include <gtest/gtest.h>

#include <set>
#include <sstream>

#include "runner/examination/claim.h"
#include "runner/examination/trial.h"
#include "runner/examination/variants.h"
#include "runner/examination/yes_man.h"

namespace wfx {
namespace {

constexpr char kGivenFile[] = R"("given": [
    { "file": "data", "size": "100" },
    { "handle": "writer", "opens": "data", "access": ["GENERIC_WRITE"], "flags": ["FILE_FLAG_OVERLAPPED"] }
  ],)";
constexpr char kGivenPipe[] = R"("given": [
    { "pipe": "channel", "server": "writer", "type": "PIPE_TYPE_BYTE", "access": "PIPE_ACCESS_DUPLEX", "flags": ["FILE_FLAG_OVERLAPPED"], "quota": "4 KiB" },
    { "handle": "client", "opens": "channel", "access": ["GENERIC_READ", "GENERIC_WRITE"], "flags": ["FILE_FLAG_OVERLAPPED"] }
  ],)";

// One case, which fails the test when it cannot be read.
Scenario ScenarioOf(const std::string& given, const std::string& when, const std::string& then,
                    const std::string& id = "a/b") {
  std::vector<ReadError> errors;
  Scenario scenario =
      ReadScenario(R"({ "title": "A write is a write", "requirements": ["a.b"], )" + given +
                       R"("when": [)" + when + R"(], "then": [)" + then + "] }",
                   id, id + ".json", errors);
  for (const ReadError& error : errors) ADD_FAILURE() << error.line << ": " << error.message;
  return scenario;
}

constexpr char kWrite[] = R"({ "write": "w", "handle": "writer", "offset": 0, "length": 10 },
                             { "wait": "alertable", "at_most": "1 s" })";
constexpr char kNullWrite[] = R"({ "write": "w", "handle": "writer", "offset": 0, "length": 0 },
                                 { "wait": "alertable", "at_most": "1 s" })";
constexpr char kTenBytes[] = R"({ "write": "w", "completes_with": 10 })";
constexpr char kNoBytes[] = R"({ "write": "w", "completes_with": 0 })";

Verdict VerdictOn(const TrialSystem& system, const Scenario& scenario) {
  Trial trial(system, {});
  return trial.Perform(scenario, scenario.cases.at(0)).verdict;
}

TEST(Trial, TellsTheModelFromTheYesMan) {
  const Scenario write = ScenarioOf(kGivenFile, kWrite, kTenBytes);
  EXPECT_EQ(VerdictOn({}, write), Verdict::kPass);
  EXPECT_EQ(VerdictOn({{}, &YesMan}, write), Verdict::kFail);
  const Scenario null_write = ScenarioOf(kGivenFile, kNullWrite, kNoBytes);
  EXPECT_EQ(VerdictOn({{}, &YesMan}, null_write), Verdict::kPass);
}

// What a hanging table calls instead.
Win32Api changed_table;

void WINAPI SleepForEver(DWORD) {
  const HANDLE never = changed_table.CreateEventW(nullptr, TRUE, FALSE, nullptr);
  changed_table.WaitForSingleObject(never, INFINITE);
}

Win32Api Hanging(const Win32Api& base) {
  changed_table = base;
  Win32Api table = base;
  table.Sleep = &SleepForEver;
  return table;
}

TEST(Trial, GoesOnWithAFreshModelAfterAHang) {
  const Scenario sleeps = ScenarioOf(kGivenFile, R"({ "wait": "Sleep", "at_most": "5 ms" })",
                                     R"({ "file": "data", "size": 100 })");
  const Scenario writes = ScenarioOf(kGivenFile, kWrite, kTenBytes);
  Trial trial({{}, &Hanging}, {.time_scale = 0.05});
  for (int round = 0; round < 2; ++round) {
    const Result hung = trial.Perform(sleeps, sleeps.cases.at(0));
    EXPECT_EQ(hung.verdict, Verdict::kError);
    EXPECT_NE(hung.reason.find("did not return within"), hung.reason.npos) << hung.reason;
    EXPECT_EQ(trial.Perform(writes, writes.cases.at(0)).verdict, Verdict::kPass);
  }
}

// The routine of the last write runs a second time when the next file gets its size.
LPOVERLAPPED_COMPLETION_ROUTINE last_routine = nullptr;
LPOVERLAPPED last_overlapped = nullptr;

BOOL WINAPI RememberingWriteFileEx(HANDLE file, LPCVOID bytes, DWORD length,
                                   LPOVERLAPPED overlapped,
                                   LPOVERLAPPED_COMPLETION_ROUTINE routine) {
  last_routine = routine;
  last_overlapped = overlapped;
  return changed_table.WriteFileEx(file, bytes, length, overlapped, routine);
}

BOOL WINAPI RepeatingSetEndOfFile(HANDLE file) {
  if (last_routine != nullptr) last_routine(0, 10, last_overlapped);
  last_routine = nullptr;
  return changed_table.SetEndOfFile(file);
}

Win32Api Repeating(const Win32Api& base) {
  changed_table = base;
  Win32Api table = base;
  table.WriteFileEx = &RememberingWriteFileEx;
  table.SetEndOfFile = &RepeatingSetEndOfFile;
  return table;
}

TEST(Trial, NamesARoutineThatRunsLate) {
  const Scenario first = ScenarioOf(kGivenFile, kWrite, kTenBytes);
  const Scenario second = ScenarioOf(
      R"("given": [{ "file": "other", "size": 10, "filled_with": "nothing" }],)",
      R"({ "wait": "Sleep", "at_most": "1 ms" })", R"({ "file": "other", "size": 10 })", "a/c");
  Trial trial({{}, &Repeating}, {});
  EXPECT_EQ(trial.Perform(first, first.cases.at(0)).verdict, Verdict::kPass);
  EXPECT_TRUE(trial.AmendLate().empty());
  trial.Perform(second, second.cases.at(0));
  const std::vector<Result> late = trial.AmendLate();
  ASSERT_EQ(late.size(), 1u);
  EXPECT_EQ(late.front().verdict, Verdict::kFail);
  EXPECT_TRUE(trial.AmendLate().empty());
}

bool ClaimOf(const std::string& given, const std::string& when, const std::string& then) {
  return Claims(ScenarioOf(given, when, then).cases.at(0));
}

TEST(Claims, AreMadeByWhatAWriteLeavesBehind) {
  EXPECT_TRUE(ClaimOf(kGivenFile, kWrite, kTenBytes));
  EXPECT_FALSE(ClaimOf(kGivenFile, kNullWrite, kNoBytes));
  const std::string read =
      std::string(kWrite) + R"(, { "read": "r", "handle": "client", "length": 10 })";
  EXPECT_TRUE(ClaimOf(kGivenPipe, read, R"({ "read": "r", "bytes": 10 })"));
  EXPECT_FALSE(ClaimOf(kGivenPipe, kWrite, kTenBytes));
}

TEST(Claims, AreMadeByTrouble) {
  EXPECT_TRUE(
      ClaimOf(kGivenPipe, kNullWrite, R"({ "write": "w", "fails_with": "ERROR_NO_DATA" })"));
  EXPECT_TRUE(ClaimOf(kGivenPipe, kNullWrite, R"({ "call": "w", "returns": false })"));
  EXPECT_TRUE(ClaimOf(kGivenPipe, kNullWrite,
                      R"({ "completion": "w", "runs": "never", "because": "a.b" })"));
  EXPECT_TRUE(
      ClaimOf(kGivenPipe, kNullWrite,
              R"({ "overlapped": "w", "at": "after_call", "Internal": "STATUS_PENDING" })"));
  EXPECT_FALSE(ClaimOf(kGivenPipe, kNullWrite, R"({ "call": "w", "returns": true })"));
}

TEST(LegalVariants, AreManyAndLeaveOutOnlyWhatThereIs) {
  const Catalogue catalogue = ReadCatalogue({"scenarios"});
  std::set<std::string_view> names;
  for (const Variant& variant : LegalVariants()) {
    EXPECT_TRUE(names.insert(variant.name).second) << variant.name;
    for (const std::string_view requirement : variant.leaves_out)
      EXPECT_TRUE(catalogue.requirements.contains(std::string(requirement))) << requirement;
  }
  EXPECT_GE(names.size(), 16u);
}

}  // namespace
}  // namespace wfx
