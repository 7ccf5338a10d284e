// wfx baseline: what becomes a baseline, what is refused, and what many runs say together.
#include <filesystem>

#include "reports/history.h"
#include "reports/record.h"
#include "reports/sample.h"
#include "tools/wfx_fixture.h"

namespace wfx {
namespace {

// One measurement, at about so many writes a second; run `number`.
RunRecord MeasuredRun(std::uint64_t writes, int number) {
  RunRecord record = SampleBenchmark();
  record.run.id = "run" + std::to_string(number);
  record.run.start = "2026-10-" + std::to_string(10 + number) + "T00:00:00Z";
  Measurement measurement = record.measurements.front();
  measurement.repetition_turns.clear();
  measurement.series.clear();
  measurement.seconds = 3;
  measurement.repetition_seconds.assign(3, 1);
  measurement.repetition_writes.assign(3, writes);
  measurement.repetition_latency.assign(3, Latency{});
  for (Latency& latency : measurement.repetition_latency) latency.p50 = 1'000'000'000 / writes;
  record.measurements = {measurement};
  record.planned = 1;
  return record;
}

class WfxBaseline : public Wfx {
 protected:
  std::string Record(const std::string& name, const RunRecord& record) const {
    return Write(name, ToJson(record)).string();
  }
  const std::string baseline_ = (folder_ / "baseline.json").string();
  const std::string history_ = (folder_ / "history.jsonl").string();
};

TEST_F(WfxBaseline, UpdateWritesItAndShowsWhatDiffers) {
  const std::string first = Record("first.json", MeasuredRun(10'000, 1));
  EXPECT_EQ(Run({"baseline", "update", "--baseline", baseline_, "--candidate", first}), kHeld);
  EXPECT_TRUE(OutHas("is the first baseline")) << out_;
  EXPECT_EQ(ReadText(baseline_), ReadText(first));
  const std::string second = Record("second.json", MeasuredRun(20'000, 2));
  EXPECT_EQ(Run({"baseline", "update", "--baseline", baseline_, "--candidate", second, "--history",
                 history_, "--build", "b2"}),
            kHeld)
      << err_;
  EXPECT_TRUE(OutHas("WriteFileEx comparison")) << out_;
  EXPECT_TRUE(OutHas("0 results, 1 measurement")) << out_;
  EXPECT_TRUE(OutHas("Appended to ")) << out_;
  EXPECT_EQ(ReadText(baseline_), ReadText(second));
  const std::vector<HistoryRun> runs = ReadHistory(ReadText(history_), "h");
  ASSERT_EQ(runs.size(), 1u);
  EXPECT_EQ(runs.front().build, "b2");
}

TEST_F(WfxBaseline, ItSaysWhyItCannotCompare) {
  RunRecord was = MeasuredRun(10'000, 1), is = was;
  was.scenarios[was.measurements.front().scenario] = "{}";
  is.scenarios[is.measurements.front().scenario] = "{ }";
  const std::string first = Record("first.json", was), second = Record("second.json", is);
  EXPECT_EQ(Run({"baseline", "update", "--baseline", baseline_, "--candidate", first}), kHeld);
  EXPECT_EQ(Run({"baseline", "update", "--baseline", baseline_, "--candidate", second}), kHeld);
  EXPECT_TRUE(OutHas("Cannot be held against what it takes the place of:")) << out_;
  EXPECT_EQ(ReadText(baseline_), ReadText(second));
}

TEST_F(WfxBaseline, AFailingRecordIsRefused) {
  const std::string failing = Record("failing.json", SampleConformance());
  EXPECT_EQ(Run({"baseline", "update", "--baseline", baseline_, "--candidate", failing}), kBroken);
  EXPECT_TRUE(ErrHas("which no gate would find then; --accept-failures")) << err_;
  EXPECT_FALSE(std::filesystem::exists(baseline_));
  EXPECT_EQ(Run({"baseline", "update", "--baseline", baseline_, "--candidate", failing,
                 "--accept-failures"}),
            kHeld)
      << err_;
  RunRecord died = MeasuredRun(10'000, 1);
  died.run.end.clear();
  const std::string ended = Record("died.json", died);
  EXPECT_EQ(Run({"baseline", "update", "--baseline", baseline_, "--candidate", ended,
                 "--accept-failures"}),
            kUsage);
  EXPECT_TRUE(ErrHas("died.json is of a run that did not end")) << err_;
  EXPECT_EQ(ReadText(baseline_), ReadText(failing)) << "nothing was written";
}

TEST_F(WfxBaseline, ARunIsAppendedOnce) {
  const std::string record = Record("one.json", MeasuredRun(10'000, 1));
  EXPECT_EQ(Run({"baseline", "append", "--candidate", record, "--history", history_}), kHeld);
  EXPECT_EQ(Run({"baseline", "append", "--candidate", record, "--history", history_}), kHeld);
  EXPECT_TRUE(OutHas("This run is already in ")) << out_;
  EXPECT_EQ(ReadHistory(ReadText(history_), "h").size(), 1u);
}

TEST_F(WfxBaseline, DriftIsFoundInManyRuns) {
  for (int i = 0; i < 20; ++i) {
    const auto writes = static_cast<std::uint64_t>((i < 10 ? 10'000 : 9'600) + i % 3 * 5);
    const std::string record = Record("run.json", MeasuredRun(writes, i));
    ASSERT_EQ(Run({"baseline", "append", "--candidate", record, "--history", history_, "--build",
                   "b" + std::to_string(i)}),
              kHeld)
        << err_;
    if (i != 9) continue;
    EXPECT_EQ(Run({"baseline", "drift", "--history", history_}), kHeld);
    EXPECT_TRUE(OutHas("HELD: 10 runs, ")) << out_;
  }
  EXPECT_EQ(Run({"baseline", "drift", "--history", history_}), kBroken) << out_;
  EXPECT_TRUE(OutHas("DRIFTED: 20 runs, ")) << out_;
  EXPECT_TRUE(OutHas("since 2026-10-20, build b10")) << out_;
  EXPECT_EQ(Run({"baseline", "drift", "--history", history_, "--at-least", "10"}), kHeld);
  EXPECT_TRUE(OutHas("slightly")) << out_;
}

TEST_F(WfxBaseline, WrongWordsAreOneLine) {
  EXPECT_EQ(Run({"baseline"}), kUsage);
  EXPECT_EQ(Run({"baseline", "up"}), kUsage);
  EXPECT_EQ(err_, "wfx: wfx baseline knows update, append and drift, not \"up\"\n");
  EXPECT_EQ(Run({"baseline", "update", "--candidate", "x"}), kUsage);
  EXPECT_EQ(err_, "wfx: wfx baseline update needs --baseline FILE\n");
  EXPECT_EQ(Run({"baseline", "drift"}), kUsage);
  EXPECT_EQ(err_, "wfx: wfx baseline drift needs --history FILE\n");
  EXPECT_EQ(Run({"baseline", "drift", "--history", history_}), kUsage) << "there is none";
  EXPECT_EQ(Run({"baseline", "drift", "--history", history_, "--at-least", "x"}), kUsage);
  EXPECT_EQ(err_, "wfx: --at-least is a number of per cent from 0 on, not \"x\"\n");
  const std::string broken = Write("broken.jsonl", "{}\n").string();
  EXPECT_EQ(Run({"baseline", "drift", "--history", broken}), kUsage);
  EXPECT_TRUE(ErrHas("broken.jsonl:1: ")) << err_;
}

}  // namespace
}  // namespace wfx
