#include "runner/engine/perform.h"

#include <algorithm>

#include "runner/engine/perform_fixture.h"

namespace wfx {
namespace {

using Origin = ContentRun::Origin;
using Names = std::vector<std::string>;

constexpr std::uint32_t kMarker = 0xDEADBEEF;

ContentRun FilledRun(std::uint64_t offset, std::uint64_t length) {
  return {offset, length, Origin::kFill, "", 0};
}
ContentRun Wrote(const std::string& name, std::uint64_t offset, std::uint64_t length) {
  return {offset, length, Origin::kWrite, name, 0};
}

TEST_F(PerformTest, AWriteAndItsRoutine) {
  CaseMaker maker;
  maker.Write("w", 120, 10).Reap();
  const Observation seen = Perform(maker);
  const WriteRecord& write = Write(seen, "w");
  EXPECT_TRUE(write.returned);
  EXPECT_EQ(write.handle, "writer");
  EXPECT_EQ(write.api, "WriteFileEx");
  EXPECT_EQ(write.last_error_before, kMarker);
  EXPECT_EQ(write.last_error, kMarker);
  EXPECT_EQ(write.offset, 120u);
  EXPECT_EQ(write.after_call.internal_high, 10u);
  EXPECT_TRUE(write.at_end.event_unchanged);
  EXPECT_EQ(write.at_end.offset, 120u);
  EXPECT_TRUE(write.buffer_unchanged);
  EXPECT_EQ(write.routines_inside, Names{});
  ASSERT_EQ(write.runs, 1u);
  ASSERT_EQ(write.completions.size(), 1u);
  const CompletionRecord& completion = write.completions.front();
  EXPECT_EQ(completion.error, 0u);
  EXPECT_EQ(completion.bytes, 10u);
  EXPECT_EQ(completion.actor, "");
  EXPECT_EQ(completion.during, "wait 1");
  EXPECT_TRUE(completion.alertable);
  EXPECT_EQ(completion.depth, 0u);
  EXPECT_EQ(completion.words.internal_high, 10u);
  EXPECT_EQ(Call(seen, "wait 1").function, "SleepEx");
  EXPECT_EQ(Call(seen, "wait 1").returned, WAIT_IO_COMPLETION);
  EXPECT_EQ(Call(seen, "wait 1").routines, Names{"w"});
  EXPECT_EQ(Contents(seen), (std::vector{FilledRun(0, 120), Wrote("w", 120, 10), FilledRun(130, 170)}));
  EXPECT_EQ(seen.files.front().initial_size, 300u);
  EXPECT_TRUE(seen.files.front().filled);
  EXPECT_EQ(kernel_.open_handles(), 0u);
}

TEST_F(PerformTest, AppendsExtendTheFile) {
  CaseMaker maker;
  maker.Write("a", -1, 10).Write("b", -1, 5).Reap();
  EXPECT_EQ(Contents(Perform(maker)),
            (std::vector{FilledRun(0, 300), Wrote("a", 300, 10), Wrote("b", 310, 5)}));
}

TEST_F(PerformTest, RefusalsAreData) {
  CaseMaker maker;
  maker.Open("reader", GENERIC_READ);
  WriteStep denied = CaseMaker::WriteOf(0, 10);
  denied.handle = "reader";
  maker.Do("write", "denied", denied).Write("negative", -3, 10).Reap();
  const Observation seen = Perform(maker);
  EXPECT_FALSE(Write(seen, "denied").returned);
  EXPECT_EQ(Write(seen, "denied").last_error, static_cast<std::uint32_t>(ERROR_ACCESS_DENIED));
  EXPECT_EQ(Write(seen, "denied").after_call.internal, static_cast<std::uint32_t>(STATUS_PENDING));
  EXPECT_EQ(Write(seen, "negative").last_error,
            static_cast<std::uint32_t>(ERROR_INVALID_PARAMETER));
  EXPECT_EQ(Write(seen, "negative").offset, static_cast<std::uint64_t>(-3));
  EXPECT_EQ(Write(seen, "denied").runs, 0u);
  EXPECT_EQ(Contents(seen), std::vector{FilledRun(0, 300)});
}

TEST_F(PerformTest, ClosedAndInvalidHandlesAreRefused) {
  CaseMaker maker;
  for (const auto is : {GivenHandle::Special::kClosed, GivenHandle::Special::kInvalidHandleValue,
                        GivenHandle::Special::kNull, GivenHandle::Special::kEvent}) {
    GivenHandle handle;
    handle.name = "h" + std::to_string(static_cast<int>(is));
    handle.is = is;
    maker.Give("handle", handle);
    WriteStep write = CaseMaker::WriteOf(0, 1);
    write.handle = handle.name;
    maker.Do("write", "w" + handle.name, write);
  }
  for (const WriteRecord& write : Perform(maker).writes) {
    EXPECT_EQ(write.last_error, static_cast<std::uint32_t>(ERROR_INVALID_HANDLE)) << write.name;
  }
  EXPECT_EQ(kernel_.open_handles(), 0u);
}

TEST_F(PerformTest, EventsKeepTheirState) {
  CaseMaker maker;
  maker.Give("event", GivenEvent{"set", true, true})
      .Give("event", GivenEvent{"reset", true, false});
  WriteStep write = CaseMaker::WriteOf(0, 1);
  write.event = "reset";
  maker.Do("write", "w", write);
  write.event.clear();
  write.event_value = 0xABCD;
  maker.Do("write", "x", write).Reap();
  const Observation seen = Perform(maker);
  ASSERT_EQ(seen.events.size(), 2u);
  for (const EventRecord& event : seen.events) EXPECT_EQ(event.signaled, event.name == "set");
  EXPECT_TRUE(Write(seen, "w").at_end.event_unchanged);
  EXPECT_TRUE(Write(seen, "x").at_end.event_unchanged);
}

TEST_F(PerformTest, ASignaledObjectEndsTheWaitFirst) {
  CaseMaker maker;
  maker.Give("event", GivenEvent{"set", true, true});
  WaitStep wait;
  wait.function = WaitStep::Function::kWaitForSingleObjectEx;
  wait.on = {"set"};
  maker.Write("w", 0, 1).Do("wait", "wait", wait);
  const Observation seen = Perform(maker);
  EXPECT_EQ(Call(seen, "wait").returned, static_cast<std::uint64_t>(WAIT_OBJECT_0));
  EXPECT_EQ(Write(seen, "w").completions.front().during, "clean-up");
}

TEST_F(PerformTest, BuffersCanBeSharedProtectedAndNull) {
  CaseMaker maker;
  GivenBuffer buffer;
  buffer.name = "buffer";
  buffer.length = Quantity::Bytes(100);
  buffer.address = Quantity::Bytes(3);
  maker.Give("buffer", buffer);
  WriteStep write = CaseMaker::WriteOf(0, 100);
  write.buffer = "buffer";
  maker.Do("write", "a", write).Reap("wait 1");
  maker.Do("protect", "protect", ProtectStep{"buffer", GivenBuffer::Protection::kNoAccess});
  maker.Do("write", "none", [] {
    WriteStep step = CaseMaker::WriteOf(0, 10);
    step.buffer = "NULL";
    return step;
  }());
  const Observation seen = Perform(maker);
  EXPECT_TRUE(Write(seen, "a").buffer_unchanged);
  EXPECT_EQ(Write(seen, "none").last_error, static_cast<std::uint32_t>(ERROR_INVALID_USER_BUFFER));
  EXPECT_EQ(Contents(seen), (std::vector{Wrote("a", 0, 100), FilledRun(100, 200)}));
}

TEST_F(PerformTest, ClosingIsAStep) {
  CaseMaker maker;
  maker.Do("close", "close", CloseStep{"writer"}).Write("w", 0, 1);
  const Observation seen = Perform(maker);
  EXPECT_EQ(Call(seen, "close").returned, 1u);
  EXPECT_EQ(Write(seen, "w").last_error, static_cast<std::uint32_t>(ERROR_INVALID_HANDLE));
}

TEST_F(PerformTest, AnImpossibleGivenNamesItsLineAndTheReason) {
  CaseMaker maker;
  GivenHandle handle;
  handle.name = "h";
  handle.opens = "volume";
  maker.Give("handle", handle).Write("w", 0, 1);
  Performer performer(kernel_.api());
  const Observation seen = performer.Perform(maker.made(), target_, options_);
  ASSERT_TRUE(seen.setup_failure.has_value());
  EXPECT_EQ(seen.setup_failure->given, "handle");
  EXPECT_EQ(seen.setup_failure->line, 12);
  EXPECT_EQ(seen.setup_failure->what, "no sacrificial volume was given");
  EXPECT_TRUE(seen.writes.empty());
  EXPECT_EQ(kernel_.files(), 0u);
}

TEST_F(PerformTest, AFailingCallInTheSceneIsNamed) {
  Win32Api api = kernel_.api();
  api.WriteFile = [](HANDLE, LPCVOID, DWORD, LPDWORD, LPOVERLAPPED) -> BOOL {
    return FakeKernel::Fail(ERROR_DISK_FULL);
  };
  CaseMaker maker;
  Performer performer(api);
  const Observation seen = performer.Perform(maker.made(), target_, options_);
  ASSERT_TRUE(seen.setup_failure.has_value());
  EXPECT_EQ(seen.setup_failure->what, "WriteFile failed with ERROR_DISK_FULL (112)");
}

TEST_F(PerformTest, TheSameSeedGivesTheSameBytes) {
  CaseMaker maker;
  maker.Write("w", 0, 10).Reap();
  options_.seed = 42;
  const Observation first = Perform(maker), second = Perform(maker);
  EXPECT_EQ(first.seed, 42u);
  EXPECT_EQ(first.files.front().contents, second.files.front().contents);
}

TEST_F(PerformTest, ProgressNamesEachGivenAndStep) {
  CaseMaker maker;
  maker.Write("w", 0, 10).Reap();
  Names said;
  options_.progress = [&](const std::string& text) { said.push_back(text); };
  Perform(maker);
  EXPECT_EQ(said, (Names{"given 1: file (name.json:10)", "given 2: handle (name.json:11)",
                         "step 1 write w (name.json:30)", "step 2 wait wait 1 (name.json:31)",
                         "the clean-up (name.json:1)"}));
}

TEST_F(PerformTest, AHangIsNamedAndGivenUp) {
  Win32Api api = kernel_.api();
  static std::atomic<bool> hangs{true};
  api.Sleep = [](DWORD) {
    while (hangs) std::this_thread::yield();
  };
  CaseMaker maker;
  WaitStep wait;
  wait.function = WaitStep::Function::kSleep;
  maker.Do("wait", "for ever", wait);
  options_.time_scale = 0.01;
  Performer performer(api);
  EXPECT_EQ(performer.Perform(maker.made(), target_, options_).harness_error,
            "step 1 wait for ever (name.json:30) did not return within 0.1 s");
  EXPECT_TRUE(performer.gave_up());
  CaseMaker next;
  next.Write("w", 0, 1).Reap();
  EXPECT_EQ(performer.Perform(next.made(), target_, options_).harness_error, "");
  hangs = false;
}

// Its routines never come, and its waits are over at once: their time is not ours.
DWORD WINAPI SleepInNoTime(DWORD, BOOL) { return 0; }
BOOL WINAPI WriteAndForget(HANDLE, LPCVOID, DWORD, LPOVERLAPPED overlapped,
                           LPOVERLAPPED_COMPLETION_ROUTINE) {
  overlapped->Internal = 0x103;
  return TRUE;
}

TEST_F(PerformTest, AWaitSaysItselfThatItsTimeIsUp) {
  Win32Api api = kernel_.api();
  api.SleepEx = &SleepInNoTime;
  api.WriteFileEx = &WriteAndForget;
  CaseMaker maker;
  WaitStep wait;
  wait.at_most = std::chrono::minutes(1);
  maker.Write("w", 0, 1).Do("wait", "wait 1", wait);
  options_.time_scale = 1;
  const auto begun = std::chrono::steady_clock::now();
  const Observation seen = Perform(maker, api);
  EXPECT_EQ(Call(seen, "wait 1").returned, 0u);
  EXPECT_EQ(Write(seen, "w").runs, 0u);
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(30));
}

TEST_F(PerformTest, EveryThreadSaysThatItParks) {
  std::atomic<int> parked{0};
  {
    Performer performer(kernel_.api(), {.parks = [&] { ++parked; }});
    CaseMaker maker;
    maker.Give("thread", GivenThread{"other"}).Write("w", 0, 1, "other").Reap("wait 1", "other");
    EXPECT_EQ(performer.Perform(maker.made(), target_, options_).harness_error, "");
    EXPECT_FALSE(performer.gave_up());
  }
  EXPECT_EQ(parked, 2);
}

TEST(MissingFunctionsOfACase, AreNamed) {
  FakeKernel kernel;
  Win32Api api = kernel.api();
  CaseMaker maker;
  maker.Write("w", 0, 1).Reap();
  EXPECT_EQ(MissingFunctions(api, maker.made()), Names{});
  maker.Do("cancel", "c", CancelStep{"writer", false, ""});
  EXPECT_EQ(MissingFunctions(api, maker.made()), Names{"CancelIo"});
  api.WriteFileEx = nullptr;
  EXPECT_EQ(MissingFunctions(api, maker.made()), (Names{"CancelIo", "WriteFileEx"}));
}

}  // namespace
}  // namespace wfx
