#include "reports/technology.h"

#include <gtest/gtest.h>

#include "reports/sample.h"

namespace wfx {
namespace {

using Shown = TechnologyRow::Shown;

RunRecord OnTarget(const TargetFacts& target) {
  RunRecord record = SampleConformance();
  record.targets = {target};
  record.targets[0].name = "default";
  return record;
}

TargetFacts Share(std::vector<std::string> traits) {
  TargetFacts share;
  share.file_system = "NTFS";
  share.remote = true;
  share.protocol = "SMB 3.1.1";
  share.share = std::move(traits);
  return share;
}

// Names of the rows that have a target.
std::vector<std::string> Kinds(const TargetFacts& target) {
  std::vector<std::string> names;
  for (const TechnologyRow& row : TechnologiesOf({OnTarget(target)}))
    if (!row.targets.empty()) names.emplace_back(row.name);
  return names;
}

TEST(Technology, KindOfATargetIsWhatTheSystemTells) {
  EXPECT_EQ(Kinds(Share({})), (std::vector<std::string>{"SMB 3.0"}));
  EXPECT_EQ(Kinds(Share({"continuous_availability", "cluster"})),
            (std::vector<std::string>{"SMB 3.0", "SMB 3.0 Transparent Failover (TFO)"}));
  EXPECT_EQ(Kinds(Share({"scale_out"})),
            (std::vector<std::string>{"SMB 3.0", "SMB 3.0 with Scale-out File Shares (SO)"}));
  TargetFacts old = Share({"scale_out"});
  old.protocol = "SMB 2.1";
  EXPECT_TRUE(Kinds(old).empty());
  TargetFacts local;
  local.file_system = "ReFS";
  EXPECT_EQ(Kinds(local), (std::vector<std::string>{"Resilient File System (ReFS)"}));
  local.remote = true;
  EXPECT_TRUE(Kinds(local).empty());
  local.remote = false;
  local.file_system = "CSVFS";
  EXPECT_EQ(Kinds(local), (std::vector<std::string>{"Cluster Shared Volume File System (CsvFS)"}));
}

// The sample has one must that failed, and one that a known deviation masks.
TEST(Technology, OneMustThatFailedIsEnough) {
  const TechnologyRow row = TechnologiesOf({OnTarget(Share({}))})[0];
  EXPECT_EQ(row.shown, Shown::kFailed);
  EXPECT_EQ(row.failed, 1u);
  EXPECT_EQ(row.masked, 1u);
}

TEST(Technology, WhatIsMaskedOrNotRunShowsNothing) {
  RunRecord record = OnTarget(Share({}));
  std::erase_if(record.results, [](const Result& result) {
    return result.verdict == Verdict::kFail || result.verdict == Verdict::kPass;
  });
  TechnologyRow row = TechnologiesOf({record})[0];
  EXPECT_EQ(row.shown, Shown::kNotDemonstrated);
  EXPECT_EQ(row.held + row.failed, 0u);
  EXPECT_EQ(row.masked, 1u);
  for (Result& result : record.results) result.verdict = Verdict::kNotRun;
  row = TechnologiesOf({record})[0];
  EXPECT_EQ(row.shown, Shown::kNotDemonstrated);
  EXPECT_EQ(row.not_judged, 1u);
}

TEST(Technology, EveryJudgedMustThatHeldShowsIt) {
  RunRecord record = OnTarget(Share({}));
  for (Result& result : record.results) {
    if (result.verdict == Verdict::kFail || result.verdict == Verdict::kXfail)
      result.verdict = Verdict::kPass;
  }
  const TechnologyRow row = TechnologiesOf({record})[0];
  EXPECT_EQ(row.shown, Shown::kDemonstrated);
  EXPECT_EQ(row.held, 2u);
  EXPECT_EQ(row.targets, (std::vector<std::string>{"default"}));
}

TEST(Technology, TableSaysHowManyMustsStandBehindEachRow) {
  const std::string text = RenderText(TechnologySection({OnTarget(Share({}))}));
  EXPECT_NE(text.find("1 must judged, 1 of them failed, 1 masked by the platform"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("no target of this kind"), std::string::npos) << text;
  EXPECT_EQ(text.find("model"), std::string::npos) << text;
  EXPECT_TRUE(TechnologySection({SampleBenchmark()}).blocks().empty());
}

}  // namespace
}  // namespace wfx
