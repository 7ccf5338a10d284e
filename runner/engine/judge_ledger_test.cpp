#include <gtest/gtest.h>

#include <functional>

#include "runner/engine/judge_fixture.h"

namespace wfx {
namespace {

TEST(ExpectWrite, CompletesOrFailsAsStated) {
  const ExpectWrite completes{"w", Bytes(2), {}};
  const ExpectWrite fails{"w", {}, {33}};
  JudgeRows({
      {completes, nullptr, {}},
      {ExpectWrite{"w", Bytes(1), {}},
       nullptr,
       {"write w completes_with 1 byte -> completes with 2 bytes"}},
      {ExpectWrite{"w", Bytes(-1), {}},
       nullptr,
       {"write w completes_with -1 bytes -> completes with 2 bytes"}},
      {completes,
       Refused(5),
       {"write w completes_with 2 bytes -> fails_with ERROR_ACCESS_DENIED (5) from the call"}},
      {completes,
       Failed(112),
       {"write w completes_with 2 bytes -> fails_with ERROR_DISK_FULL (112) through the routine"}},
      {completes,
       RunTimes(0),
       {"write w completes_with 2 bytes -> returned TRUE but the routine never ran"}},
      {completes,
       RunTimes(2),
       {"write w completes_with 2 bytes -> returned TRUE and the routine ran 2 times"}},
      {completes,
       [](Observation& seen) { seen.writes.clear(); },
       {"write w completes_with 2 bytes -> was not issued"}},
      {fails, Refused(33), {}},
      {fails, Failed(33), {}},
      {fails, nullptr, {"write w fails_with ERROR_LOCK_VIOLATION -> completes with 2 bytes"}},
      {fails,
       Refused(5),
       {"write w fails_with ERROR_LOCK_VIOLATION -> fails_with ERROR_ACCESS_DENIED (5) from the "
        "call"}},
      {fails,
       Failed(33, 1),
       {"write w fails_with ERROR_LOCK_VIOLATION -> fails_with ERROR_LOCK_VIOLATION (33) with 1 "
        "byte through the routine"}},
      {fails,
       RunTimes(0),
       {"write w fails_with ERROR_LOCK_VIOLATION -> returned TRUE but the routine never ran"}},
      {ExpectWrite{"w", {}, {995}}, Failed(995, 12345), {}},
      {ExpectWrite{"w", {}, {33}},
       Failed(995, 12345),
       {"write w fails_with ERROR_LOCK_VIOLATION -> fails_with ERROR_OPERATION_ABORTED (995) "
        "through the routine"}},
      {ExpectWrite{"w", {}, {33, 64999}},
       nullptr,
       {"write w fails_with ERROR_LOCK_VIOLATION or error 64999 -> completes with 2 bytes"}},
      {ExpectWrite{"w", Bytes(10), {995}},
       nullptr,
       {"write w completes_with 10 bytes or fails_with ERROR_OPERATION_ABORTED -> completes with 2 "
        "bytes"}},
      {ExpectWrite{"w", Bytes(2), {995}}, nullptr, {}},
      {ExpectWrite{"w", Bytes(2), {995}}, Failed(995), {}},
  });
}

TEST(ExpectWrite, RefusesTheErrorFromBothPlaces) {
  JudgeRows(
      {{ExpectWrite{"w", {}, {33}},
        [](Observation& seen) {
          FailLater(seen, 33);
          seen.writes.front().returned = false;
          seen.writes.front().last_error = 33;
        },
        {"write w fails_with ERROR_LOCK_VIOLATION -> fails_with ERROR_LOCK_VIOLATION (33) from the "
         "call, and the routine ran 1 "
         "time"}},
       {ExpectWrite{"w", {}, {33}},
        [](Observation& seen) {
          FailLater(seen, 33);
          RunTimes(2)(seen);
        },
        {"write w fails_with ERROR_LOCK_VIOLATION -> returned TRUE and the routine ran 2 times"}}});
}

TEST(ExpectWrite, KnowsOfALateRoutineOnlyThatItCame) {
  const auto late = [](Observation& seen) {
    CompletionRecord& run = seen.writes.front().completions.front();
    run = CompletionRecord();
    run.during = "late";
  };
  JudgeRows({{ExpectWrite{"w", Bytes(0), {}},
              late,
              {"write w completes_with 0 bytes -> returned TRUE and the routine ran after the "
               "scenario's end"}},
             {ExpectCompletion{"w", {1}, {33}, {}, {}, {}}, late, {}},
             {ExpectCompletion{"w", {}, {0}, {}, {}, {}},
              late,
              {"completion w error ERROR_SUCCESS -> the routine never ran"}}});
}

TEST(ExpectWrite, SpellsQuantitiesOfTheTargetAsTheScenarioDoes) {
  Bindings bindings;
  bindings.sector = 4096;
  JudgeRows({{ExpectWrite{"w", Quantity::Parse("1 sector"), {}},
              nullptr,
              {"write w completes_with 1 sector -> completes with 2 bytes"}},
             {ExpectWrite{"w", Quantity::Parse("1 sector - 4094"), {}}, nullptr, {}},
             {ExpectWrite{"w", Quantity::Parse("4 KiB"), {}},
              nullptr,
              {"write w completes_with 4096 bytes -> completes with 2 bytes"}}},
            MakeCase(), bindings);
}

// Through WriteFile: TRUE or ERROR_IO_PENDING, and the end in the OVERLAPPED.
std::function<void(Observation&)> Sibling(bool returned, std::uint32_t last_error,
                                          std::uint64_t internal) {
  return [=](Observation& seen) {
    WriteRecord& write = seen.writes.front();
    write.api = "WriteFile";
    write.returned = returned;
    write.last_error = last_error;
    write.runs = 0;
    write.completions.clear();
    write.at_end.internal = internal;
  };
}

TEST(ExpectWrite, JudgesWriteFileByItsOverlapped) {
  const ExpectWrite completes{"w", Bytes(2), {}};
  const ExpectWrite fails{"w", {}, {87}};
  JudgeRows({
      {completes, Sibling(true, 0, 0), {}},
      {completes, Sibling(false, 997, 0), {}},
      {ExpectWrite{"w", Bytes(3), {}},
       Sibling(false, 997, 0),
       {"write w completes_with 3 bytes -> completes with 2 bytes"}},
      {completes,
       Sibling(false, 997, 0x103),
       {"write w completes_with 2 bytes -> is still pending at the end"}},
      {completes,
       Sibling(false, 997, 0xC0000120),
       {"write w completes_with 2 bytes -> ends with STATUS_CANCELLED (0xC0000120) in Internal"}},
      {completes,
       Sibling(false, 87, 0),
       {"write w completes_with 2 bytes -> fails_with ERROR_INVALID_PARAMETER (87) from the call"}},
      {fails, Sibling(false, 87, 0x103), {}},
      {fails,
       Sibling(true, 87, 0),
       {"write w fails_with ERROR_INVALID_PARAMETER -> completes with 2 bytes"}},
  });
}

TEST(ExpectCall, JudgesEachPartOnItsOwn) {
  Case subject = MakeCase();
  CancelStep cancel;
  subject.when.push_back(MakeStep("cancel", "cancel", cancel));
  WaitStep object_wait;
  object_wait.function = WaitStep::Function::kWaitForSingleObjectEx;
  subject.when.push_back(MakeStep("wait", "object", object_wait));
  const auto with_calls = [](Observation& seen) {
    CallRecord call;
    call.step = "cancel";
    call.last_error = 1168;
    seen.calls.push_back(call);
    CallRecord object;
    object.step = "object";
    object.returned = 258;
    object.bytes = 7;
    object.routines = {"v", "u"};
    seen.calls.push_back(object);
  };
  JudgeRows(
      {
          {ExpectCall{"wait", {192}, {0}, {}, Strings{"w"}}, nullptr, {}},
          {ExpectCall{"wait", {0}, {}, {}, {}},
           nullptr,
           {"call wait returns 0 -> returns WAIT_IO_COMPLETION"}},
          {ExpectCall{"wait", {0, 258}, {}, {}, {}},
           nullptr,
           {"call wait returns 0 or WAIT_TIMEOUT -> returns WAIT_IO_COMPLETION"}},
          {ExpectCall{"wait", {}, {}, {}, Strings{}}, nullptr, {"call wait runs none -> runs w"}},
          {ExpectCall{"object", {0, 1}, {}, {}, {}},
           with_calls,
           {"call object returns WAIT_OBJECT_0 or WAIT_OBJECT_0 + 1 -> returns WAIT_TIMEOUT"}},
          {ExpectCall{"object", {258}, {}, {}, Strings{"u", "v"}}, with_calls, {}},
          {ExpectCall{"object", {}, {}, {}, Strings{"v", "u"}}, with_calls, {}},
          {ExpectCall{"object", {}, {}, {}, Strings{"x", "w"}},
           with_calls,
           {"call object runs x, w -> runs u, v"}},
          {ExpectCall{"object", {}, {}, Bytes(10), {}},
           with_calls,
           {"call object bytes 10 -> 7 bytes"}},
          {ExpectCall{"object", {}, {}, Bytes(7), {}}, with_calls, {}},
          {ExpectCall{"cancel", {}, {}, Bytes(0), {}},
           with_calls,
           {"call cancel bytes 0 -> no count"}},
          {ExpectCall{"cancel", {1}, {}, {}, {}},
           with_calls,
           {"call cancel returns TRUE -> returns FALSE with ERROR_NOT_FOUND (1168)"}},
          {ExpectCall{"cancel", {0}, {6, 87}, {}, {}},
           with_calls,
           {"call cancel last_error ERROR_INVALID_HANDLE or ERROR_INVALID_PARAMETER -> "
            "ERROR_NOT_FOUND (1168)"}},
          {ExpectCall{"cancel", {0}, {1168}, {}, {}}, with_calls, {}},
          {ExpectCall{"cancel", {1}, {6}, {}, Strings{"w"}},
           nullptr,
           {"call cancel returns TRUE -> the step was not done"}},
      },
      subject);
}

TEST(ExpectCall, JudgesTheCallOfAWrite) {
  JudgeRows({
      {ExpectCall{"w", {1}, {0, 3735928559}, {}, Strings{}}, nullptr, {}},
      {ExpectCall{"w", {}, {}, {}, Strings{}},
       [](Observation& seen) { seen.writes.front().routines_inside = {"w"}; },
       {"call w runs none -> runs w"}},
      {ExpectCall{"w", {0}, {}, {}, {}}, nullptr, {"call w returns FALSE -> returns TRUE"}},
      {ExpectCall{"w", {1}, {}, {}, {}},
       Refused(6),
       {"call w returns TRUE -> returns FALSE with ERROR_INVALID_HANDLE (6)"}},
      {ExpectCall{"w", {}, {87}, {}, {}},
       Refused(6),
       {"call w last_error ERROR_INVALID_PARAMETER -> ERROR_INVALID_HANDLE (6)"}},
  });
}

TEST(ExpectCompletion, JudgesEachPartOnItsOwn) {
  const auto expect = [](auto set) {
    ExpectCompletion item;
    item.write = "w";
    set(item);
    return item;
  };
  const auto runs = [&](std::vector<std::uint32_t> legal) {
    return expect([&](auto& item) { item.runs = legal; });
  };
  const auto all = expect([](auto& item) {
    item.runs = {0, 1};
    item.error = {0};
    item.bytes = Bytes(2);
    item.during = {"first", "wait"};
    item.thread = "";
  });
  JudgeRows({
      {all, nullptr, {}},
      {all, RunTimes(0), {}},
      {runs({1}), RunTimes(2), {"completion w runs 1 -> runs 2"}},
      {runs({0, 1}), RunTimes(3), {"completion w runs 0 or 1 -> runs 3"}},
      {expect([](auto& item) {
         item.error = {995, 109};
       }),
       nullptr,
       {"completion w error ERROR_OPERATION_ABORTED or ERROR_BROKEN_PIPE -> ERROR_SUCCESS (0)"}},
      {expect([](auto& item) { item.bytes = Bytes(10); }),
       nullptr,
       {"completion w bytes 10 -> 2 bytes"}},
      {expect([](auto& item) { item.fewer_than = Bytes(3); }), nullptr, {}},
      {expect([](auto& item) { item.fewer_than = Bytes(2); }),
       nullptr,
       {"completion w bytes fewer than 2 -> 2 bytes"}},
      {expect([](auto& item) {
         item.during = {"first", "second"};
       }),
       nullptr,
       {"completion w during first or second -> during wait"}},
      {expect([](auto& item) { item.thread = "worker"; }),
       nullptr,
       {"completion w thread worker -> thread main"}},
      {expect([](auto& item) { item.thread = ""; }),
       [](Observation& seen) { seen.writes.front().completions.front().actor = "?"; },
       {"completion w thread main -> thread an unknown thread"}},
      // A routine that never ran is told once.
      {expect([](auto& item) {
         item.error = {0};
         item.bytes = Bytes(2);
       }),
       RunTimes(0),
       {"completion w error ERROR_SUCCESS -> the routine never ran"}},
      {expect([](auto& item) {
         item.runs = {1};
         item.bytes = Bytes(2);
       }),
       RunTimes(0),
       {"completion w runs 1 -> runs 0"}},
      {runs({1}),
       [](Observation& seen) { seen.writes.clear(); },
       {"completion w runs 1 -> was not issued"}},
  });
}

TEST(ExpectOverlapped, JudgesTheWordsOfItsMoment) {
  using At = ExpectOverlapped::At;
  const auto expect = [](At at, std::vector<std::uint64_t> internal,
                         std::optional<Quantity> high = {}) {
    ExpectOverlapped item;
    item.write = "w";
    item.at = at;
    item.internal = std::move(internal);
    item.internal_high = high;
    return item;
  };
  const auto pending = [](Observation& seen) {
    seen.writes.front().after_call.internal = 0xFFFFFFFF'00000103;
  };
  JudgeRows({
      {expect(At::kAfterCall, {0x103}), pending, {}},
      {expect(At::kAfterCall, {0x103}),
       nullptr,
       {"overlapped w Internal STATUS_PENDING after_call -> STATUS_SUCCESS (0x00000000)"}},
      {expect(At::kEnd, {0x103, 0xC0FFEE00}),
       nullptr,
       {"overlapped w Internal STATUS_PENDING or status 0xC0FFEE00 at_end -> STATUS_SUCCESS "
        "(0x00000000)"}},
      {expect(At::kInRoutine, {0}, Bytes(10)),
       nullptr,
       {"overlapped w InternalHigh 10 in_routine -> 2"}},
      {expect(At::kInRoutine, {0}, Bytes(2)), nullptr, {}},
      {expect(At::kInRoutine, {0}, Bytes(2)),
       RunTimes(0),
       {"overlapped w Internal STATUS_SUCCESS in_routine -> the routine never ran"}},
      {expect(At::kEnd, {0}), RunTimes(0), {}},
  });
}

}  // namespace
}  // namespace wfx
