// What loads leave in their files, on the model: tags, several lengths, several handles; and
// systems that lose, tear or misplace one write in several.
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <tuple>
#include <vector>

#include "runner/engine/given_by_hand.h"
#include "runner/engine/load.h"
#include "runner/model/model.h"
#include "runner/mutants/fault.h"

namespace wfx {
namespace {

using std::chrono::milliseconds;
using Kind = ScheduledFault::Kind;
using Pattern = Load::Pattern;

ModelOptions InRealTime() {
  ModelOptions options;
  options.time = ModelOptions::Time::kReal;
  return options;
}

std::string AllOf(const std::vector<std::string>& lines) {
  std::string all;
  for (const std::string& line : lines) all += line + "\n";
  return all;
}

class LoadOnTheModel : public testing::Test {
 protected:
  LoadOnTheModel() : model_(InRealTime()) {
    subject_.scenario = "load/contents";
    subject_.file = "contents.json";
    subject_.load = Load{};
    subject_.load->length = Quantity::Parse("512");
    subject_.load->tagged = true;
    subject_.load->queue_depth = 4;
    subject_.measure = {milliseconds(2), milliseconds(20), 1};
    target_.name = "model";
    target_.directory = "C:";
    options_.drain = milliseconds(500);
  }

  void GiveFile(const std::string& name, const char* size) {
    subject_.given.push_back({1, "file", GivenFileNamed(name, Quantity::Parse(size))});
  }
  // The first is what the load writes through, the others beside it.
  void GiveHandle(const std::string& name, const std::string& opens) {
    subject_.given.push_back({2, "handle", GivenWriterNamed(name, opens)});
    Load& load = *subject_.load;
    if (load.handle.empty()) {
      load.handle = name;
    } else {
      load.more_handles.push_back(name);
    }
  }
  void GiveOne(const char* size = "64 KiB") {
    GiveFile("data", size);
    GiveHandle("writer", "data");
  }
  void Mix() {
    subject_.load->mix = {{Quantity::Parse("512"), 0.5},
                          {Quantity::Parse("1 KiB"), 0.3},
                          {Quantity::Parse("4 KiB"), 0.2}};
  }
  Measurement Run() { return RunLoad(model_.api(), subject_, target_, options_); }

