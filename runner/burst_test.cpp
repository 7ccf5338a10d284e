// Bursts of writes on the model, and on systems that lose routines or run too many.
#include <gtest/gtest.h>

#include "runner/engine/judge.h"
#include "runner/engine/target.h"
#include "runner/model_scene_fixture.h"

namespace wfx {
namespace {

Win32Api below;
std::uint32_t issued = 0;
LPOVERLAPPED_COMPLETION_ROUTINE callers_routine = nullptr;

void CALLBACK RunTwice(DWORD error, DWORD bytes, LPOVERLAPPED overlapped) {
  callers_routine(error, bytes, overlapped);
  callers_routine(error, bytes, overlapped);
}
void CALLBACK RunForNothing(DWORD error, DWORD bytes, LPOVERLAPPED) {
  OVERLAPPED nobodys{};
  callers_routine(error, bytes, &nobodys);
}
void CALLBACK RunNever(DWORD, DWORD, LPOVERLAPPED) {}

// The hundredth write has this routine.
template <LPOVERLAPPED_COMPLETION_ROUTINE instead>
BOOL WINAPI SpoilOne(HANDLE file, LPCVOID bytes, DWORD length, LPOVERLAPPED overlapped,
                     LPOVERLAPPED_COMPLETION_ROUTINE routine) {
  callers_routine = routine;
  return below.WriteFileEx(file, bytes, length, overlapped, ++issued == 100 ? instead : routine);
}

class BurstTest : public testing::Test {
 protected:
  explicit BurstTest(const ModelOptions& options = {})
      : model_(options), target_(ProbeTarget(api_, "model", "C:\\", {})) {
    below = api_;
    issued = 0;
  }

  BurstRecord Perform(const Win32Api& api, const std::string& id) {
    const Case subject = CatalogueCase(id);
    Performer performer(api, TraitsOfModel());
    const Observation seen = performer.Perform(subject, target_, {});
    EXPECT_EQ(seen.harness_error, "");
    verdict_ = Judge(subject, target_, seen, {}, "2026-01-01").verdict;
    EXPECT_EQ(seen.bursts.size(), 1u);
    return seen.bursts.empty() ? BurstRecord{} : seen.bursts[0];
  }
  BurstRecord PerformWith(decltype(&::WriteFileEx) write) {
    Win32Api api = api_;
    api.WriteFileEx = write;
    return Perform(api, "completion/outstanding_writes_each_run_once");
  }

  Model model_;
  const Win32Api api_ = model_.api();
  TargetFacts target_;
  Verdict verdict_ = Verdict::kError;
};

TEST_F(BurstTest, EveryWriteToAFileRunsItsRoutine) {
  const BurstRecord burst = Perform(api_, "completion/outstanding_writes_each_run_once");
  EXPECT_EQ(burst.accepted, 2048u);
  EXPECT_EQ(burst.completed, 2048u);
  EXPECT_EQ(verdict_, Verdict::kPass);
}

TEST_F(BurstTest, WhatPendsIsCancelledAndEndsToo) {
  const BurstRecord burst = Perform(api_, "completion/cancelled_writes_each_run_once");
  EXPECT_EQ(burst.accepted, 2048u);
  ASSERT_EQ(burst.failed.size(), 1u);
  EXPECT_EQ(burst.failed[0].error, ERROR_OPERATION_ABORTED);
  EXPECT_EQ(burst.completed + burst.failed[0].count, 2048u);
  EXPECT_EQ(verdict_, Verdict::kPass);
}

TEST_F(BurstTest, LostRoutineIsTold) {
  EXPECT_EQ(PerformWith(&SpoilOne<&RunNever>).endless, 1u);
  EXPECT_EQ(verdict_, Verdict::kFail);
}

TEST_F(BurstTest, RoutineTooManyIsTold) {
  EXPECT_EQ(PerformWith(&SpoilOne<&RunTwice>).surplus, 1u);
  EXPECT_EQ(verdict_, Verdict::kFail);
}

TEST_F(BurstTest, RoutineOfNoWriteIsTold) {
  const BurstRecord burst = PerformWith(&SpoilOne<&RunForNothing>);
  EXPECT_EQ(burst.surplus, 1u);
  EXPECT_EQ(burst.endless, 1u);
  EXPECT_EQ(verdict_, Verdict::kFail);
}

class SmallSystemTest : public BurstTest {
 protected:
  SmallSystemTest() : BurstTest(Small()) {}
  static ModelOptions Small() {
    ModelOptions options;
    options.choices.most_outstanding = 16;
    return options;
  }
};

TEST_F(SmallSystemTest, RefusalEndsTheBurstAndIsTold) {
  const BurstRecord burst = Perform(api_, "completion/too_many_are_told");
  EXPECT_EQ(burst.accepted, 16u);
  EXPECT_EQ(burst.refused, ERROR_NO_SYSTEM_RESOURCES);
  EXPECT_EQ(burst.unasked + burst.endless + burst.surplus, 0u);
}

}  // namespace
}  // namespace wfx
