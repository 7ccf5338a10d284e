#include "runner/engine/judge_contents.h"

#include <gtest/gtest.h>

#include <random>

#include "runner/engine/judge_fixture.h"

namespace wfx {
namespace {

// A case on the file "data" and what its writes should have left.
struct Story {
  Case subject = MakeCase();
  Observation seen;

  explicit Story(std::uint64_t size = 8) {
    subject.when.clear();
    seen.files.push_back({"data", size, true, 0, {}});
  }
  WriteRecord& Write(const std::string& name, std::int64_t offset, std::uint64_t length,
                     const std::string& handle = "writer") {
    subject.when.push_back(MakeWriteStep(name, offset, static_cast<std::int64_t>(length), handle));
    seen.writes.push_back(MakeWrite(name, static_cast<std::uint64_t>(offset), length, handle));
    return seen.writes.back();
  }
  void SetEndOfFile(const std::string& name, std::int64_t size, bool succeeds = true) {
    subject.when.push_back(
        MakeStep("set_end_of_file", name, SetEndOfFileStep{"writer", Bytes(size)}));
    CallRecord call;
    call.step = name;
    call.returned = succeeds ? 1 : 0;
    seen.calls.push_back(call);
  }
  Contents Left() const {
    const Bindings bindings;
    return ContentsLeft({subject, bindings, seen}, seen.files.front());
  }
};

TEST(ContentsLeft, FollowWritesInTheOrderTheyWereIssued) {
  Story story;
  story.Write("one", 2, 4);
  story.Write("two", 4, 3);
  story.Write("three", 3, 1);
  EXPECT_EQ(story.Left(), (Contents{FillRun(0, 2), WriteRun(2, 1, "one"), WriteRun(3, 1, "three"),
                                    WriteRun(4, 3, "two"), FillRun(7, 1)}));
}

TEST(ContentsLeft, KeepWhatLiesOnEitherSideOfAWrite) {
  Story story;
  story.Write("outer", 1, 6);
  story.Write("inner", 3, 2);
  EXPECT_EQ(story.Left(), (Contents{FillRun(0, 1), WriteRun(1, 2, "outer"), WriteRun(3, 2, "inner"),
                                    WriteRun(5, 2, "outer", 4), FillRun(7, 1)}));
}

TEST(ContentsLeft, SayNothingOfTheRangeOfAnAbortedWrite) {
  Story story;
  const auto abort = [](WriteRecord& write) { write.completions.front().error = 995; };
  abort(story.Write("inside", 2, 2));
  abort(story.Write("across", 6, 5));
  abort(story.Write("beyond", 20, 5));
  const Contents left{FillRun(0, 2),
                      {2, 2, ContentRun::Origin::kUnread, "", 0},
                      FillRun(4, 2),
                      {6, 2, ContentRun::Origin::kUnread, "", 0}};
  EXPECT_EQ(story.Left(), left);
}

TEST(ContentsLeft, FillAGapWithZeros) {
  Story story;
  story.Write("w", 10, 2);
  EXPECT_EQ(story.Left(), (Contents{FillRun(0, 8), ZeroRun(8, 2), WriteRun(10, 2)}));
}

TEST(ContentsLeft, AppendAtTheEndOfThatTime) {
  Story story;
  story.Write("a", -1, 3);
  story.Write("far", 20, 1);
  story.Write("b", -1, 2);
  EXPECT_EQ(story.Left(), (Contents{FillRun(0, 8), WriteRun(8, 3, "a"), ZeroRun(11, 9),
                                    WriteRun(20, 1, "far"), WriteRun(21, 2, "b")}));
}

TEST(ContentsLeft, AppendThroughAnAppendOnlyHandleWhateverTheOffset) {
  constexpr std::uint32_t kAppendData = 4, kWriteData = 2;
  for (const std::uint32_t access :
       {kAppendData, kAppendData | kWriteData, kAppendData | kGenericWrite}) {
    Story story;
    story.subject.given.push_back({9, "handle", MakeHandle("appender", "data", access)});
    story.Write("w", 1, 2, "appender");
    const bool appends = access == kAppendData;
    EXPECT_EQ(story.Left(), (appends ? Contents{FillRun(0, 8), WriteRun(8, 2)}
                                     : Contents{FillRun(0, 1), WriteRun(1, 2), FillRun(3, 5)}));
  }
}

TEST(ContentsLeft, TakeLowWordAloneForAnOffset) {
  Story story;
  story.Write("w", 0xFFFFFFFF, 1);
  EXPECT_EQ(story.Left().back(), WriteRun(0xFFFFFFFF, 1));
}

TEST(ContentsLeft, FollowDuplicatesToTheirFile) {
  Story story;
  story.Write("w", 0, 1, "same");
  EXPECT_EQ(story.Left(), (Contents{WriteRun(0, 1), FillRun(1, 7)}));
}

TEST(ContentsLeft, LeaveOutOtherObjects) {
  Story story;
  story.Write("w", 0, 1, "client");
  story.Write("v", 0, 1, "nowhere");
  EXPECT_EQ(story.Left(), Contents{FillRun(0, 8)});
}

TEST(ContentsLeft, LeaveOutWhatFailed) {
  Story story;
  story.Write("refused", 0, 1).returned = false;
  story.Write("failed", 2, 1).completions.front().error = 33;
  WriteRecord& cancelled = story.Write("cancelled", 4, 1);
  cancelled.runs = 0;
  cancelled.completions.clear();
  cancelled.at_end.internal = 0xC0000120;
  EXPECT_EQ(story.Left(), Contents{FillRun(0, 8)});
}

TEST(ContentsLeft, CountAWriteWhoseRoutineWasLost) {
  Story story;
  WriteRecord& lost = story.Write("w", 0, 3);
  lost.runs = 0;
  lost.completions.clear();
  EXPECT_EQ(story.Left(), (Contents{WriteRun(0, 3), FillRun(3, 5)}));
}

TEST(ContentsLeft, TakeTheOverlappedWhereTheRoutineCameLate) {
  Story story;
  WriteRecord& write = story.Write("w", 0, 3);
  write.completions.front() = CompletionRecord();
  write.completions.front().during = "late";
  EXPECT_EQ(story.Left(), (Contents{WriteRun(0, 3), FillRun(3, 5)}));
}

TEST(ContentsLeft, CountASiblingThatWasPending) {
  Story story;
  WriteRecord& write = story.Write("w", 0, 3);
  write.api = "WriteFile";
  write.returned = false;
  write.last_error = 997;
  write.runs = 0;
  write.completions.clear();
  EXPECT_EQ(story.Left(), (Contents{WriteRun(0, 3), FillRun(3, 5)}));
  write.last_error = 87;
  EXPECT_EQ(story.Left(), Contents{FillRun(0, 8)});
}

TEST(ContentsLeft, TakeOnlyTheBytesThatWereReported) {
  Story story;
  story.Write("w", 0, 3).completions.front().bytes = 2;
  EXPECT_EQ(story.Left(), (Contents{WriteRun(0, 2), FillRun(2, 6)}));
  story.seen.writes.front().completions.front().bytes = 99;
  EXPECT_EQ(story.Left(), (Contents{WriteRun(0, 3), FillRun(3, 5)}));
}

TEST(ContentsLeft, ANullWriteChangesNothing) {
  Story story;
  story.Write("a", 100, 0);
  story.Write("b", -1, 0);
  EXPECT_EQ(story.Left(), Contents{FillRun(0, 8)});
}

TEST(ContentsLeft, AWriteThatFitsNoFileIsPlacedNowhere) {
  Story story;
  story.Write("minus_two", -2, 1);
  story.Write("beyond", std::numeric_limits<std::int64_t>::max(), 1);
  EXPECT_EQ(story.Left(), Contents{FillRun(0, 8)});
}

TEST(ContentsLeft, ChangesOfTheEndOfFileStandInTheirTurn) {
  Story story;
  story.Write("a", 6, 4);
  story.SetEndOfFile("cut", 7);
  story.Write("b", -1, 2);
  story.SetEndOfFile("grow", 12);
  story.SetEndOfFile("refused", 0, false);
  EXPECT_EQ(story.Left(),
            (Contents{FillRun(0, 6), WriteRun(6, 1, "a"), WriteRun(7, 2, "b"), ZeroRun(9, 3)}));
  story.SetEndOfFile("nothing", 0);
  EXPECT_EQ(story.Left(), Contents());
}

TEST(ContentsLeft, AStepInsideARoutineStandsWhereTheRoutineRan) {
  Story story;
  story.Write("host", 0, 1).completions.front().during = "wait";
  story.Write("inside", -1, 1);
  story.subject.when.back().inside = "host";
  story.SetEndOfFile("cut", 4);
  story.subject.when.push_back(MakeStep("wait", "wait", WaitStep{}));
  EXPECT_EQ(story.Left(),
            (Contents{WriteRun(0, 1, "host"), FillRun(1, 3), WriteRun(4, 1, "inside")}));
}

TEST(ContentsLeft, BeginEmptyWhereAHandleEmptiedTheFile) {
  Story story;
  GivenHandle truncating = MakeHandle("truncating", "data");
  truncating.disposition = 5;
  story.subject.given.push_back({9, "handle", truncating});
  story.Write("w", 2, 1);
  EXPECT_EQ(story.Left(), (Contents{ZeroRun(0, 2), WriteRun(2, 1)}));
}

TEST(ContentsLeft, BeginWithZerosWhereNothingWasFilled) {
  Story story;
  story.seen.files.front().filled = false;
  EXPECT_EQ(story.Left(), Contents{ZeroRun(0, 8)});
}

// A model of the same rules, byte by byte.
TEST(ContentsLeft, AreZerosWhereAWriteCameFromUntouchedMemory) {
  Story story;
  story.Write("w", 2, 4);
  GivenBuffer buffer;
  buffer.name = "untouched";
  buffer.filled = false;
  story.subject.given.push_back({1, "buffer", buffer});
  std::get<WriteStep>(story.subject.when.back().action).buffer = "untouched";
  EXPECT_EQ(story.Left(), (Contents{FillRun(0, 2), ZeroRun(2, 4), FillRun(6, 2)}));
}

TEST(ContentsLeft, AgreeWithAModelOfBytes) {
  std::mt19937_64 random(7);
  for (int round = 0; round < 300; ++round) {
    Story story(random() % 12);
    std::vector<std::string> model(story.seen.files.front().initial_size, "fill");
    for (int step = 0; step < 6; ++step) {
      const std::string name = "s" + std::to_string(step);
      const std::uint64_t at = random() % 16;
      if (random() % 4 == 0) {
        story.SetEndOfFile(name, static_cast<std::int64_t>(at));
        model.resize(at, "zeros");
        continue;
      }
      const bool append = random() % 3 == 0;
      const std::uint64_t length = random() % 5;
      const std::uint64_t offset = append ? model.size() : at;
      story.Write(name, append ? -1 : static_cast<std::int64_t>(at), length);
      if (length > 0 && model.size() < offset + length) model.resize(offset + length, "zeros");
      for (std::uint64_t index = 0; index < length; ++index)
        model[offset + index] = name + std::to_string(index);
    }
    std::vector<std::string> left;
    for (const ContentRun& run : story.Left()) {
      ASSERT_EQ(run.offset, left.size());
      ASSERT_GT(run.length, 0u);
      for (std::uint64_t index = 0; index < run.length; ++index) {
        const bool written = run.origin == ContentRun::Origin::kWrite;
        left.push_back(written ? run.write + std::to_string(run.from + index)
                       : run.origin == ContentRun::Origin::kFill ? "fill"
                                                                 : "zeros");
      }
    }
    ASSERT_EQ(left, model) << "round " << round;
  }
}

std::string Difference(const Contents& expected, const Contents& found, std::uint64_t size,
                       const Case& subject = MakeCase(), const Observation& seen = {}) {
  const Bindings bindings;
  return ContentDifference({subject, bindings, seen}, expected, found, size, "end of file");
}

TEST(ContentDifference, NamesOnlyTheDifferingPart) {
  EXPECT_EQ(Difference({FillRun(0, 8192)},
                       {FillRun(0, 4096), WriteRun(4096, 2), FillRun(4098, 4094)}, 8192),
            "[4096,4098) is write w, expected fill");
  EXPECT_EQ(Difference({FillRun(0, 8)}, {FillRun(0, 8), WriteRun(8, 2)}, 10),
            "[8,10) is write w, expected end of file");
  EXPECT_EQ(Difference({FillRun(0, 8)}, {FillRun(0, 6)}, 6), "[6,8) is end of file, expected fill");
  EXPECT_EQ(
      Difference({WriteRun(0, 4)}, {WriteRun(0, 2), {2, 2, ContentRun::Origin::kOther, "", 0}}, 4),
      "[2,4) is other, expected write w from 2");
  EXPECT_EQ(Difference({}, {}, 0), "");
}

TEST(ContentDifference, TellsThreeAndCountsTheRest) {
  Contents seen;
  for (std::uint64_t offset = 0; offset < 10; ++offset)
    seen.push_back(offset % 2 == 0 ? ZeroRun(offset, 1) : FillRun(offset, 1));
  EXPECT_EQ(Difference({FillRun(0, 10)}, seen, 10),
            "[0,1) is zeros, expected fill; [2,3) is zeros, expected fill; [4,5) is zeros, "
            "expected fill; and 2 more");
}

TEST(ContentDifference, DoesNotMindHowRunsAreCut) {
  EXPECT_EQ(Difference({FillRun(0, 4), WriteRun(4, 2), WriteRun(6, 2, "w", 2)},
                       {FillRun(0, 1), FillRun(1, 0), FillRun(1, 3), WriteRun(4, 4)}, 8),
            "");
  EXPECT_EQ(Difference({WriteRun(0, 2), WriteRun(2, 2)}, {WriteRun(0, 4)}, 4),
            "[2,4) is write w from 2, expected write w");
}

TEST(ContentDifference, SkipsWhatWasNotRead) {
  const ContentRun unread{2, 4, ContentRun::Origin::kUnread, "", 0};
  EXPECT_EQ(Difference({FillRun(0, 8)}, {FillRun(0, 2), unread, FillRun(6, 2)}, 8), "");
  EXPECT_EQ(Difference({FillRun(0, 8)}, {FillRun(0, 2), FillRun(6, 2)}, 8), "");
  EXPECT_EQ(Difference({FillRun(0, 8)}, {FillRun(0, 2)}, 8), "");
  EXPECT_EQ(Difference({FillRun(0, 4)}, {FillRun(0, 2), unread}, 6),
            "[4,6) is unread, expected end of file");
}

TEST(ContentDifference, WritesShareTheirBytesWhileOneOwnsTheBuffer) {
  Case subject = MakeCase();
  subject.when = {MakeWriteStep("one", 0, 2),   MakeWriteStep("two", 0, 2),
                  MakeWriteStep("three", 0, 2), MakeStep("wait", "wait", WaitStep{}),
                  MakeWriteStep("four", 0, 2),  MakeStep("wait", "last", WaitStep{})};
  for (const std::size_t step : {0u, 1u, 4u})
    std::get<WriteStep>(subject.when[step].action).buffer = "memory";
  Observation seen;
  for (const char* name : {"one", "two", "three", "four"})
    seen.writes.push_back(MakeWrite(name, 0, 2));
  const auto is_told_apart = [&](const std::string& write, const std::string& other) {
    return !Difference({WriteRun(0, 2, write)}, {WriteRun(0, 2, other)}, 2, subject, seen).empty();
  };
  EXPECT_FALSE(is_told_apart("two", "one"));
  EXPECT_TRUE(is_told_apart("two", "three"));
  EXPECT_TRUE(is_told_apart("four", "one"));
  seen.writes[0].completions.clear();
  EXPECT_FALSE(is_told_apart("four", "one"));
  seen.writes[0].returned = false;
  EXPECT_TRUE(is_told_apart("two", "one"));
}

}  // namespace
}  // namespace wfx
