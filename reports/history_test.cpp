// The history file: what a run leaves there, and what is read back.
#include "reports/history.h"

#include <gtest/gtest.h>

#include <cmath>

#include "reports/sample.h"
#include "runner/json_text.h"

namespace wfx {
namespace {

HistoryRun BenchmarkRun(const std::string& build = "b1") {
  return HistoryOf(SampleBenchmark(), build);
}

TEST(History, KeepsWhatWasMeasured) {
  const RunRecord record = SampleBenchmark();
  const HistoryRun run = BenchmarkRun();
  EXPECT_EQ(run.id, record.run.id);
  EXPECT_EQ(run.date, record.run.start);
  EXPECT_EQ(run.build, "b1");
  std::size_t sound = 0;
  for (const Measurement& each : record.measurements)
    sound += each.errors.empty() && each.reason.empty();
  ASSERT_EQ(run.cases.size(), sound);
  ASSERT_LT(sound, record.measurements.size()) << "the sample has one that failed";
  EXPECT_EQ(run.cases.front().id, record.measurements.front().FullId());
  EXPECT_GT(run.cases.front().figures.at("throughput"), 0);
}

TEST(History, ABuildIsToldByItsProviders) {
  RunRecord record = SampleBenchmark();
  record.system.providers = {{"one.dll", std::string(64, 'a'), {}},
                             {"two.dll", std::string(64, 'b'), {}}};
  EXPECT_EQ(HistoryOf(record, "").build, "aaaaaaaaaaaa+bbbbbbbbbbbb");
  EXPECT_EQ(HistoryOf(record, "").system, record.system.base + " + one.dll + two.dll");
  record.system.providers.clear();
  EXPECT_EQ(HistoryOf(record, "").build, record.environment.os_build);
}

TEST(History, ReadsWhatItWrote) {
  const HistoryRun run = BenchmarkRun("a \"build\"\n");
  const std::string line = HistoryLine(run);
  EXPECT_EQ(line.find('\n'), line.size() - 1) << "one line each";
  const std::vector<HistoryRun> read = ReadHistory(line + "\n" + line, "h");
  ASSERT_EQ(read.size(), 2u);
  EXPECT_EQ(HistoryLine(read[0]), line);
  EXPECT_EQ(read[1].build, run.build);
  EXPECT_TRUE(ReadHistory("", "h").empty());
}

std::string ErrorIn(const std::string& text) {
  try {
    ReadHistory(text, "h");
  } catch (const JsonError& error) {
    return error.what();
  }
  return "read";
}

TEST(History, SaysWhatIsNoHistory) {
  const std::string line = HistoryLine(BenchmarkRun());
  EXPECT_EQ(ErrorIn(line + R"({"format": "wfx-record/1"})"),
            "h:2: this line is no \"wfx-history/1\"");
  EXPECT_EQ(ErrorIn(line + line.substr(0, line.size() / 2)).substr(0, 4), "h:2:");
  std::string negative = line;
  const std::string key = "\"throughput\": ";
  negative.insert(negative.find(key) + key.size(), "-");
  EXPECT_EQ(ErrorIn(negative), "h:1: throughput is a number above 0");
}

// Runs of which the later half is slower; the load of the last is another one.
TEST(History, DriftsAreOfWhatWasMeasuredAlike) {
  std::vector<HistoryRun> runs;
  for (int i = 0; i < 24; ++i) {
    HistoryRun run = BenchmarkRun();
    // Not in order.
    run.date = "2026-10-" + std::to_string(10 + i * 7 % 24) + "T00:00:00Z";
    run.cases.resize(1);
    const double slower = i * 7 % 24 < 12 ? 1 : 1.03;
    run.cases.front().figures = {{"latency_p50", 20e3 * slower * (1 + i % 3 * 1e-3)},
                                 {"throughput", 50e3},
                                 {"latency_max", 1e6 + i * 1e5}};
    runs.push_back(run);
  }
  runs.push_back(runs.back());
  runs.back().cases.front().load = "other";
  const std::vector<DriftRow> rows = DriftsOf(runs);
  ASSERT_EQ(rows.size(), 2u) << "latency_max is not looked at, one other load is too little";
  EXPECT_EQ(rows[0].figure, "latency_p50");
  ASSERT_EQ(rows[0].drift.changes.size(), 1u);
  EXPECT_EQ(rows[0].drift.changes.front().at, 12u);
  EXPECT_EQ(rows[0].runs[12]->date, "2026-10-22T00:00:00Z");
  EXPECT_NEAR(rows[0].worse, 0.03, 0.002);
  EXPECT_EQ(rows[1].figure, "throughput");
  EXPECT_TRUE(rows[1].drift.changes.empty());
}

}  // namespace
}  // namespace wfx
