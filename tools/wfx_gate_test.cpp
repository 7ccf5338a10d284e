// wfx gate: its words, its limits and its exit codes.
#include "reports/record.h"
#include "reports/sample.h"
#include "tools/wfx_fixture.h"

namespace wfx {
namespace {

constexpr char kLoad[] = R"({
  "title": "Writes land in the file",
  "requirements": ["null_write.completes"],
  "matrix": { "queue_depth": [1, 8] },
  "given": [
    { "file": "data", "size": "8 KiB" },
    { "handle": "writer", "opens": "data", "access": ["GENERIC_WRITE"], "flags": ["FILE_FLAG_OVERLAPPED"] }
  ],
  "load": { "handle": "writer", "length": "4 KiB", "pattern": "random", "queue_depth": "$queue_depth" },
  "gate": { "throughput": "-20 %" }
}
)";

// Forty repetitions of 100 ms, at about so many writes each.
RunRecord Rate(std::uint64_t writes) {
  RunRecord record = SampleBenchmark();
  Measurement measurement = record.measurements.front();
  measurement.scenario = "load/writes";
  measurement.case_id = "queue_depth=1";
  measurement.seconds = 4;
  measurement.repetition_turns.clear();
  measurement.series.clear();
  measurement.repetition_seconds.assign(40, 0.1);
  measurement.repetition_writes.clear();
  measurement.repetition_latency.clear();
  for (std::uint64_t i = 0; i < 40; ++i) {
    measurement.repetition_writes.push_back(writes + i % 7);
    Latency& latency = measurement.repetition_latency.emplace_back();
    latency.p50 = 100'000'000 / writes;
  }
  record.measurements = {measurement};
  record.scenarios = {{"load/writes", kLoad}};
  record.planned = 1;
  return record;
}

TEST_F(Wfx, TheGateTakesLimitsFromTheScenario) {
  const std::string base = Write("base.json", ToJson(Rate(10'000))).string();
  const std::string slower = Write("slower.json", ToJson(Rate(8'900))).string();
  EXPECT_EQ(Run({"gate", "--baseline", base, "--candidate", slower}), kHeld) << err_;
  EXPECT_TRUE(OutHas("HELD: ")) << out_;
  EXPECT_TRUE(OutHas("-20.0 %")) << out_;
  EXPECT_FALSE(OutHas("latency_p50")) << out_;
  EXPECT_EQ(Run({"gate", "--baseline", base, "--candidate", slower, "--limit", "throughput=5"}),
            kBroken);
  EXPECT_TRUE(OutHas("REGRESSED: ")) << out_;
  EXPECT_EQ(Run({"gate", "--baseline", base, "--candidate", slower, "--limit", "latency_p50=5%",
                 "--markdown", "--output", (folder_ / "gate.md").string()}),
            kBroken);
  EXPECT_EQ(out_, "");
  EXPECT_NE(ReadText(folder_ / "gate.md").find("**REGRESSED**"), std::string::npos);
  EXPECT_EQ(Run({"gate", "--baseline", slower, "--candidate", base}), kHeld) << "better";
}

TEST_F(Wfx, TheGateIsInconclusiveOnTooFewRepetitions) {
  RunRecord few = Rate(10'000);
  Measurement& measurement = few.measurements.front();
  measurement.repetition_seconds.resize(3);
  measurement.repetition_writes.resize(3);
  measurement.repetition_latency.resize(3);
  measurement.seconds = 0.3;
  const std::string file = Write("few.json", ToJson(few)).string();
  EXPECT_EQ(Run({"gate", "--baseline", file, "--candidate", file}), kInconclusive) << err_;
  EXPECT_TRUE(OutHas("inconclusive: needs about 5 more repetitions")) << out_;
}

TEST_F(Wfx, TheGateSaysWhatItCannotCompare) {
  const std::string base = Write("base.json", ToJson(Rate(10'000))).string();
  RunRecord elsewhere = Rate(10'000);
  elsewhere.environment.cpu = "Another CPU";
  const std::string other = Write("other.json", ToJson(elsewhere)).string();
  EXPECT_EQ(Run({"gate", "--baseline", base, "--candidate", other}), kUsage);
  EXPECT_TRUE(ErrHas("wfx: the records are of different hosts: the CPU is ")) << err_;
  RunRecord renamed = Rate(10'000);
  renamed.measurements.front().target = renamed.targets.front().name = "tmpfs";
  const std::string target = Write("renamed.json", ToJson(renamed)).string();
  EXPECT_EQ(Run({"gate", "--baseline", base, "--candidate", target}), kNothingSelected);
  EXPECT_TRUE(ErrHas("--candidate-target compare different targets")) << err_;
  EXPECT_EQ(Run({"gate", "--baseline", base, "--candidate", target, "--baseline-target", "default",
                 "--candidate-target", "tmpfs"}),
            kHeld)
      << err_;
  EXPECT_EQ(Run({"gate", "--baseline", base, "--candidate", target, "--baseline-target", "ntfs"}),
            kUsage);
  EXPECT_TRUE(ErrHas("base.json has no target ntfs; it has default")) << err_;
  EXPECT_EQ(Run({"gate", "--candidate", base}), kUsage);
  EXPECT_EQ(err_, "wfx: wfx gate needs --baseline FILE\n");
  EXPECT_EQ(Run({"gate", "--baseline", base}), kUsage);
  EXPECT_TRUE(ErrHas("which two targets of the record to compare")) << err_;
  EXPECT_EQ(Run({"gate", "--baseline", base, "--candidate", base, "--limit", "p99=5"}), kUsage);
  EXPECT_TRUE(ErrHas("--limit knows no figure \"p99\"")) << err_;
  for (const char* limit : {"latency_p99", "latency_p99=", "latency_p99=x", "latency_p99=0"}) {
    EXPECT_EQ(Run({"gate", "--baseline", base, "--candidate", base, "--limit", limit}), kUsage);
    EXPECT_TRUE(ErrHas("the right form is --limit latency_p99=5")) << err_;
  }
}

}  // namespace
}  // namespace wfx
