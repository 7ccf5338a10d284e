// Over 200 faults in loads on the model: each must be reported, whatever the depth and the moment,
// and none may reach the figures.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <tuple>

#include "runner/engine/given_by_hand.h"
#include "runner/engine/load.h"
#include "runner/engine/load_ticket.h"
#include "runner/engine/stream_system.h"
#include "runner/model/model.h"
#include "runner/mutants/fault.h"

namespace wfx {
namespace {

using std::chrono::milliseconds;
using Kind = ScheduledFault::Kind;

enum class Moment { kFirst, kMiddle, kLast };
constexpr milliseconds kRunFor{20};
constexpr std::uint32_t kBlocks = 1024;
constexpr milliseconds kDrain{15};

// How the writes come: one after the other, at a rate, or from two threads.
enum class Way { kClosed, kOpen, kThreads };

// Kind, moment, queue depth, pattern, way, api.
using Parameters = std::tuple<Kind, Moment, std::uint32_t, Load::Pattern, Way, LoadApi>;

std::string MomentName(Moment moment) {
  return moment == Moment::kFirst ? "first" : moment == Moment::kMiddle ? "middle" : "last";
}

// What tells of a failing call and of a failed completion.
struct ApiWords {
  std::string call = "the call", completion = "in its completion routine";
};

ApiWords WordsOf(LoadApi api) {
  switch (api) {
    case LoadApi::kWriteFileEx:
      break;
    case LoadApi::kWriteFileWithEvent:
      return {"WriteFile", "from GetOverlappedResult"};
    case LoadApi::kWriteFileWithPort:
      return {"WriteFile", "from GetQueuedCompletionStatus"};
    case LoadApi::kSynchronousWriteFile:
      return {"WriteFile", ""};
    case LoadApi::kWriteFileGather:
      return {"WriteFileGather", "from GetOverlappedResult"};
    case LoadApi::kIoRing:
      return {"BuildIoRingWriteFile", "in its entry from PopIoRingCompletion"};
    case LoadApi::kStream:
      return {"IStreamAsync::WriteAsync", "from IStreamAsync::OverlappedResult"};
  }
  return {};
}

// The smallest write that the api takes.
std::int64_t LengthOf(LoadApi api) { return api == LoadApi::kWriteFileGather ? 4096 : 512; }

// What the first error must say.
std::string Sign(Kind kind, LoadApi api) {
  switch (kind) {
    case Kind::kCallFails:
      return "fails_with ERROR_DISK_FULL (112) from " + WordsOf(api).call;
    case Kind::kCompletionFails:
      return "fails_with ERROR_IO_DEVICE (1117) " + WordsOf(api).completion;
    case Kind::kShort:
      return "completes with " + std::to_string(LengthOf(api) - 1) + " of " +
             std::to_string(LengthOf(api)) + " bytes";
    case Kind::kLate:
    case Kind::kNever:
      return "never completes";
    case Kind::kTwice:
      return "completes twice";
    case Kind::kWrongThread:
      return "on another thread";
    case Kind::kFlippedBit:
      return "neither what a write carried nor what was there before";
    case Kind::kLost:
    case Kind::kTorn:
    case Kind::kMisplaced:
      break;  // seen by tags alone: load_contents_test.cpp
  }
  return "";
}

class LoadFaultTest : public testing::TestWithParam<Parameters> {
 protected:
  LoadFaultTest() : model_(RealTime()) {
    subject_.scenario = "load/fault";
    subject_.file = "fault.json";
    const Quantity size = Quantity::Bytes(kBlocks * LengthOf(std::get<5>(GetParam())));
    GiveFileAndWriter(subject_, size);
    subject_.load = Load{};
    subject_.load->handle = "writer";
    subject_.load->length = Quantity::Bytes(LengthOf(std::get<5>(GetParam())));
    subject_.load->queue_depth = std::get<2>(GetParam());
    subject_.load->pattern = std::get<3>(GetParam());
    subject_.load->api = std::get<5>(GetParam());
    const Way way = std::get<4>(GetParam());
    if (way == Way::kOpen) subject_.load->arrivals = {20'000, Load::Arrivals::Process::kPoisson};
    if (way == Way::kThreads) subject_.load->threads = 2;
    subject_.load->own_handles =
        way == Way::kThreads && subject_.load->api == LoadApi::kWriteFileWithPort;
    subject_.measure = {milliseconds(0), kRunFor, 1};
    // Those outstanding at the end come on top.
    if (MustStay()) subject_.measure.writes = Quantity::Bytes(kBlocks / 2);
    target_.name = "model";
    target_.directory = "C:";
    options_.drain = kDrain;
    options_.streams = &streams_;
  }

  static ModelOptions RealTime() {
    ModelOptions options;
    options.time = ModelOptions::Time::kReal;
    return options;
  }

  static ScheduledFault Fault() {
    const auto [kind, moment, depth, pattern, way, api] = GetParam();
    ScheduledFault fault;
    fault.kind = kind;
    fault.error = kind == Kind::kCallFails ? ERROR_DISK_FULL : ERROR_IO_DEVICE;
    if (moment == Moment::kMiddle) fault.write = 3 * depth;
    // Where one write is the last is known when it is over: this one is among the last.
    if (moment == Moment::kLast && MustStay()) fault.write = kBlocks * 3 / 8;
    if (moment == Moment::kLast && !MustStay()) fault.after = kRunFor * 3 / 4;
    return fault;
  }
  // A flipped bit must not be written over before anybody looks: no block is written twice then.
  static bool MustStay() { return std::get<0>(GetParam()) == Kind::kFlippedBit; }

  // It comes after the measurement, and is noticed.
  static void ExpectTheLateRoutine(const Win32Api& api) {
    const std::size_t before = LateRuns();
    ReleaseLateRoutine();
    while (api.SleepEx(0, TRUE) != 0) {
    }
    EXPECT_EQ(LateRuns(), before + 1);
  }
  static std::size_t LateRuns() {
    std::size_t runs = 0;
    for (const LateWrite& late : LateWrites()) runs += late.runs;
    return runs;
  }

  Model model_;
  Case subject_;
  TargetFacts target_;
  LoadOptions options_;
  const StreamSystem streams_;
};

// A machine that is busy may issue nothing in the last part of so short a load: then it is longer.
TEST_P(LoadFaultTest, IsReportedAndInNoFigure) {
  const auto [kind, moment, depth, pattern, way, api_of_load] = GetParam();
  Measurement measurement;
  Win32Api api;
  for (int longer = 1; longer <= 32; longer *= 2) {
    subject_.measure.run_for = kRunFor * longer;
    ScheduledFault fault = Fault();
    fault.after *= longer;
    api = WithFault(fault, model_.api());
    measurement = RunLoad(api, subject_, target_, options_);
    if (FaultHasHappened()) break;
  }
  ASSERT_TRUE(FaultHasHappened());
  ASSERT_FALSE(measurement.errors.empty());
  std::string all;
  for (const std::string& error : measurement.errors) all += error + "\n";
  EXPECT_NE(all.find(Sign(kind, api_of_load)), std::string::npos) << all;
  EXPECT_TRUE(measurement.histogram.counts.empty()) << all;
  const bool loses = kind == Kind::kNever || kind == Kind::kLate || kind == Kind::kWrongThread;
  const std::string lost = "the queue depth fell from " + std::to_string(depth) + " to ";
  EXPECT_EQ(all.find(lost + std::to_string(depth - 1)) != std::string::npos, loses) << all;
  if (kind == Kind::kLate) ExpectTheLateRoutine(api);
}

std::string NameOfCase(const testing::TestParamInfo<Parameters>& info) {
  const auto [kind, moment, depth, pattern, way, api] = info.param;
  std::string name(Describe(api).name);
  std::erase_if(name, [](char each) { return each == ' ' || each == ':'; });
  return (api == LoadApi::kWriteFileEx ? "" : name + "_") + NameOf(kind) + "_" +
         MomentName(moment) + "_depth_" + std::to_string(depth) +
         (pattern == Load::Pattern::kAppend ? "_append" : "_sequential") +
         (way == Way::kOpen      ? "_open"
          : way == Way::kThreads ? "_threads"
                                 : "");
}

INSTANTIATE_TEST_SUITE_P(
    All, LoadFaultTest,
    testing::Combine(testing::Values(Kind::kCallFails, Kind::kCompletionFails, Kind::kShort,
                                     Kind::kLate, Kind::kNever, Kind::kTwice, Kind::kWrongThread,
                                     Kind::kFlippedBit),
                     testing::Values(Moment::kFirst, Moment::kMiddle, Moment::kLast),
                     testing::Values(1u, 2u, 8u, 16u, 32u),
                     testing::Values(Load::Pattern::kSequential, Load::Pattern::kAppend),
                     testing::Values(Way::kClosed), testing::Values(LoadApi::kWriteFileEx)),
    &NameOfCase);

INSTANTIATE_TEST_SUITE_P(
    OtherWays, LoadFaultTest,
    testing::Combine(testing::Values(Kind::kCallFails, Kind::kCompletionFails, Kind::kShort,
                                     Kind::kLate, Kind::kNever, Kind::kTwice, Kind::kWrongThread,
                                     Kind::kFlippedBit),
                     testing::Values(Moment::kFirst, Moment::kMiddle, Moment::kLast),
                     testing::Values(2u, 8u), testing::Values(Load::Pattern::kSequential),
                     testing::Values(Way::kOpen, Way::kThreads),
                     testing::Values(LoadApi::kWriteFileEx)),
    &NameOfCase);

INSTANTIATE_TEST_SUITE_P(
    Siblings, LoadFaultTest,
    testing::Combine(testing::Values(Kind::kCallFails, Kind::kCompletionFails, Kind::kShort,
                                     Kind::kNever, Kind::kFlippedBit),
                     testing::Values(Moment::kFirst, Moment::kMiddle, Moment::kLast),
                     testing::Values(1u, 8u, 32u), testing::Values(Load::Pattern::kSequential),
                     testing::Values(Way::kClosed, Way::kOpen, Way::kThreads),
                     testing::Values(LoadApi::kWriteFileWithEvent, LoadApi::kWriteFileWithPort,
                                     LoadApi::kWriteFileGather, LoadApi::kIoRing,
                                     LoadApi::kStream)),
    &NameOfCase);

// An event that is set again before its next write is as if it had been set once.
INSTANTIATE_TEST_SUITE_P(
    SiblingsTwice, LoadFaultTest,
    testing::Combine(testing::Values(Kind::kTwice),
                     testing::Values(Moment::kFirst, Moment::kMiddle, Moment::kLast),
                     testing::Values(1u, 8u, 32u), testing::Values(Load::Pattern::kSequential),
                     testing::Values(Way::kClosed, Way::kOpen, Way::kThreads),
                     testing::Values(LoadApi::kWriteFileWithPort, LoadApi::kIoRing)),
    &NameOfCase);

// Whatever goes wrong with a synchronous write, its call says so.
INSTANTIATE_TEST_SUITE_P(
    Synchronous, LoadFaultTest,
    testing::Combine(testing::Values(Kind::kCallFails, Kind::kShort, Kind::kFlippedBit),
                     testing::Values(Moment::kFirst, Moment::kMiddle, Moment::kLast),
                     testing::Values(1u), testing::Values(Load::Pattern::kSequential),
                     testing::Values(Way::kClosed, Way::kOpen, Way::kThreads),
                     testing::Values(LoadApi::kSynchronousWriteFile)),
    &NameOfCase);

}  // namespace
}  // namespace wfx
