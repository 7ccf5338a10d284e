// The parts of wfx-overhead on systems where everything goes as it should, and where it does not.
#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include "bench/overhead/against_raw.h"
#include "bench/overhead/chained_loop.h"
#include "bench/overhead/options.h"
#include "bench/overhead/own.h"
#include "bench/overhead/records.h"
#include "bench/overhead/row.h"
#include "bench/overhead/start.h"
#include "runner/engine/instant_system.h"
#include "runner/json_text.h"
#include "runner/options.h"
#include "runner/session_venue.h"

namespace wfx {
namespace {

Row Ratio(double measured, double low, double control) {
  Row row;
  row.metric = "ratio";
  row.measured = measured;
  row.bounds = Bounds{low, measured + 0.01};
  row.goal = {.at_least = 0.99, .at_most = {}, .low_at_least = 0.985};
  row.control = control;
  row.control_bounds = Bounds{0.9, 1.1};
  return row;
}

TEST(RowTest, IsMetMissedVoidOrNotJudged) {
  EXPECT_EQ(OutcomeOf(Ratio(0.99, 0.985, 1)), Outcome::kMet);
  EXPECT_EQ(OutcomeOf(Ratio(0.989, 0.986, 1)), Outcome::kMissed);
  EXPECT_EQ(OutcomeOf(Ratio(0.995, 0.984, 1)), Outcome::kMissed) << "the lower bound counts too";
  EXPECT_EQ(OutcomeOf(Ratio(0.5, 0.4, 1.011)), Outcome::kVoid);
  EXPECT_EQ(OutcomeOf(Ratio(0.995, 0.99, 0.989)), Outcome::kVoid);
  Row most;
  most.goal.at_most = 100;
  EXPECT_EQ(OutcomeOf(most), Outcome::kNotJudged) << "nothing was measured";
  most.measured = 100;
  EXPECT_EQ(OutcomeOf(most), Outcome::kMet);
  most.measured = 100.1;
  EXPECT_EQ(OutcomeOf(most), Outcome::kMissed);
  most.goal = {};
  EXPECT_EQ(OutcomeOf(most), Outcome::kNotJudged);
}

TEST(RowTest, ATableAndItsJsonHoldTheSame) {
  Row plain;
  plain.metric = "memory";
  plain.unit = "KiB";
  plain.digits = 1;
  plain.measured = 114.2;
  plain.goal.at_most = 128;
  plain.note = "why \"so\"";
  const std::vector<Row> rows{Ratio(0.9951, 0.991, 1.0004), plain};
  Document document;
  document.Add(TableOf(rows));
  const std::string text = RenderText(document);
  for (const char* cell : {"0.995 [0.991..1.005]", ">= 0.990, low >= 0.985", "1.000 [0.900..1.100]",
                           "114.2 KiB", "<= 128.0 KiB", "yes", "why \"so\""})
    EXPECT_NE(text.find(cell), text.npos) << cell << "\n" << text;
  const JsonNode json = ParseJson(JsonOf(rows, "TSC", "kernel32", true), "rows");
  EXPECT_EQ(json.GetString("clock", "rows"), "TSC");
  EXPECT_TRUE(json.GetBool("judged", "rows", false));
  const auto& items = json.GetItems("rows", "rows");
  ASSERT_EQ(items.size(), 2u);
  EXPECT_EQ(items[0].GetNumber("measured", "rows"), 0.9951);
  EXPECT_EQ(items[0].GetNumber("low", "rows"), 0.991);
  EXPECT_EQ(items[0].GetNumber("control", "rows"), 1.0004);
  EXPECT_EQ(items[0].GetString("met", "rows"), "yes");
  EXPECT_EQ(items[1].GetNumber("at_most", "rows"), 128);
  EXPECT_EQ(items[1].Find("control"), nullptr);
}

std::string WhyRefused(const std::vector<std::string>& arguments) {
  try {
    ParseOverheadOptions(arguments);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

TEST(OverheadOptionsTest, AreReadAndRefusedWithOneLine) {
  const OverheadOptions plain = ParseOverheadOptions({});
  EXPECT_EQ(plain.system, "kernel32");
  EXPECT_TRUE(Wants(plain, "chain"));
  const OverheadOptions all = ParseOverheadOptions(
      {"--only=write", "--only", "start", "--system", "model", "--json", "rows.json", "--quick"});
  EXPECT_TRUE(Wants(all, "write") && Wants(all, "start") && !Wants(all, "chain"));
  EXPECT_TRUE(all.is_quick);
  EXPECT_EQ(all.json, "rows.json");
  EXPECT_EQ(all.system.substr(0, 6), "model:");
  EXPECT_TRUE(ParseOverheadOptions({"--help"}).help);

  EXPECT_EQ(WhyRefused({"--pairs", "3"}), "there is no option --pairs; --help lists them");
  EXPECT_EQ(WhyRefused({"here"}), "there is no option here; --help lists them");
  EXPECT_EQ(WhyRefused({"--json"}), "--json needs a value");
  EXPECT_EQ(WhyRefused({"--target="}), "--target needs a value");
  EXPECT_EQ(WhyRefused({"--quick=yes"}), "--quick takes no value");
  EXPECT_EQ(WhyRefused({"--only", "all"}),
            "--only: there is no part \"all\"; there are chain, write, samples, percentiles, "
            "records, start");
  EXPECT_NE(WhyRefused({"--system", "linux"}).find("linux"), std::string::npos);
  for (const char* part : {"chain", "write", "samples", "percentiles", "records", "start"})
    EXPECT_NE(OverheadHelp().find(std::string("\n    ") + part + " "), std::string::npos) << part;
}

std::uint64_t writes_made;
BOOL(WINAPI* write_of_instant_system)
(HANDLE, LPCVOID, DWORD, LPOVERLAPPED, LPOVERLAPPED_COMPLETION_ROUTINE);

BOOL WINAPI CountedWrite(HANDLE file, LPCVOID data, DWORD length, LPOVERLAPPED overlapped,
                         LPOVERLAPPED_COMPLETION_ROUTINE routine) {
  EXPECT_EQ(overlapped->Offset % 4096, 0u);
  EXPECT_LE(overlapped->Offset, (1u << 20) - 4096);
  ++writes_made;
  return write_of_instant_system(file, data, length, overlapped, routine);
}
BOOL WINAPI ShortWrite(HANDLE file, LPCVOID data, DWORD length, LPOVERLAPPED overlapped,
                       LPOVERLAPPED_COMPLETION_ROUTINE routine) {
  return CountedWrite(file, data, writes_made == 30 ? 1000 : length, overlapped, routine);
}
BOOL WINAPI RefusedWrite(HANDLE, LPCVOID, DWORD, LPOVERLAPPED, LPOVERLAPPED_COMPLETION_ROUTINE) {
  return FALSE;
}

TEST(ChainedLoopTest, MakesAsManyWritesAsAsked) {
  const InstantSystem system;
  Win32Api api = system.api();
  write_of_instant_system = api.WriteFileEx;
  api.WriteFileEx = &CountedWrite;
  writes_made = 0;
  ChainedLoop loop(api, {nullptr, 4096, 8, 1 << 20});
  loop.Run(1000);
  EXPECT_EQ(writes_made, 1000u);
  loop.Run(3);
  EXPECT_EQ(writes_made, 1003u);
}

std::string WhyItEnds(const Win32Api& api) {
  writes_made = 0;
  ChainedLoop loop(api, {nullptr, 4096, 8, 1 << 20});
  try {
    loop.Run(1000);
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "";
}

TEST(ChainedLoopTest, SaysWhatWentWrong) {
  const InstantSystem system;
  Win32Api api = system.api();
  write_of_instant_system = api.WriteFileEx;
  api.WriteFileEx = &ShortWrite;
  EXPECT_EQ(WhyItEnds(api), "a write of the raw loop completes with 1000 of 4096 bytes");
  EXPECT_LT(writes_made, 60u);
  api.WriteFileEx = &RefusedWrite;
  api.SetLastError(ERROR_DISK_FULL);
  EXPECT_EQ(WhyItEnds(api), "a write of the raw loop fails_with ERROR_DISK_FULL (112)");
}

// Whatever the model costs: the shape of the rows, and figures that can be.
TEST(AgainstRawTest, HasThreeRowsForEachLengthAndDepth) {
  const OpenedSystem system =
      OpenSystem(SystemChoice{.base = "model:ntfs", .providers = {}, .measures = true});
  TargetFacts target;
  target.directory = "C:";
  AgainstRaw how;
  how.depths = {1, 8};
  how.rounds = 4;
  how.slice = 200;
  how.file_size = 1 << 20;
  std::vector<std::string> said;
  const std::vector<Row> rows = CompareWithRaw(
      system.api, target, how, [&](const std::string& what) { said.push_back(what); });
  EXPECT_EQ(said.size(), 4u);
  ASSERT_EQ(rows.size(), 12u);
  EXPECT_EQ(rows[0].metric, "IOPS / raw chain, 4 KiB, depth 1");
  EXPECT_EQ(rows[11].metric, "depth kept / asked, 64 KiB, depth 8");
  for (const Row& row : rows) {
    ASSERT_TRUE(row.measured);
    EXPECT_GT(*row.measured, 0.01) << row.metric;
    EXPECT_LT(*row.measured, 3) << row.metric;
  }
  EXPECT_TRUE(rows[0].control);
  EXPECT_GT(*rows[2].measured, 0.5) << "depth 1 is kept but between the writes";
}

TEST(OwnTest, EveryRowHasAFigure) {
  const std::vector<Row> writes = MeasureWrites();
  ASSERT_EQ(writes.size(), 4u);
  for (const Row& row : writes) EXPECT_GT(*row.measured, 1) << row.metric;
  const std::vector<Row> samples = MeasureSamples(10'000);
  EXPECT_EQ(samples[0].metric, "10,000 samples and their percentiles");
  EXPECT_EQ(OutcomeOf(samples[1]), Outcome::kMet) << "memory is no matter of time";
  const std::vector<Row> errors = MeasurePercentiles(50'000);
  EXPECT_EQ(errors.size(), 6u);
  for (const Row& row : errors) EXPECT_EQ(OutcomeOf(row), Outcome::kMet) << row.metric;
}

TEST(RecordsTest, WritesReadsAndReports) {
  const std::vector<Row> rows = MeasureRecords(50);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].metric, "a record of 50 results written, read, reported");
  EXPECT_GT(*rows[0].measured, 0);
}

TEST(StartTest, SaysWhyWhereTheProgramsAreNot) {
  Starts how;
  how.programs = "no/such/folder";
  const std::vector<Row> rows = CompareStarts(how, [](const std::string&) { FAIL(); });
  ASSERT_EQ(rows.size(), 2u);
  for (const Row& row : rows) {
    EXPECT_EQ(OutcomeOf(row), Outcome::kNotJudged);
    EXPECT_EQ(row.note.find("there is no wfx-minimal-write"), 0u) << row.note;
  }
}

}  // namespace
}  // namespace wfx
