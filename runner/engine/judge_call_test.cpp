#include <gtest/gtest.h>

#include "runner/engine/judge_fixture.h"
#include "runner/engine/judge_scene.h"

namespace wfx {
namespace {

// A case with an open, a look into a mailslot and a flush that begins.
Case CaseWithCalls() {
  Case subject = MakeCase();
  OpenStep open;
  open.handle = MakeHandle("opened", "data");
  subject.when.push_back(MakeStep("open", "opened", open));
  subject.when.push_back(MakeStep("peek", "seen", PeekStep{"reader", true}));
  subject.when.push_back(MakeStep("flush", "flushing", FlushStep{"writer"}));
  subject.when.back().begins = true;
  return subject;
}

std::function<void(Observation&)> Called(const std::string& step, std::uint64_t returned,
                                         std::uint32_t last_error,
                                         std::optional<std::uint32_t> messages = {},
                                         bool pending = false) {
  return [=](Observation& seen) {
    CallRecord call;
    call.step = step;
    call.returned = returned;
    call.last_error = last_error;
    call.messages = messages;
    call.pending = pending;
    seen.calls.push_back(call);
  };
}

ExpectCall Messages(std::uint32_t count) {
  ExpectCall call{"seen", {}, {}, {}, {}};
  call.messages = count;
  return call;
}

TEST(ExpectCall, JudgesOpens) {
  const ExpectCall opens{"opened", {kReturnedAHandle}, {}, {}, {}};
  const ExpectCall refused{"opened", {kReturnedNoHandle}, {87}, {}, {}};
  JudgeRows(
      {
          {opens, Called("opened", kReturnedAHandle, 0), {}},
          {opens,
           Called("opened", kReturnedNoHandle, 5),
           {"call opened returns a handle -> returns INVALID_HANDLE_VALUE with ERROR_ACCESS_DENIED "
            "(5)"}},
          {refused, Called("opened", kReturnedNoHandle, 87), {}},
          {refused,
           Called("opened", kReturnedAHandle, 0),
           {"call opened returns INVALID_HANDLE_VALUE -> returns a handle",
            "call opened last_error ERROR_INVALID_PARAMETER -> ERROR_SUCCESS (0)"}},
      },
      CaseWithCalls());
}

TEST(ExpectCall, JudgesMessages) {
  JudgeRows(
      {
          {Messages(2), Called("seen", 1, 0, 2), {}},
          {Messages(2), Called("seen", 1, 0, 1), {"call seen messages 2 -> messages 1"}},
          {Messages(0), Called("seen", 0, 6), {"call seen messages 0 -> no count"}},
      },
      CaseWithCalls());
}

TEST(ExpectCall, KnowsACallThatHasNotReturned) {
  const ExpectCall flushed{"flushing", {1}, {}, {}, {}};
  JudgeRows(
      {
          {flushed, Called("flushing", 1, 0), {}},
          {flushed,
           Called("flushing", 0, 0, {}, true),
           {"call flushing returns TRUE -> the call had not returned"}},
      },
      CaseWithCalls());
}

// append.writes_at_end: an append-only handle writes there, whoever opened it.
TEST(Handle, IsFoundWhenAStepOpensIt) {
  const Case subject = CaseWithCalls();
  const Bindings bindings;
  const Observation seen;
  const Scene scene{subject, bindings, seen};
  ASSERT_NE(scene.Handle("opened"), nullptr);
  EXPECT_EQ(scene.Handle("opened")->opens, "data");
}

}  // namespace
}  // namespace wfx