  Model model_;
  Case subject_;
  TargetFacts target_;
  LoadOptions options_;
};

// ---- a right system ----

enum class Writers { kOne, kThreads, kHandles, kHandlesOfOneFile };
using RightParameters = std::tuple<Pattern, Writers, bool, bool, bool>;

class RightLoadTest : public LoadOnTheModel, public testing::WithParamInterface<RightParameters> {};

TEST_P(RightLoadTest, LeavesWhatItWrote) {
  const auto [pattern, writers, mixed, tagged, open] = GetParam();
  GiveOne();
  if (writers == Writers::kThreads) subject_.load->threads = 3;
  if (writers == Writers::kHandles) {
    GiveFile("more", "32 KiB");
    GiveHandle("other", "more");
    subject_.load->threads = 2;
  }
  if (writers == Writers::kHandlesOfOneFile) GiveHandle("other", "data");
  if (mixed) Mix();
  if (open) subject_.load->arrivals = {20'000, Load::Arrivals::Process::kPoisson};
  subject_.load->pattern = pattern;
  subject_.load->tagged = tagged;
  const Measurement measurement = Run();
  EXPECT_TRUE(measurement.errors.empty()) << AllOf(measurement.errors);
  EXPECT_GT(measurement.writes, 0u);
  EXPECT_TRUE(tagged || measurement.verified_blocks == 0);
  // The one place of fixed writes is of several.
  EXPECT_TRUE(!tagged || pattern == Pattern::kFixed || measurement.verified_blocks > 0);
  std::uint64_t bytes = 0, writes = 0;
  for (const LengthCount& each : measurement.lengths) {
    bytes += each.length * each.writes;
    writes += each.writes;
  }
  EXPECT_EQ(measurement.bytes, mixed ? bytes : measurement.writes * 512);
  EXPECT_EQ(writes, mixed ? measurement.writes : 0);
}

std::string NameOfRight(const testing::TestParamInfo<RightParameters>& info) {
  static constexpr const char* kPatterns[] = {"sequential", "random", "append", "fixed"};
  static constexpr const char* kWriters[] = {"one", "threads", "handles", "handles_of_one_file"};
  const auto [pattern, writers, mixed, tagged, open] = info.param;
  return std::string(kPatterns[static_cast<int>(pattern)]) + "_" +
         kWriters[static_cast<int>(writers)] + (mixed ? "_mixed" : "") + (tagged ? "_tagged" : "") +
         (open ? "_open" : "");
}

INSTANTIATE_TEST_SUITE_P(All, RightLoadTest,
                         testing::Combine(testing::Values(Pattern::kSequential, Pattern::kRandom,
                                                          Pattern::kAppend, Pattern::kFixed),
                                          testing::Values(Writers::kOne, Writers::kThreads,
                                                          Writers::kHandles,
                                                          Writers::kHandlesOfOneFile),
                                          testing::Bool(), testing::Bool(), testing::Bool()),
                         &NameOfRight);

// ---- wrong systems ----

enum class Way { kClosed, kOpen, kThreads, kHandles, kMixed };
using WrongParameters = std::tuple<Kind, std::uint64_t, std::uint32_t, Pattern, Way>;

// What one of the errors must say.
std::string TagSign(Kind kind, Way way) {
  switch (kind) {
    case Kind::kLost:
      return "that is lost";
    case Kind::kTorn:
      // Half a write of several blocks is some of them.
      return way == Way::kMixed ? "the block at " : "is torn: ";
    case Kind::kMisplaced:
      return "whose block was for ";
    default:
      return "?";
  }
}

class WrongLoadTest : public LoadOnTheModel, public testing::WithParamInterface<WrongParameters> {};

TEST_P(WrongLoadTest, IsFoundByItsTags) {
  const auto [kind, every, depth, pattern, way] = GetParam();
  GiveOne("256 KiB");
  Load& load = *subject_.load;
  load.queue_depth = depth;
  load.pattern = pattern;
  // Enough of them, however slow the machine is.
  subject_.measure.writes = Quantity::Bytes(600);
  subject_.measure.run_for = std::chrono::seconds(20);
  if (way == Way::kOpen) load.arrivals = {50'000, Load::Arrivals::Process::kFixed};
  if (way == Way::kThreads) load.threads = 2;
  if (way == Way::kMixed) Mix();
  if (way == Way::kHandles) {
    GiveFile("more", "256 KiB");
    GiveHandle("other", "more");
  }
  ScheduledFault fault;
  fault.kind = kind;
  fault.every = every;
  fault.write = every / 2;
  const Win32Api api = WithFault(fault, model_.api());
  const Measurement measurement = RunLoad(api, subject_, target_, options_);
  ASSERT_TRUE(FaultHasHappened());
  const std::string all = AllOf(measurement.errors);
  EXPECT_NE(all.find(TagSign(kind, way)), std::string::npos) << all;
  EXPECT_TRUE(measurement.histogram.counts.empty());
  EXPECT_EQ(measurement.latency.max, 0u);
  EXPECT_EQ(all.find(" of thread ") != all.npos, way == Way::kThreads) << all;
  if (way == Way::kHandles) {
    EXPECT_TRUE(all.find("data: the block at ") != all.npos ||
                all.find("more: the block at ") != all.npos)
        << all;
  }
}

std::string NameOfWrong(const testing::TestParamInfo<WrongParameters>& info) {
  static constexpr const char* kWays[] = {"closed", "open", "threads", "handles", "mixed"};
  const auto [kind, every, depth, pattern, way] = info.param;
  return NameOf(kind) + "_one_in_" + std::to_string(every) + "_depth_" + std::to_string(depth) +
         (pattern == Pattern::kRandom ? "_random_" : "_sequential_") + kWays[static_cast<int>(way)];
}

INSTANTIATE_TEST_SUITE_P(All, WrongLoadTest,
                         testing::Combine(testing::Values(Kind::kLost, Kind::kTorn,
                                                          Kind::kMisplaced),
                                          testing::Values(3u, 50u), testing::Values(1u, 8u, 32u),
                                          testing::Values(Pattern::kSequential, Pattern::kRandom),
                                          testing::Values(Way::kClosed, Way::kOpen, Way::kThreads,
                                                          Way::kHandles, Way::kMixed)),
                         &NameOfWrong);

// ---- what cannot be ----

TEST_F(LoadOnTheModel, LengthsThatDoNotFitTogetherOnThisTargetAreAnError) {
  GiveOne();
  target_.bindings.sector = 520;
  subject_.load->mix = {{Quantity::Parse("1 sector"), 0.5}, {Quantity::Parse("4 KiB"), 0.5}};
  const Measurement measurement = Run();
  ASSERT_EQ(measurement.errors.size(), 1u);
  EXPECT_NE(measurement.errors[0].find("4096 bytes are no multiple of the smallest length, 520"),
            std::string::npos)
      << measurement.errors[0];
}

TEST_F(LoadOnTheModel, BlocksThatAreTooSmallForTagsAreAnError) {
  GiveOne();
  subject_.load->length = Quantity::Parse("1 buffer_alignment");
  const Measurement measurement = Run();
  ASSERT_EQ(measurement.errors.size(), 1u);
  EXPECT_NE(measurement.errors[0].find("a tagged write has at least 512 bytes, not 1"),
            std::string::npos)
      << measurement.errors[0];
}

TEST_F(LoadOnTheModel, AnErrorSaysWhichHandleItWasOn) {
  GiveOne();
  GiveFile("more", "64 KiB");
  GiveHandle("other", "more");
  ScheduledFault fault;
  fault.kind = Kind::kCompletionFails;
  fault.error = ERROR_DISK_FULL;
  fault.write = 100;
  const Win32Api api = WithFault(fault, model_.api());
  const Measurement measurement = RunLoad(api, subject_, target_, options_);
  ASSERT_EQ(measurement.errors.size(), 1u) << AllOf(measurement.errors);
  const std::string& error = measurement.errors[0];
  EXPECT_TRUE(error.starts_with("writer: write ") || error.starts_with("other: write ")) << error;
  EXPECT_EQ(measurement.handles, (std::vector<std::string>{"writer", "other"}));
  EXPECT_EQ(measurement.threads, 2u);
  EXPECT_EQ(measurement.asked_depth, 8u);
}

TEST_F(LoadOnTheModel, AShortWriteOfAMixSaysWhatItShouldHaveBeen) {
  GiveOne();
  subject_.load->mix = {{Quantity::Parse("1 KiB"), 0.999}, {Quantity::Parse("64 KiB"), 0.001}};
  ScheduledFault fault;
  fault.kind = Kind::kShort;
  const Win32Api api = WithFault(fault, model_.api());
  const Measurement measurement = RunLoad(api, subject_, target_, options_);
  ASSERT_EQ(measurement.errors.size(), 1u) << AllOf(measurement.errors);
  EXPECT_NE(measurement.errors[0].find("completes with 1023 of 1024 bytes"), std::string::npos)
      << measurement.errors[0];
}

// A file that was never written to: what a write leaves there is seen, and what a lost one leaves.
TEST_F(LoadOnTheModel, BytesNobodyWroteAreStillExamined) {
  GiveOne("64 KiB");
  subject_.measure.writes = Quantity::Parse("10");
  subject_.measure.warm_up = milliseconds(0);
  ScheduledFault fault;
  fault.kind = Kind::kFlippedBit;
  fault.write = 5;
  const Win32Api api = WithFault(fault, model_.api());
  const Measurement measurement = RunLoad(api, subject_, target_, options_);
  ASSERT_EQ(measurement.errors.size(), 1u) << AllOf(measurement.errors);
  EXPECT_EQ(measurement.errors[0],
            "the block at 2560 of the file is torn: it begins as write 5, its byte 256 is not of "
            "that");
}

}  // namespace
}  // namespace wfx
