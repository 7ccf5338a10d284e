// What a gate makes of records: what it pairs up, refuses and finds newly failing.
#include "reports/gate_records.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "reports/gate_report.h"
#include "reports/record.h"
#include "reports/sample.h"

namespace wfx {
namespace {

constexpr std::size_t kRepetitions = 40;

// A measurement of `kRepetitions` slices of 100 ms, of writes of about 20 us times `slower`.
Measurement Measured(const std::string& target, double slower, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  Measurement measurement = SampleBenchmark().measurements.front();
  measurement.target = target;
  measurement.errors.clear();
  measurement.repetition_seconds.assign(kRepetitions, 0.1);
  measurement.repetition_writes.clear();
  measurement.repetition_latency.clear();
  measurement.repetition_turns.clear();
  measurement.series.clear();
  measurement.seconds = 0.1 * kRepetitions;
  for (std::size_t i = 0; i < kRepetitions; ++i) {
    const double latency = 20'000 * slower * std::exp(std::normal_distribution<>(0, 0.01)(random));
    measurement.repetition_writes.push_back(static_cast<std::uint64_t>(1e8 / latency));
    Latency& each = measurement.repetition_latency.emplace_back();
    each.p50 = static_cast<std::uint64_t>(latency);
    each.p99 = each.p50 * 3;
  }
  return measurement;
}

// Two targets, `b` slower than `a`.
RunRecord TwoTargets(double slower, bool in_turns) {
  RunRecord record = SampleBenchmark();
  record.targets.push_back(record.targets.front());
  record.targets[0].name = "a";
  record.targets[1].name = "b";
  record.measurements = {Measured("a", 1, 1), Measured("b", slower, 2)};
  record.planned = 2;
  if (!in_turns) return record;
  for (std::size_t side = 0; side < 2; ++side)
    for (std::size_t i = 0; i < kRepetitions; ++i)
      record.measurements[side].repetition_turns.push_back(2 * i + (i + side) % 2);
  return record;
}

RunRecord OneTarget(double slower, std::uint64_t seed) {
  RunRecord record = SampleBenchmark();
  record.measurements = {Measured("default", slower, seed)};
  record.planned = 1;
  return record;
}

GateTerms UsualTerms(const std::string&) {
  return {{{"throughput", 0.05}, {"latency_p50", 0.05}}, true};
}

Gate GateOfTargets(const RunRecord& record) {
  return JudgeRecords({record, "R.json", "a"}, {record, "R.json", "b"}, &UsualTerms);
}

Gate GateOfRecords(const RunRecord& baseline, const RunRecord& candidate) {
  return JudgeRecords({baseline, "A.json", ""}, {candidate, "B.json", ""}, &UsualTerms);
}

std::string RefusalOf(const RunRecord& baseline, const RunRecord& candidate) {
  try {
    GateOfRecords(baseline, candidate);
  } catch (const GateRefusal& refusal) {
    return refusal.what();
  }
  return "compared";
}

TEST(GateRecords, TargetsThatTookTurnsAreComparedInPairs) {
  const Gate gate = GateOfTargets(TwoTargets(1.07, true));
  ASSERT_EQ(gate.rows.size(), 2u);
  for (const GateRow& row : gate.rows) {
    EXPECT_TRUE(row.question.in_pairs);
    EXPECT_EQ(row.answer.verdict, GateVerdict::kRegressed);
    EXPECT_EQ(row.id, "buffered/sequential/length=4k,queue_depth=1@b");
  }
  EXPECT_NEAR(gate.rows[0].answer.ratio, 1 / 1.07, 0.01);
  EXPECT_NEAR(gate.rows[1].answer.ratio, 1.07, 0.01);
  EXPECT_EQ(VerdictOf(gate), GateVerdict::kRegressed);
  EXPECT_EQ(VerdictOf(GateOfTargets(TwoTargets(1.02, true))), GateVerdict::kHeld);
  EXPECT_EQ(VerdictOf(GateOfTargets(TwoTargets(0.9, true))), GateVerdict::kImproved);
}

// A change of 7 % is not surely more than 5 % where nothing says how runs differ.
TEST(GateRecords, WhatWasMeasuredApartIsHeldAgainstTheLimit) {
  const Gate gate = GateOfTargets(TwoTargets(1.02, false));
  EXPECT_FALSE(gate.rows.front().question.in_pairs);
  EXPECT_EQ(VerdictOf(gate), GateVerdict::kHeld);
  ASSERT_FALSE(gate.notes.empty());
  EXPECT_NE(gate.notes.back().find("--interleave"), std::string::npos);
  EXPECT_EQ(VerdictOf(GateOfRecords(OneTarget(1, 3), OneTarget(1.005, 4))), GateVerdict::kHeld);
  EXPECT_EQ(VerdictOf(GateOfRecords(OneTarget(1, 3), OneTarget(1.05, 4))),
            GateVerdict::kInconclusive);
  EXPECT_EQ(VerdictOf(GateOfRecords(OneTarget(1, 3), OneTarget(1.2, 4))), GateVerdict::kRegressed);
}

TEST(GateRecords, SaysWhatItRefuses) {
  const RunRecord baseline = OneTarget(1, 3);
  RunRecord candidate = OneTarget(1, 4);
  candidate.environment.cpu = "Another CPU";
  EXPECT_EQ(RefusalOf(baseline, candidate),
            "the records are of different hosts: the CPU is \"A CPU of 3 GHz\" in A.json and "
            "\"Another CPU\" in B.json");
  candidate = OneTarget(1, 4);
  candidate.environment.memory_bytes /= 2;
  EXPECT_EQ(RefusalOf(baseline, candidate),
            "the records are of different hosts: the memory is \"8 GiB\" in A.json and \"4 GiB\" "
            "in B.json");
  candidate = OneTarget(1, 4);
  RunRecord with_text = baseline;
  with_text.scenarios["buffered/sequential"] = "{}";
  candidate.scenarios["buffered/sequential"] = "{ }";
  EXPECT_EQ(RefusalOf(with_text, candidate),
            "the text of scenario buffered/sequential is not the same in A.json and B.json; "
            "measure both with the same one");
  candidate = OneTarget(1, 4);
  candidate.measurements.front().seconds *= 2;
  EXPECT_EQ(RefusalOf(baseline, candidate),
            "the load of buffered/sequential/length=4k,queue_depth=1@default is not the same: a "
            "repetition of 0.100 s in the baseline, 0.200 s in the candidate");
  candidate = OneTarget(1, 4);
  candidate.measurements.front().asked_depth = 2;
  EXPECT_NE(RefusalOf(baseline, candidate).find("depth 1 in the baseline, 2 in the candidate"),
            std::string::npos);
  EXPECT_THROW(JudgeRecords({baseline, "A.json", "x"}, {baseline, "A.json", "default"}, UsualTerms),
               GateRefusal);
}

TEST(GateRecords, VerdictsNeedNoEqualHosts) {
  const Gate gate = GateOfRecords(SampleConformance(), SampleElsewhere());
  EXPECT_EQ(VerdictOf(gate), GateVerdict::kHeld);
  EXPECT_EQ(gate.common, SampleConformance().results.size());
}

TEST(GateRecords, FindsWhatIsNewlyFailingAndNoLongerReached) {
  const RunRecord good = SampleElsewhere();
  const Gate failing = GateOfRecords(good, SampleConformance());
  EXPECT_EQ(VerdictOf(failing), GateVerdict::kRegressed);
  ASSERT_EQ(failing.newly_failing.size(), 2u);
  EXPECT_EQ(failing.newly_failing[0].id, "null_write/completes@default");
  EXPECT_EQ(failing.newly_failing[0].was, "pass");
  EXPECT_EQ(failing.newly_failing[0].is,
            "fail: fails_with ERROR_INVALID_PARAMETER (87) from the "
            "call");
  ASSERT_EQ(failing.no_longer_reached.size(), 1u);
  EXPECT_EQ(failing.no_longer_reached[0].is, "blocked: pipe/is_made failed in this run");
  RunRecord fewer = good;
  fewer.results.pop_back();  // was not run
  EXPECT_EQ(VerdictOf(GateOfRecords(good, fewer)), GateVerdict::kHeld);
  fewer.results.pop_back();
  EXPECT_EQ(VerdictOf(GateOfRecords(good, fewer)), GateVerdict::kRegressed);

  RunRecord broken = OneTarget(1, 4);
  broken.measurements.front().errors = {"write 3: fails_with ERROR_DISK_FULL (112)"};
  EXPECT_EQ(VerdictOf(GateOfRecords(OneTarget(1, 3), broken)), GateVerdict::kRegressed);
  EXPECT_EQ(VerdictOf(GateOfRecords(broken, broken)), GateVerdict::kHeld) << "failing as before";
}

TEST(GateRecords, AnOldRecordHasOnlyThroughput) {
  RunRecord old = OneTarget(1, 3);
  old.measurements.front().repetition_latency.clear();
  const Gate gate = GateOfRecords(old, OneTarget(1, 4));
  ASSERT_EQ(gate.rows.size(), 1u);
  EXPECT_EQ(gate.rows.front().figure, "throughput");
  EXPECT_NE(gate.notes.front().find("latency_p50 is not compared"), std::string::npos);
}

TEST(GateRecords, TheReportSaysItInASentenceAndATable) {
  const RunRecord record = TwoTargets(1.07, true);
  const std::string text = RenderText(
      GateReport(GateOfTargets(record), {record, "R.json", "a"}, {record, "R.json", "b"}));
  for (const char* said :
       {"REGRESSED: R.json, target b against R.json, target a: 1 case compared, 2 figures, 2 "
        "regressed.",
        "latency_p50", "+5.0 %", "-5.0 %", "40 pairs", "/s", " us"})
    EXPECT_NE(text.find(said), std::string::npos) << said << "\n" << text;
  const RunRecord slower = OneTarget(1.05, 4);
  const RunRecord base = OneTarget(1, 3);
  const std::string apart = RenderText(
      GateReport(GateOfRecords(base, slower), {base, "A.json", ""}, {slower, "B.json", ""}));
  for (const char* said : {"INCONCLUSIVE: B.json against A.json", "40 and 40", "more repetition"})
    EXPECT_NE(apart.find(said), std::string::npos) << said << "\n" << apart;
}

}  // namespace
}  // namespace wfx
