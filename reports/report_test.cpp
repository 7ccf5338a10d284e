#include "reports/report.h"

#include <gtest/gtest.h>

#include "reports/pinned.h"
#include "reports/record.h"
#include "reports/sample.h"

namespace wfx {
namespace {

TEST(Report, OfConformance) {
  ExpectPinned(ToMarkdown({SampleConformance()}), "conformance.md");
  ExpectPinned(ToText({SampleConformance()}), "conformance.txt");
}

TEST(Report, SaysWhatWasDeclared) {
  RunRecord record = SampleElsewhere();
  using Outcome = Declared::Outcome;
  record.declared = {
      {"default", "sector 512", Outcome::kHeld, "", "vendor.json", 3},
      {"default", "capability oplocks", Outcome::kFailed, "no oplocks here", "vendor.json", 4},
      {"default", "capability mailslots", Outcome::kUnclaimed, "", "", 0},
      {"default", "capability named_pipes", Outcome::kUnclaimed, "", "", 0}};
  const std::string text = ToText({record});
  for (const char* said :
       {"FAILED: ", "What was declared",
        "1 claim holds, 1 failed; 2 capabilities were found that nobody claimed.",
        "failed: vendor.json:4: target default: capability oplocks is claimed, but no oplocks here",
        "not claimed of target default: mailslots, named_pipes"})
    EXPECT_NE(text.find(said), std::string::npos) << said << "\n" << text;
  record.declared.clear();
  EXPECT_EQ(ToText({record}).find("declared"), std::string::npos);
}

TEST(Report, OfBothProgramsOnOneSystem) {
  ExpectPinned(ToMarkdown({SampleConformance(), SampleBenchmark()}), "both_programs.md");
}

TEST(Report, OfTwoSystemsSideBySide) {
  ExpectPinned(ToMarkdown({SampleConformance(), SampleElsewhere()}), "two_systems.md");
  ExpectPinned(ToText({SampleConformance(), SampleElsewhere()}), "two_systems.txt");
}

TEST(Report, OfTwoTargetsSideBySide) {
  RunRecord record = SampleBenchmark();
  record.targets.push_back(record.targets.front());
  record.targets.back().name = "tmpfs";
  const std::vector<Measurement> measurements = record.measurements;
  for (Measurement measurement : measurements) {
    measurement.target = "tmpfs";
    measurement.pending_share = 0.5;
    record.measurements.push_back(measurement);
  }
  record.planned = record.measurements.size();
  ExpectPinned(ToMarkdown({record}), "two_targets.md");
}

TEST(Report, SaysWhatWritesWere) {
  RunRecord record = SampleBenchmark();
  Measurement& measurement = record.measurements.front();
  measurement.lengths = {{4096, 0.7, 175'250}, {65536, 0.3, 74'750}};
  measurement.bytes = 175'250ull * 4096 + 74'750ull * 65536;
  measurement.handles = {"first", "second"};
  measurement.verified_blocks = 16'384;
  record.measurements[1].verified_blocks = 1;
  const std::string text = ToMarkdown({record});
  const std::string id = "`" + measurement.FullId() + "`";
  for (const std::string& said :
       {id + ": 70.1 % of 4 KiB (70.0 % asked), 29.9 % of 64 KiB (30.0 % asked); 22,466 bytes a "
             "write on average.",
        id + ": through first, second at the same time.",
        std::string("Verified: 16,385 tagged blocks of 2 cases, every byte")})
    EXPECT_NE(text.find(said), text.npos) << said << "\n" << text;
}

TEST(Report, NamesTheApisOfSiblings) {
  RunRecord record = SampleBenchmark();
  EXPECT_EQ(ToMarkdown({record}).find("| API "), std::string::npos);
  record.measurements[1].api = "WriteFile with completion port";
  const std::string text = ToMarkdown({record});
  for (const std::string_view said :
       {"| API ", "| WriteFileEx ", "| WriteFile with completion port |",
        "Of WriteFileEx's siblings latency is to when the program knows that the write is over",
        "every write of a sibling was final when its call returned"})
    EXPECT_NE(text.find(said), text.npos) << said << "\n" << text;
}

TEST(Report, SaysWhatTheHarnessItselfTook) {
  RunRecord record = SampleBenchmark();
  std::string text = ToText({record});
  EXPECT_NE(text.find("62 ns a write, at most 0.6 % of a p50 (buffered/sequential/"
                      "length=4k,queue_depth=1@default)"),
            text.npos)
      << text;
  EXPECT_EQ(text.find("the harness itself may be more than 1 %"), text.npos) << text;
  for (Measurement& measurement : record.measurements) measurement.own_cost_ns = 200;
  text = ToText({record});
  EXPECT_NE(text.find("2.0 % of a p50"), text.npos) << text;
  EXPECT_NE(text.find("the harness itself may be more than 1 %"), text.npos) << text;
  for (Measurement& measurement : record.measurements) measurement.own_cost_ns = 0;
  EXPECT_EQ(ToText({record}).find("harness itself"), text.npos) << "nobody measured it";
}

TEST(Report, SaysThatARunDied) {
  RunRecord record = SampleElsewhere();
  record.results.resize(3);
  record.run.end.clear();
  const std::string text = ToText({record});
  EXPECT_NE(text.find("INCOMPLETE: wfx-conformance on Windows 10 Pro 19045.3570"), text.npos)
      << text;
  EXPECT_NE(text.find("the run died after 3 of 9"), text.npos) << text;
}

TEST(Report, IsCutShortForSummaries) {
  RunRecord record = SampleConformance();
  const Result failed = record.results[5];
  for (int n = 0; n < 4000; ++n) {
    record.results.push_back(failed);
    record.results.back().case_id = "n=" + std::to_string(n);
  }
  const std::string text = ToMarkdown({record});
  EXPECT_LE(text.size(), kLongestMarkdown);
  EXPECT_GT(text.size(), kLongestMarkdown - 1000);
  EXPECT_NE(text.find("**Truncated**"), text.npos);
  EXPECT_GT(ToMarkdown({record}, 100'000'000).size(), kLongestMarkdown);
  EXPECT_LE(ToMarkdown({record}, 10).size(), 200u);
}

TEST(Report, OfAnEmptyRecord) {
  EXPECT_NE(ToText({RunRecord()}).find("INCOMPLETE"), std::string::npos);
  EXPECT_NE(ToText({}).find("WriteFileEx"), std::string::npos);
}

}  // namespace
}  // namespace wfx
