// Writes through streams: what their records say, and the rules that hold of every one.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "runner/engine/judge_fixture.h"
#include "runner/hresult_names.h"

namespace wfx {
namespace {

constexpr std::uint32_t kPending = HresultFromWin32(997);
constexpr std::uint32_t kIncomplete = HresultFromWin32(996);
constexpr std::uint32_t kAborted = HresultFromWin32(995);
constexpr std::uint32_t kFail = 0x80004005;

// "w" goes through the stream "stream" on the file "data"; "result" asks for its end.
Case StreamCase() {
  Case subject = MakeCase();
  subject.given.push_back({9, "stream_async", GivenStreamAsync{"stream", "data"}});
  WriteStep write = std::get<WriteStep>(subject.when.front().action);
  write.handle = "stream";
  write.through_stream = true;
  subject.when.front().action = write;
  OverlappedResultStep result;
  result.write = "w";
  result.of_stream = true;
  subject.when.push_back(MakeStep("overlapped_result", "result", result));
  return subject;
}

// A write that WriteAsync answered with `hresult` and OverlappedResult at the end with `result`.
std::function<void(Observation&)> Answered(std::uint32_t hresult, std::uint64_t count,
                                           std::optional<std::uint32_t> result = {},
                                           std::uint64_t result_bytes = 0) {
  return [=](Observation& seen) {
    WriteRecord& write = seen.writes.front();
    write.handle = "stream";
    write.api = "IStreamAsync::WriteAsync";
    write.completions.clear();
    write.runs = 0;
    write.hresult = hresult;
    write.returned = !IsFailure(hresult);
    write.count = count;
    write.result = result;
    write.result_bytes = result_bytes;
    CallRecord& call = seen.calls.emplace_back();
    call.step = "result";
    call.function = "IStreamAsync::OverlappedResult";
    call.returned = result.value_or(0);
    call.bytes = result_bytes;
  };
}

ExpectationItem Writes(std::optional<Quantity> bytes, std::vector<std::uint32_t> errors = {}) {
  return ExpectWrite{"w", std::move(bytes), std::move(errors)};
}

ExpectationItem Returns(std::string step, std::vector<std::uint64_t> values) {
  ExpectCall call;
  call.step = std::move(step);
  call.returns = std::move(values);
  return call;
}

std::vector<std::string> Told(const std::function<void(Observation&)>& happen,
                              std::vector<ExpectationItem> items = {}) {
  Case subject = StreamCase();
  for (ExpectationItem& item : items) subject.then.push_back({21, "", std::move(item)});
  Observation seen = MakeObservation();
  happen(seen);
  std::vector<std::string> told;
  for (const Finding& finding : FindingsOf(subject, Bindings(), seen))
    told.push_back(finding.expectation + " -> " + finding.observed);
  return told;
}

TEST(StreamWrites, SucceedAtOnceOrAtTheEnd) {
  EXPECT_EQ(Told(Answered(0, 2), {Writes(Bytes(2))}), Strings{});
  EXPECT_EQ(Told(Answered(kPending, 77, 0, 2), {Writes(Bytes(2))}), Strings{});
  EXPECT_EQ(Told(Answered(0, 2, 0, 2), {Writes(Bytes(2))}), Strings{});
  EXPECT_EQ(Told(Answered(kPending, 77, 0, 1), {Writes(Bytes(2))}),
            (Strings{"write w completes_with 2 bytes -> completes with 1 byte",
                     "standing rule: file data holds what its successful writes left -> "
                     "[4097,4098) is write w from 1, expected fill"}));
}

TEST(StreamWrites, FailFromTheCallOrAtTheEnd) {
  const auto unwritten = [](std::function<void(Observation&)> happen) {
    return [=](Observation& seen) {
      happen(seen);
      seen.files.front().contents = {FillRun(0, 8192)};
    };
  };
  EXPECT_EQ(Told(unwritten(Answered(HresultFromWin32(33), 0)), {Writes({}, {33})}), Strings{});
  EXPECT_EQ(Told(unwritten(Answered(kPending, 0, kAborted)), {Writes({}, {995})}), Strings{});
  EXPECT_EQ(Told(unwritten(Answered(kPending, 0, kAborted)), {Writes(Bytes(2))}),
            Strings{"write w completes_with 2 bytes -> fails_with ERROR_OPERATION_ABORTED (995) by "
                    "OverlappedResult"});
  EXPECT_EQ(Told(unwritten(Answered(kFail, 0)), {Writes({}, {33})}),
            Strings{"write w fails_with ERROR_LOCK_VIOLATION -> fails with E_FAIL (0x80004005) "
                    "from the call"});
  EXPECT_EQ(Told(unwritten(Answered(kPending, 0, kIncomplete)), {Writes(Bytes(2))}),
            Strings{"write w completes_with 2 bytes -> is still pending at the end"});
}

TEST(StreamCalls, ReturnHresults) {
  EXPECT_EQ(Told(Answered(0, 2), {Returns("w", {0, kPending}), Returns("result", {0})}), Strings{});
  EXPECT_EQ(Told(Answered(0, 2), {Returns("w", {kPending, kFail})}),
            Strings{"call w returns HRESULT_FROM_WIN32(ERROR_IO_PENDING) or E_FAIL -> returns "
                    "S_OK"});
  EXPECT_EQ(Told(Answered(kPending, 0, 0x8004FFFF), {Returns("result", {0})}).front(),
            "call result returns S_OK -> returns HRESULT 0x8004FFFF");
}

TEST(StreamRules, HoldOfEveryWriteThroughAStream) {
  EXPECT_EQ(Told(Answered(0, 0)),
            (Strings{"standing rule: WriteAsync of w that returns S_OK tells its whole length in "
                     "pcbWritten -> 0 bytes of 2",
                     "standing rule: file data holds what its successful writes left -> "
                     "[4096,4098) is write w, expected fill"}));
  EXPECT_EQ(Told(Answered(1, 2, 0, 2)),
            Strings{"standing rule: WriteAsync of w returns S_OK or an error -> returns S_FALSE "
                    "(0x00000001)"});
  const auto no_count = [](Observation& seen) {
    Answered(0, 0, 0, 2)(seen);
    seen.writes.front().count.reset();
  };
  EXPECT_EQ(Told(no_count), Strings{});
}

TEST(StreamRules, AreAmongTheTextsOfStreamsAlone) {
  const auto count = [](const Case& subject) {
    const Strings texts = ExpectationTexts(subject);
    return std::ranges::count_if(
        texts, [](const std::string& text) { return text.find("WriteAsync") != text.npos; });
  };
  EXPECT_EQ(count(StreamCase()), 2);
  EXPECT_EQ(count(MakeCase()), 0);
}

TEST(StreamRules, CompareTheFileBehindTheStream) {
  const Strings told = Told(Answered(kFail, 0));
  ASSERT_EQ(told.size(), 1u);
  EXPECT_TRUE(told.front().starts_with("standing rule: file data holds what")) << told.front();
}

}  // namespace
}  // namespace wfx
