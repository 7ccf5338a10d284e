// When and where completion routines run, as the engine sees it.
#include <string>
#include <vector>

#include "runner/engine/perform_fixture.h"

namespace wfx {
namespace {

using Names = std::vector<std::string>;

TEST_F(PerformTest, AWaitThatIsNotAlertableRunsNothing) {
  CaseMaker maker;
  maker.Write("w", 0, 1).Sleep("deaf", false).Sleep("hearing", true);
  const Observation seen = Perform(maker);
  EXPECT_EQ(Call(seen, "deaf").routines, Names{});
  EXPECT_EQ(Call(seen, "deaf").returned, 0u);
  EXPECT_EQ(Call(seen, "hearing").routines, Names{"w"});
}

TEST_F(PerformTest, OneWaitRunsAllInOrder) {
  CaseMaker maker;
  maker.Write("a", 0, 1).Write("b", 1, 1).Write("c", 2, 1).Sleep("wait", true);
  const Observation seen = Perform(maker);
  EXPECT_EQ(Call(seen, "wait").routines, (Names{"a", "b", "c"}));
  EXPECT_EQ(Write(seen, "c").completions.front().order, 2u);
}

TEST_F(PerformTest, StepsInsideARoutineMakeAChain) {
  CaseMaker maker;
  maker.Write("a", -1, 10).Write("b", -1, 10, "", "a").Write("c", -1, 10, "", "b").Reap();
  const Observation seen = Perform(maker);
  EXPECT_EQ(seen.writes.size(), 3u);
  EXPECT_EQ(Write(seen, "c").completions.front().during, "wait 1");
  EXPECT_EQ(Call(seen, "wait 1").routines, (Names{"a", "b", "c"}));
  EXPECT_EQ(seen.files.front().size, 330u);
}

TEST_F(PerformTest, AWaitInsideARoutineNests) {
  CaseMaker maker;
  maker.Write("a", 0, 1).Write("b", 1, 1).Sleep("inner", true, "", "a").Sleep("outer", true);
  const Observation seen = Perform(maker);
  EXPECT_EQ(Write(seen, "a").completions.front().depth, 0u);
  EXPECT_EQ(Write(seen, "b").completions.front().depth, 1u);
  EXPECT_EQ(Write(seen, "b").completions.front().during, "inner");
  EXPECT_EQ(Call(seen, "outer").routines, Names{"a"});
  EXPECT_EQ(Call(seen, "inner").routines, Names{"b"});
  EXPECT_EQ(Call(seen, "inner").returned, WAIT_IO_COMPLETION);
}

TEST_F(PerformTest, OnlyTheIssuingThreadRunsTheRoutine) {
  CaseMaker maker;
  maker.Give("thread", GivenThread{"other"});
  maker.Write("w", 0, 1, "other").Sleep("own", true).Sleep("others", true, "other");
  const Observation seen = Perform(maker);
  EXPECT_EQ(Call(seen, "own").routines, Names{});
  EXPECT_EQ(Call(seen, "others").actor, "other");
  EXPECT_EQ(Write(seen, "w").actor, "other");
  EXPECT_EQ(Write(seen, "w").completions.front().actor, "other");
}

TEST_F(PerformTest, AThreadThatExitsTakesItsRoutinesWithIt) {
  CaseMaker maker;
  maker.Give("thread", GivenThread{"other"});
  maker.Write("w", 0, 1, "other").Do("exit", "ends", ExitStep{"other"}).Sleep("own", true);
  const Observation seen = Perform(maker);
  EXPECT_TRUE(Write(seen, "w").returned);
  EXPECT_EQ(Write(seen, "w").runs, 0u);
  EXPECT_EQ(Call(seen, "ends").function, "ExitThread");
}

TEST_F(PerformTest, AStepOfAThreadThatHasExitedIsAnError) {
  CaseMaker maker;
  maker.Give("thread", GivenThread{"other"});
  maker.Do("exit", "ends", ExitStep{"other"}).Write("w", 0, 1, "other");
  Performer performer(kernel_.api());
  EXPECT_EQ(performer.Perform(maker.made(), target_, options_).harness_error,
            "the thread \"other\" has exited");
}

TEST_F(PerformTest, AQueuedApcIsListedUnderItsStep) {
  CaseMaker maker;
  maker.Do("queue_apc", "first", QueueApcStep{})
      .Write("w", 0, 1)
      .Do("queue_apc", "second", QueueApcStep{});
  maker.Sleep("wait", true);
  const Observation seen = Perform(maker);
  EXPECT_EQ(Call(seen, "first").returned, 1u);
  EXPECT_EQ(Call(seen, "wait").routines, (Names{"first", "w", "second"}));
}

TEST_F(PerformTest, OneOverlappedServesSeveralWrites) {
  CaseMaker maker;
  maker.Give("overlapped", GivenOverlapped{"shared"});
  WriteStep write = CaseMaker::WriteOf(-1, 10);
  write.overlapped = "shared";
  maker.Do("write", "a", write).Reap("wait 1").Do("write", "b", write).Reap("wait 2");
  const Observation seen = Perform(maker);
  EXPECT_EQ(Call(seen, "wait 1").routines, Names{"a"});
  EXPECT_EQ(Call(seen, "wait 2").routines, Names{"b"});
}

TEST_F(PerformTest, APendingWriteIsCancelledInTheCleanUp) {
  kernel_.keeps_writes_pending = true;
  CaseMaker maker;
  maker.Write("w", 0, 10);
  const Observation seen = Perform(maker);
  const WriteRecord& write = Write(seen, "w");
  EXPECT_EQ(write.at_end.internal, static_cast<std::uint32_t>(STATUS_PENDING));
  ASSERT_EQ(write.runs, 1u);
  EXPECT_EQ(write.completions.front().error, static_cast<std::uint32_t>(ERROR_OPERATION_ABORTED));
  EXPECT_EQ(write.completions.front().during, "clean-up");
}

TEST_F(PerformTest, CancelIoExByOverlapped) {
  kernel_.keeps_writes_pending = true;
  CaseMaker maker;
  maker.Write("a", 0, 10).Write("b", 0, 10);
  maker.Do("cancel", "cancel", CancelStep{"writer", true, "b"}).Sleep("wait", true);
  const Observation seen = Perform(maker);
  EXPECT_EQ(Call(seen, "cancel").returned, 1u);
  EXPECT_EQ(Call(seen, "wait").routines, Names{"b"});
}

}  // namespace
}  // namespace wfx
