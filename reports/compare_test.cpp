#include "reports/compare.h"

#include <gtest/gtest.h>

#include "reports/change.h"
#include "reports/comparable.h"
#include "reports/pinned.h"
#include "reports/sample.h"

namespace wfx {
namespace {

RunRecord& Widened(RunRecord& record, const std::string& target) {
  record.targets.push_back(record.targets.front());
  record.targets.back().name = target;
  const std::vector<Result> results = record.results;
  for (Result result : results) {
    result.target = target;
    record.results.push_back(std::move(result));
  }
  const std::vector<Measurement> measurements = record.measurements;
  for (Measurement measurement : measurements) {
    measurement.target = target;
    record.measurements.push_back(std::move(measurement));
  }
  record.planned = record.results.size() + record.measurements.size();
  return record;
}

std::string TextOf(const std::vector<RunRecord>& records, RowsShown rows = RowsShown::kAll) {
  return CompareToText(Comparison(records), rows);
}

testing::AssertionResult Has(const std::string& text, const std::string& said) {
  return text.find(said) != text.npos ? testing::AssertionSuccess()
                                      : testing::AssertionFailure() << said << "\n"
                                                                    << text;
}

TEST(Compare, OfTwoSystems) {
  const std::vector<RunRecord> records{SampleElsewhere(), SampleConformance()};
  const Comparison comparison(records, {"windows.json", "wine.json"});
  ExpectPinned(CompareToMarkdown(comparison, RowsShown::kDifferences), "compare_systems.md");
  ExpectPinned(CompareToText(comparison, RowsShown::kDifferences), "compare_systems.txt");
  EXPECT_TRUE(AnyNewlyFailing(comparison));
  const std::vector<RunRecord> other_way{SampleConformance(), SampleElsewhere()};
  EXPECT_FALSE(AnyNewlyFailing(Comparison(other_way)));
}

TEST(Compare, OfThreeTargetsWithTheirSpeed) {
  RunRecord record = SampleBenchmark();
  Widened(Widened(record, "tmpfs"), "shared");
  record.targets[2].remote = true;
  record.targets[2].file_system = "SMB";
  for (Measurement& measurement : record.measurements) {
    if (measurement.repetition_writes.empty()) continue;
    if (measurement.target == "tmpfs") measurement.repetition_writes = {124'000, 127'000};
    if (measurement.target == "shared") measurement.repetition_writes = {12'500, 12'400};
  }
  const std::vector<RunRecord> records{record};
  ExpectPinned(CompareToMarkdown(Comparison(records), RowsShown::kDifferences), "compare_speed.md");
}

TEST(Compare, ShowsEveryCaseWhenAsked) {
  const std::vector<RunRecord> records{SampleConformance(), SampleElsewhere()};
  EXPECT_TRUE(Has(TextOf(records), "All cases: 9 cases"));
  EXPECT_TRUE(Has(TextOf(records), "All requirements: 7"));
  EXPECT_FALSE(Has(TextOf(records, RowsShown::kDifferences), "volume/writes "));
}

TEST(Compare, TellsInlineFromPending) {
  std::vector<RunRecord> records{SampleElsewhere(), SampleElsewhere()};
  EXPECT_TRUE(Has(TextOf(records, RowsShown::kDifferences), "No case ends differently"));
  for (Result& result : records[1].results)
    if (result.scenario == "null_write/completes")
      result.observation.writes[0].after_call.internal = 0x103;
  const std::string text = TextOf(records, RowsShown::kDifferences);
  EXPECT_TRUE(Has(text, "pass, inline: completes with 0 bytes"));
  EXPECT_TRUE(Has(text, "pass, pending: completes with 0 bytes"));
  EXPECT_TRUE(Has(text, "pass, 1 otherwise"));
  EXPECT_FALSE(AnyNewlyFailing(Comparison(records)));
}

TEST(Compare, TellsAFailureOfTheCallFromOneOfTheRoutine) {
  std::vector<RunRecord> records{SampleElsewhere(), SampleElsewhere()};
  WriteRecord& write = records[1].results[1].observation.writes[0];
  ASSERT_EQ(write.last_error, 33u);
  write.returned = true;
  write.last_error = 0;
  write.runs = 1;
  write.completions.emplace_back().error = 33;
  const std::string text = TextOf(records, RowsShown::kDifferences);
  EXPECT_TRUE(Has(text, "pass: fails_with ERROR_LOCK_VIOLATION (33) from the call"));
  EXPECT_TRUE(Has(text, "pass: fails_with ERROR_LOCK_VIOLATION (33) through the routine"));
}

TEST(Compare, DoesNotTellWhatComesAndGoes) {
  std::vector<RunRecord> records{SampleConformance(), SampleConformance()};
  for (Result& result : records[1].results)
    if (result.verdict == Verdict::kXfail) result.verdict = Verdict::kPass;
  EXPECT_TRUE(Has(TextOf(records), "Fixed: 2 cases"));
  std::swap(records[0], records[1]);
  EXPECT_TRUE(Has(TextOf(records), "newly a deviation"));
  records[0].deviations.front().kind = records[1].deviations.front().kind = "unstable";
  EXPECT_FALSE(Has(TextOf(records), "newly a deviation"));
  std::swap(records[0], records[1]);
  EXPECT_FALSE(Has(TextOf(records), "Fixed"));
}

TEST(Compare, HoldsATargetAgainstItsNamesake) {
  std::vector<RunRecord> records{SampleElsewhere(), SampleElsewhere()};
  Widened(records[0], "tmpfs");
  Widened(records[1], "tmpfs");
  Widened(records[1], "ext4");
  const Comparison comparison(records, {"before.json", "after.json"});
  ASSERT_EQ(comparison.columns().size(), 5u);
  EXPECT_EQ(comparison.columns()[3].label, "after.json, tmpfs");
  std::vector<std::size_t> bases;
  for (std::size_t i = 0; i < 5; ++i) bases.push_back(comparison.BaseOf(i));
  EXPECT_EQ(bases, (std::vector<std::size_t>{0, 0, 0, 1, 0}));
}

TEST(Compare, RunsOnOtherTargetsOfOneSystemStandSideBySide) {
  std::vector<RunRecord> records{SampleConformance(), SampleConformance(), SampleBenchmark()};
  for (std::size_t i = 1; i < 3; ++i) {
    records[i].targets.front().name = "tmpfs";
    records[i].targets.front().mount = "wfx_tmpfs on /mnt type tmpfs";
    for (Result& result : records[i].results) result.target = "tmpfs";
    for (Measurement& measurement : records[i].measurements) measurement.target = "tmpfs";
  }
  const Comparison comparison(records);
  ASSERT_EQ(comparison.columns().size(), 2u);
  EXPECT_EQ(comparison.columns()[0].label, records[0].targets.front().name);
  EXPECT_EQ(comparison.columns()[1].label, "tmpfs");
  EXPECT_EQ(comparison.BaseOf(1), 0u);
  ASSERT_FALSE(comparison.results().empty());
  EXPECT_NE(comparison.results().front().cells[0], nullptr);
  EXPECT_NE(comparison.results().front().cells[1], nullptr);
  EXPECT_TRUE(Has(TextOf(records), "wfx_tmpfs on /mnt type tmpfs"));
}

TEST(Compare, GivesNoSpeedOfOtherHosts) {
  std::vector<RunRecord> records{SampleBenchmark(), SampleBenchmark()};
  EXPECT_FALSE(Has(TextOf(records), "Different hosts"));
  EXPECT_TRUE(Has(TextOf(records), "\xE2\x89\x88 1.00 (1.00 to 1.00)"));
  records[1].environment.memory_bytes += 4096;
  EXPECT_FALSE(Has(TextOf(records), "Different hosts")) << "a system may keep a page more";
  for (const auto change : {+[](EnvironmentFacts& one) { one.cpu = "Another CPU"; },
                            +[](EnvironmentFacts& one) { one.logical_cpus = 3; },
                            +[](EnvironmentFacts& one) { one.memory_bytes *= 2; }}) {
    records[1].environment = records[0].environment;
    change(records[1].environment);
    EXPECT_TRUE(Has(TextOf(records), "Different hosts: "));
    EXPECT_FALSE(Has(TextOf(records), "\xE2\x89\x88 1.00")) << "a speed of other hosts";
  }
}

TEST(Compare, LeavesOutWhatRanNowhere) {
  std::vector<RunRecord> records{SampleBenchmark(), SampleBenchmark()};
  const std::string id = "length=4k,queue_depth=1";
  records[0].measurements[0].reason = "no sacrificial volume was given";
  records[1].measurements[0].reason = "no sacrificial volume was given";
  EXPECT_FALSE(Has(TextOf(records), id));
  records[1].measurements[0].reason.clear();
  EXPECT_TRUE(Has(TextOf(records), id));
  EXPECT_TRUE(Has(TextOf(records), "Newly reachable: 1 case"));
}

TEST(Compare, SaysThatAMeasurementFailsNow) {
  std::vector<RunRecord> records{SampleBenchmark(), SampleBenchmark()};
  EXPECT_FALSE(AnyNewlyFailing(Comparison(records)));
  records[1].measurements[0].errors = {"write 7: fails_with ERROR_DISK_FULL (112)"};
  EXPECT_TRUE(AnyNewlyFailing(Comparison(records)));
  EXPECT_TRUE(Has(TextOf(records), "FAILED: 1 case is newly failing."));
  EXPECT_TRUE(Has(TextOf(records), "failed: write 7: fails_with ERROR_DISK_FULL (112)"));
}

TEST(Comparable, RefusesOtherTexts) {
  std::vector<RunRecord> records{SampleConformance(), SampleConformance()};
  EXPECT_TRUE(WhyNotComparable(Comparison(records)).empty());
  records[1].scenarios["null_write/completes"] += " ";
  const auto reasons = WhyNotComparable(Comparison(records, {"a.json", "b.json"}));
  ASSERT_EQ(reasons.size(), 1u);
  EXPECT_TRUE(
      reasons[0].starts_with("scenario null_write/completes differs: its text has SHA-256 "))
      << reasons[0];
  EXPECT_TRUE(reasons[0].ends_with("... in b.json; run both from the same files")) << reasons[0];
  records[1].scenarios.erase("null_write/completes");
  EXPECT_TRUE(WhyNotComparable(Comparison(records)).empty()) << "one run need not have it";
}

TEST(Comparable, RefusesOtherLoads) {
  const std::vector<RunRecord> same{SampleBenchmark(), SampleBenchmark()};
  EXPECT_TRUE(WhyNotComparable(Comparison(same)).empty());
  for (const auto change :
       {+[](Measurement& one) { one.api = "WriteFile"; },
        +[](Measurement& one) { one.asked_depth = 2; }, +[](Measurement& one) { one.threads = 2; },
        +[](Measurement& one) { one.open.asked_rate = 5; },
        +[](Measurement& one) {
          one.handles = {"first", "second"};
        },
        +[](Measurement& one) {
          one.lengths = {{512, 1, one.writes}};
        },
        +[](Measurement& one) { one.bytes *= 2; }}) {
    std::vector<RunRecord> records = same;
    change(records[1].measurements[0]);
    const auto reasons = WhyNotComparable(Comparison(records));
    ASSERT_EQ(reasons.size(), 1u);
    EXPECT_TRUE(reasons[0].starts_with(
        "the load of buffered/sequential/length=4k,queue_depth=1 differs: WriteFileEx, 4,096 "
        "bytes a write, 1 thread, depth 1 on "))
        << reasons[0];
  }
  std::vector<RunRecord> records = same;
  records[1].measurements[0].errors = {"it failed"};
  records[1].measurements[0].asked_depth = 2;
  EXPECT_TRUE(WhyNotComparable(Comparison(records)).empty()) << "there are no figures to compare";
}

TEST(Compare, IsCutShortForSummaries) {
  const std::vector<RunRecord> records{SampleConformance(), SampleElsewhere()};
  const std::string text = CompareToMarkdown(Comparison(records), RowsShown::kAll, 1500);
  EXPECT_LE(text.size(), 1500u);
  EXPECT_TRUE(Has(text, "`wfx compare RECORD` prints all of it."));
}

}  // namespace
}  // namespace wfx
