// The commands of wfx on records: report and judge.
#include <algorithm>

#include "reports/compare.h"
#include "reports/record.h"
#include "reports/report.h"
#include "reports/sample.h"
#include "runner/engine/judge.h"
#include "tools/wfx_fixture.h"

namespace wfx {
namespace {

// A record of null_write/completes whose writes completed with `bytes`, judged honestly.
RunRecord RecordOf(const std::filesystem::path& scenarios, std::uint32_t bytes) {
  const Catalogue catalogue = ReadCatalogue({scenarios});
  RunRecord record = SampleConformance();
  record.deviations.clear();
  record.system.providers.clear();
  record.results.clear();
  record.requirements = catalogue.requirements;
  for (const Scenario& scenario : catalogue.scenarios) {
    record.scenarios[scenario.id] = scenario.text;
    for (const Case& subject : scenario.cases) {
      WriteRecord write;
      write.name = "w";
      write.handle = "writer";
      write.api = "WriteFileEx";
      write.offset = subject.case_id == "offset=end" ? 8192 : 0;
      write.returned = true;
      write.runs = 1;
      CompletionRecord completion;
      completion.bytes = bytes;
      completion.during = "wait 1";
      completion.alertable = true;
      completion.words.internal_high = write.at_end.internal_high = bytes;
      completion.words.offset = write.after_call.offset = write.at_end.offset =
          static_cast<std::uint32_t>(write.offset);
      write.completions = {completion};
      Observation observation;
      observation.writes = {write};
      FileRecord file;
      file.name = "data";
      file.initial_size = file.size = 8192;
      file.filled = true;
      file.contents = {{0, 8192, ContentRun::Origin::kFill, "", 0}};
      observation.files = {file};
      Result result = Judge(subject, record.targets[0], observation, {}, record.run.date);
      record.results.push_back(result);
    }
  }
  record.planned = record.results.size();
  return record;
}

TEST_F(Wfx, ReportsOnRecords) {
  const std::string file = Write("record.json", ToJson(SampleConformance())).string();
  EXPECT_EQ(Run({"report", file}), kHeld) << err_;
  EXPECT_TRUE(OutHas("FAILED: wfx-conformance on Wine 8.0"));
  EXPECT_EQ(Run({"report", file, Write("other.json", ToJson(SampleElsewhere())).string(),
                 "--markdown", "--output", (folder_ / "report.md").string()}),
            kHeld);
  EXPECT_EQ(out_, "");
  EXPECT_EQ(ReadText(folder_ / "report.md"), ToMarkdown({SampleConformance(), SampleElsewhere()}));
  EXPECT_EQ(Run({"report", file, "--html"}), kHeld) << err_;
  EXPECT_EQ(out_, ToHtml({SampleConformance()}));
  EXPECT_EQ(Run({"report", file, "--html", "--markdown"}), kUsage);
  EXPECT_TRUE(ErrHas("give one of them")) << err_;
  EXPECT_EQ(Run({"report", (folder_ / "missing.json").string()}), kUsage);
  EXPECT_EQ(Run({"report", Write("bad.json", "{\n  \"format\": 1\n}\n").string()}), kUsage);
  EXPECT_TRUE(ErrHas("bad.json:2: ")) << err_;
}

TEST_F(Wfx, ComparesRecords) {
  const std::string wine = Write("wine.json", ToJson(SampleConformance())).string();
  const std::string windows = Write("windows.json", ToJson(SampleElsewhere())).string();
  EXPECT_EQ(Run({"compare", wine, windows}), kHeld) << err_;
  EXPECT_TRUE(OutHas("HELD: nothing is newly failing.")) << out_;
  EXPECT_EQ(Run({"compare", windows, wine, "--all", "--markdown", "--output",
                 (folder_ / "compare.md").string()}),
            kBroken)
      << err_;
  EXPECT_EQ(out_, "");
  const std::vector<RunRecord> records{SampleElsewhere(), SampleConformance()};
  EXPECT_EQ(ReadText(folder_ / "compare.md"),
            CompareToMarkdown(Comparison(records, {"windows.json", "wine.json"}), RowsShown::kAll));
}

TEST_F(Wfx, RefusesToCompareWhatCannotBe) {
  const std::string file = Write("one.json", ToJson(SampleConformance())).string();
  EXPECT_EQ(Run({"compare", file}), kUsage);
  EXPECT_TRUE(ErrHas("there is one target only")) << err_;
  RunRecord other = SampleElsewhere();
  for (auto& [id, text] : other.scenarios) text += " ";
  EXPECT_EQ(Run({"compare", file, Write("two.json", ToJson(other)).string()}), kUsage);
  EXPECT_TRUE(err_.starts_with("wfx: scenario locked_range/other_process_fails differs: ")) << err_;
  EXPECT_TRUE(ErrHas("\nwfx: scenario null_write/completes differs: ")) << err_;
  EXPECT_EQ(std::count(err_.begin(), err_.end(), '\n'), 2) << err_;
  EXPECT_EQ(out_, "");
  std::string in_other_unit = ToJson(SampleBenchmark());
  in_other_unit.replace(in_other_unit.find("\"unit\": \"ns\""), 12, "\"unit\": \"us\"");
  EXPECT_EQ(Run({"compare", Write("ns.json", ToJson(SampleBenchmark())).string(),
                 Write("us.json", in_other_unit).string()}),
            kUsage);
  EXPECT_TRUE(ErrHas("histogram in \"us\"; this version reads \"ns\"")) << err_;
}

TEST_F(Wfx, JudgesTheSameAgain) {
  const RunRecord record = RecordOf(scenarios(), 0);
  EXPECT_EQ(Run({"judge", Write("record.json", ToJson(record)).string()}), kHeld) << err_ << out_;
  EXPECT_EQ(out_, "3 results judged again: 0 differ, 0 break the run\n") << ToText({record});
}

TEST_F(Wfx, JudgeSeesThatAVerdictWasChanged) {
  RunRecord record = RecordOf(scenarios(), 1);
  EXPECT_EQ(Run({"judge", Write("record.json", ToJson(record)).string()}), kBroken);
  EXPECT_TRUE(OutHas("3 results judged again: 0 differ, 2 break the run\n")) << out_;
  record.results[0].verdict = Verdict::kPass;
  record.results[0].findings.clear();
  EXPECT_EQ(Run({"judge", Write("record.json", ToJson(record)).string()}), kBroken);
  EXPECT_TRUE(
      OutHas("null_write/completes/offset=start@default\n  recorded: pass\n  judged:   fail\n"))
      << out_;
  EXPECT_TRUE(OutHas("1 differ, 2 break the run\n")) << out_;
}

TEST_F(Wfx, JudgeTellsClaimsThatFailed) {
  RunRecord record = RecordOf(scenarios(), 0);
  record.declared = {{"default", "capability oplocks", Declared::Outcome::kFailed,
                      "no oplocks here", "vendor.json", 4}};
  EXPECT_EQ(Run({"judge", Write("record.json", ToJson(record)).string()}), kBroken);
  EXPECT_TRUE(
      OutHas("declared in vendor.json:4: target default: capability oplocks is claimed, "
             "but no oplocks here\n"))
      << out_;
}

TEST_F(Wfx, JudgesAgainstAnotherListAndDate) {
  const RunRecord record = RecordOf(scenarios(), 1);
  ASSERT_EQ(record.results[0].findings.size(), 1u);
  const Finding& finding = record.results[0].findings[0];
  const std::string file = Write("record.json", ToJson(record)).string();
  const std::string list =
      Write("list.json",
            R"({
  "applies_to": { "system": "wine", "version": "8" },
  "groups": [
    {
      "cause": "one byte too many",
      "link": "https://example.org/bug/2",
      "deviations": [
        { "scenario": "null_write/completes", "expectation": ")" +
                finding.expectation + R"(", "observed": ")" + finding.observed +
                R"(", "kind": "defect", "owner": "nobody yet", "expires": "2027-01-01" }
      ]
    }
  ]
}
)")
          .string();
  EXPECT_EQ(Run({"judge", file, "--deviations", list}), kHeld) << err_ << out_;
  EXPECT_TRUE(OutHas("2 differ, 0 break the run\n")) << out_;
  EXPECT_TRUE(OutHas("(known: one byte too many)")) << out_;
  EXPECT_EQ(Run({"judge", file, "--deviations", list, "--today", "2027-01-01"}), kBroken);
  EXPECT_TRUE(OutHas("judged:   xpass")) << out_;
  EXPECT_EQ(Run({"judge", file, "--today", "tomorrow"}), kUsage);
  EXPECT_TRUE(ErrHas("YYYY-MM-DD"));
}

TEST_F(Wfx, JudgeNamesWhatARecordLacks) {
  RunRecord record = RecordOf(scenarios(), 0);
  record.scenarios.erase("null_write/completes");
  EXPECT_EQ(Run({"judge", Write("record.json", ToJson(record)).string()}), kUsage);
  EXPECT_EQ(err_, "wfx: the record lacks the text of scenario null_write/completes\n");
  record.results.clear();
  EXPECT_EQ(Run({"judge", Write("record.json", ToJson(record)).string()}), kNothingSelected);
}

TEST_F(Wfx, CoverageNamesWhatJudgesEachRequirement) {
  EXPECT_EQ(RunHere({"coverage"}), kHeld) << err_;
  EXPECT_TRUE(OutHas("0 requirements that are only inferred (grade I) are must.")) << out_;
  EXPECT_TRUE(OutHas("null_write.completes (must, D): A write of 0 bytes completes with 0 bytes."));
  EXPECT_TRUE(OutHas("null_write/completes (2 cases)\n")) << out_;
  EXPECT_EQ(RunHere({"coverage", "--only", "null_write.t*"}), kHeld);
  EXPECT_FALSE(OutHas("null_write.completes (must"));
  EXPECT_TRUE(OutHas("null_write.touches_time (may, I)"));
  EXPECT_EQ(RunHere({"coverage", "--summary"}), kHeld);
  EXPECT_FALSE(OutHas("null_write.completes (must"));
  EXPECT_EQ(RunHere({"coverage", "--only", "nothing*"}), kNothingSelected);
}

TEST_F(Wfx, CoverageCountsAMaskedMustApart) {
  RunRecord record = RecordOf(scenarios(), 1);
  EXPECT_EQ(RunHere({"coverage", Write("failed.json", ToJson(record)).string()}), kHeld) << err_;
  EXPECT_TRUE(OutHas("null_write/completes (2 cases): 2 failed\n")) << out_;
  for (Result& result : record.results)
    if (result.verdict == Verdict::kFail) result.verdict = Verdict::kXfail;
  EXPECT_EQ(RunHere({"coverage", Write("masked.json", ToJson(record)).string()}), kHeld) << err_;
  EXPECT_TRUE(OutHas("null_write/completes (2 cases): 2 masked by the platform\n")) << out_;
  EXPECT_TRUE(OutHas("null_write/touches_time (1 case): 1 observed\n")) << out_;
}

}  // namespace
}  // namespace wfx
