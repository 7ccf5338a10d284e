#include <gtest/gtest.h>

#include <functional>

#include "runner/engine/judge_fixture.h"

namespace wfx {
namespace {

TEST(ExpectFile, JudgesSizeAndContents) {
  using Kind = ExpectFile::Contents;
  using Origin = ContentRun::Origin;
  const ExpectFile unchanged{"data", Bytes(8192), Kind::kUnchanged, {}};
  const std::vector<ExpectedRun> right = {{Origin::kFill, "", Bytes(4096), {}},
                                          {Origin::kWrite, "w", {}, {}},
                                          {Origin::kFill, "", Bytes(4094), {}}};
  const std::vector<ExpectedRun> wrong = {{Origin::kZero, "", Quantity::Parse("1 page"), {}},
                                          {Origin::kWrite, "w", Bytes(1), Bytes(1)}};
  JudgeRows({
      {ExpectFile{"data", Bytes(8192), Kind::kStanding, {}}, nullptr, {}},
      {ExpectFile{"data", Quantity::Parse("8 KiB + 1"), Kind::kAny, {}},
       nullptr,
       {"file data size 8193 bytes -> 8192 bytes"}},
      {unchanged, Refused(33), {}},
      {unchanged,
       nullptr,
       {"file data contents unchanged -> [4096,4098) is write w, expected fill"}},
      {ExpectFile{"data", {}, Kind::kRuns, right}, nullptr, {}},
      {ExpectFile{"data", {}, Kind::kRuns, wrong},
       nullptr,
       {"file data contents zeros 1 page, write w 1 byte from 1 -> [0,4096) is fill, expected "
        "zeros; "
        "[4096,4097) is write w, expected write w from 1; [4097,4098) is write w from 1, expected "
        "end of file; and 1 more"}},
      {ExpectFile{"data", {}, Kind::kRuns, {{Origin::kFill, "", Bytes(8192), {}}}},
       [](Observation& seen) {
         Refuse(seen, 33);
         seen.files.front().filled = false;
         seen.files.front().contents = {ZeroRun(0, 8192)};
       },
       {}},
      {unchanged,
       [](Observation& seen) { seen.files.clear(); },
       {"file data size 8192 bytes -> was not observed"}},
  });
}

// A read step's record.
std::function<void(Observation&)> ReadGives(bool returned, std::uint32_t error, std::uint64_t bytes,
                                            bool pending = false) {
  return [=](Observation& seen) {
    CallRecord& read = seen.calls.emplace_back();
    read.step = "r";
    read.function = "ReadFile";
    read.returned = returned ? 1 : 0;
    read.last_error = error;
    read.bytes = bytes;
    read.pending = pending;
    if (bytes > 0) read.contents = {WriteRun(0, bytes)};
  };
}

TEST(ExpectRead, JudgesEachPartOnItsOwn) {
  const auto expect = [](auto set) {
    ExpectRead item;
    item.read = "r";
    set(item);
    return item;
  };
  const auto bytes = [&](std::int64_t count) {
    return expect([&](auto& item) { item.bytes = Bytes(count); });
  };
  const auto more_data = expect([](auto& item) {
    item.bytes = Bytes(2);
    item.fails_with = {234};
  });
  const auto contents = expect([](auto& item) {
    item.contents = {{ContentRun::Origin::kWrite, "w", {}, {}}};
  });
  JudgeRows({
      {bytes(2), ReadGives(true, 0, 2), {}},
      {bytes(10), ReadGives(true, 0, 2), {"read r bytes 10 -> completes with 2 bytes"}},
      {bytes(2),
       ReadGives(false, 234, 2),
       {"read r bytes 2 -> fails_with ERROR_MORE_DATA (234) with 2 bytes"}},
      {bytes(0),
       ReadGives(false, 109, 0),
       {"read r bytes 0 -> fails_with ERROR_BROKEN_PIPE (109)"}},
      {bytes(0), ReadGives(false, 997, 0, true), {"read r bytes 0 -> pending"}},
      {more_data, ReadGives(false, 234, 2), {}},
      {more_data,
       ReadGives(false, 234, 1),
       {"read r bytes 2 -> fails_with ERROR_MORE_DATA (234) with 1 byte"}},
      {more_data,
       ReadGives(true, 0, 2),
       {"read r fails_with ERROR_MORE_DATA -> completes with 2 bytes"}},
      {expect([](auto& item) { item.fails_with = {997}; }),
       ReadGives(false, 997, 0, true),
       {"read r fails_with ERROR_IO_PENDING -> pending"}},
      {expect([](auto& item) { item.pending = true; }), ReadGives(false, 997, 0, true), {}},
      {expect([](auto& item) { item.pending = true; }),
       ReadGives(true, 0, 1),
       {"read r pending -> completes with 1 byte"}},
      {expect([](auto& item) { item.pending = false; }),
       ReadGives(false, 997, 0, true),
       {"read r not pending -> pending"}},
      {contents, ReadGives(true, 0, 2), {}},
      {contents,
       ReadGives(true, 0, 1),
       {"read r contents write w -> [1,2) is end of the read, expected write w from 1"}},
      {contents, nullptr, {"read r contents write w -> the step was not done"}},
  });
}

TEST(ExpectEventAndPort, JudgeTheEnd) {
  const auto with = [](Observation& seen) {
    seen.events.push_back({"e", true});
    seen.ports.push_back({"p", 2});
  };
  JudgeRows({
      {ExpectEvent{"e", true}, with, {}},
      {ExpectEvent{"e", false}, with, {"event e signaled false -> signaled true"}},
      {ExpectEvent{"e", false}, nullptr, {"event e signaled false -> was not observed"}},
      {ExpectPort{"p", 2}, with, {}},
      {ExpectPort{"p", 0}, with, {"completion_port p packets 0 -> packets 2"}},
      {ExpectPort{"p", 0}, nullptr, {"completion_port p packets 0 -> was not observed"}},
  });
}

TEST(Describe, JoinsThePartsOfAnExpectation) {
  ExpectCall call{"w", {1}, {0, 234}, Bytes(3), Strings{}};
  EXPECT_EQ(Describe(Expect(call)),
            "call w returns 1; call w last_error ERROR_SUCCESS or ERROR_MORE_DATA; call w bytes 3; "
            "call w runs none");
  EXPECT_EQ(Describe(Expect(ExpectCall{"w", {1}, {}, {}, {}}), MakeCase()), "call w returns TRUE");
  EXPECT_EQ(Describe(Expect(ExpectOverlapped{"w", ExpectOverlapped::At::kInRoutine, {0}, {}})),
            "overlapped w Internal STATUS_SUCCESS in_routine");
  EXPECT_EQ(Describe(Expect(ExpectFile{"data", {}, ExpectFile::Contents::kUnchanged, {}})),
            "file data contents unchanged");
  using Kind = ExpectFile::Contents;
  EXPECT_EQ(Describe(Expect(ExpectFile{"data", {}, Kind::kAny, {}})), "file data contents any");
  EXPECT_EQ(Describe(Expect(ExpectFile{"data", {}, Kind::kStanding, {}})),
            "file data contents as written");
  EXPECT_EQ(Describe(Expect(ExpectFile{"data", Bytes(1), Kind::kStanding, {}})),
            "file data size 1 byte");
}

}  // namespace
}  // namespace wfx
