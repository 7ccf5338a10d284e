#include "runner/engine/judge_applies.h"

#include <gtest/gtest.h>

#include "runner/engine/judge.h"

namespace wfx {
namespace {

Case About(std::vector<std::string> applies_to, const std::string& opens = "data") {
  Case subject;
  subject.applies_to = std::move(applies_to);
  GivenHandle handle;
  handle.opens = opens;
  subject.given.push_back({1, "handle", handle});
  return subject;
}

TargetFacts On(const std::string& file_system, bool remote = false) {
  TargetFacts target;
  target.file_system = file_system;
  target.remote = remote;
  return target;
}

TEST(Applies, EverywhereUnlessACaseSaysWhere) {
  EXPECT_EQ(WhyNotApplicable(About({}), On("ReFS")), "");
  EXPECT_EQ(WhyNotApplicable(About({}), On("NTFS", true)), "");
}

TEST(Applies, WhereTheFileSystemIsNamed) {
  EXPECT_EQ(WhyNotApplicable(About({"NTFS", "FAT"}), On("NTFS")), "");
  EXPECT_EQ(WhyNotApplicable(About({"NTFS", "FAT"}), On("FAT32")), "");
  EXPECT_EQ(WhyNotApplicable(About({"NTFS", "FAT"}), On("FAT")), "");
  EXPECT_EQ(WhyNotApplicable(About({"NTFS", "FAT"}), On("ReFS")),
            "applies to NTFS, FAT; this is ReFS");
  EXPECT_EQ(WhyNotApplicable(About({"FAT"}), On("exFAT")), "applies to FAT; this is exFAT");
}

TEST(Applies, WhatNothingIsKnownOfKeepsNoCaseAway) {
  EXPECT_EQ(WhyNotApplicable(About({"NTFS"}), On("PassThroughFS")), "");
  EXPECT_EQ(WhyNotApplicable(About({"FAT"}), On("")), "");
  EXPECT_EQ(WhyNotApplicable(About({"local"}), On("PassThroughFS")), "");
}

TEST(Applies, AShareIsNoFileSystemOfItsServer) {
  EXPECT_EQ(WhyNotApplicable(About({"NTFS"}), On("NTFS", true)),
            "applies to NTFS; this is a share");
  EXPECT_EQ(WhyNotApplicable(About({"NTFS"}), On("SomeServerFS", true)),
            "applies to NTFS; this is a share");
  EXPECT_EQ(WhyNotApplicable(About({"SMB"}), On("NTFS", true)), "");
  EXPECT_EQ(WhyNotApplicable(About({"SMB"}), On("NTFS")), "applies to SMB; this is NTFS");
  EXPECT_EQ(WhyNotApplicable(About({"local"}), On("NTFS", true)),
            "applies to local file systems; this is a share");
  EXPECT_EQ(WhyNotApplicable(About({"local"}), On("ReFS")), "");
}

TEST(Applies, AVolumesFileSystemCountsForWhatOpensIt) {
  TargetFacts target = On("NTFS");
  target.sacrificial_file_system = "FAT32";
  EXPECT_EQ(WhyNotApplicable(About({"FAT"}, "volume"), target), "");
  EXPECT_EQ(WhyNotApplicable(About({"NTFS"}, "disk"), target), "applies to NTFS; this is FAT32");
  EXPECT_EQ(WhyNotApplicable(About({"RAW"}, "raw_volume"), target), "");
  EXPECT_EQ(WhyNotApplicable(About({"NTFS"}, "raw_volume"), target),
            "applies to NTFS; this is RAW");
}

TEST(Applies, TheJudgeSaysSoToo) {
  const Result result = Judge(About({"FAT"}), On("NTFS"), Observation(), {}, "2026-01-01", true);
  EXPECT_EQ(result.verdict, Verdict::kNotRun);
  EXPECT_EQ(result.reason, "applies to FAT; this is NTFS");
}

}  // namespace
}  // namespace wfx
