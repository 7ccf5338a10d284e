#include <gtest/gtest.h>

#include <functional>

#include "runner/engine/judge_fixture.h"

namespace wfx {
namespace {

using LastWrite = ExpectLook::LastWrite;
constexpr std::int64_t kSecond = 10'000'000, kHour = 3600 * kSecond;
constexpr std::uint32_t kReadOnly = 1, kArchive = 0x20;

// A look at a file that was last written `moved` after it was dated back by an hour, one
// microsecond after "w" was issued when that is an hour.
LookRecord Seen(std::int64_t moved, std::string name = "after") {
  LookRecord look;
  look.name = std::move(name);
  look.file = "data";
  look.attributes = kArchive;
  look.size = 8192;
  look.allocated = 12288;
  look.moved = moved;
  look.ahead = moved - kHour;
  look.remainder = static_cast<std::uint64_t>((moved + 100 * kHour) % (2 * kSecond));
  look.since = {{"w", moved - kHour + 10}};
  return look;
}

std::function<void(Observation&)> Looks(std::vector<LookRecord> looks) {
  return [=](Observation& seen) { seen.looks = looks; };
}

ExpectLook Time(std::vector<LastWrite> legal) {
  ExpectLook expect;
  expect.look = "after";
  expect.last_write = std::move(legal);
  return expect;
}

TEST(ExpectLook, JudgesTheLastWriteTime) {
  const LastWrite unchanged{LastWrite::Is::kUnchanged, ""}, since{LastWrite::Is::kSince, "w"},
      same{LastWrite::Is::kSameAs, "before"};
  const auto once = [](std::int64_t moved) { return Looks({Seen(moved)}); };
  const auto twice = [](std::int64_t moved) { return Looks({Seen(5, "before"), Seen(moved)}); };
  JudgeRows({
      {Time({unchanged}), once(0), {}},
      {Time({unchanged}), once(kHour), {"look after last_write unchanged -> since w"}},
      {Time({unchanged}), once(-1), {"look after last_write unchanged -> earlier than before"}},
      {Time({since}), once(kHour), {}},
      {Time({since}), once(kHour - 2 * kSecond), {}},
      {Time({since}),
       once(kHour - 3 * kSecond),
       {"look after last_write since w -> before every write"}},
      {Time({since}), once(0), {"look after last_write since w -> unchanged"}},
      {Time({since}),
       once(kHour + 3 * kSecond),
       {"look after last_write since w -> later than now"}},
      {Time({unchanged, since}), once(0), {}},
      {Time({unchanged, since}),
       once(7),
       {"look after last_write unchanged or since w -> before every write"}},
      {Time({same}), twice(5), {}},
      {Time({same}), twice(6), {"look after last_write same as in before -> later than in before"}},
      {Time({same}),
       twice(4),
       {"look after last_write same as in before -> earlier than in before"}},
      {Time({same}), nullptr, {"look after last_write same as in before -> the step was not done"}},
  });
}

TEST(ExpectLook, JudgesStepsOfTime) {
  const ExpectLook whole = Time({{LastWrite::Is::kWholeSteps, ""}});
  Bindings coarse;
  coarse.time_step = 2'000'000'000;
  JudgeRows({{whole, Looks({Seen(7)}), {}}});
  JudgeRows({{whole, Looks({Seen(4 * kSecond)}), {}},
             {whole,
              Looks({Seen(4 * kSecond + 1)}),
              {"look after last_write a multiple of the time step -> between two steps"}}},
            MakeCase(), coarse);
}

TEST(ExpectLook, JudgesAttributesAndSizes) {
  ExpectLook right;
  right.look = "after";
  right.has = kArchive;
  right.lacks = kReadOnly;
  right.size = Bytes(8192);
  right.allocated_at_least = Bytes(8192);
  right.allocated_at_most = Bytes(12288);
  ExpectLook wrong = right;
  wrong.has = kArchive | kReadOnly;
  wrong.lacks = kArchive;
  wrong.size = Bytes(1);
  wrong.allocated_at_least = Bytes(12289);
  wrong.allocated_at_most = Bytes(4096);
  JudgeRows({
      {right, Looks({Seen(0)}), {}},
      {wrong,
       Looks({Seen(0)}),
       {"look after has FILE_ATTRIBUTE_READONLY, FILE_ATTRIBUTE_ARCHIVE -> lacks "
        "FILE_ATTRIBUTE_READONLY",
        "look after lacks FILE_ATTRIBUTE_ARCHIVE -> has FILE_ATTRIBUTE_ARCHIVE",
        "look after size 1 byte -> 8192 bytes",
        "look after allocated at least 12289 bytes -> 12288 bytes",
        "look after allocated at most 4096 bytes -> 12288 bytes"}},
      {right,
       [](Observation& seen) {
         seen.looks = {Seen(0)};
         seen.looks.front().error = 2;
       },
       {"look after has FILE_ATTRIBUTE_ARCHIVE -> fails with ERROR_FILE_NOT_FOUND (2)"}},
  });
}

TEST(ExpectOplock, JudgesTheEnd) {
  const auto broken = [](Observation& seen) { seen.oplocks = {{"o", true}}; };
  JudgeRows({
      {ExpectOplock{"o", true}, broken, {}},
      {ExpectOplock{"o", false}, broken, {"oplock o held -> broken"}},
      {ExpectOplock{"o", true}, nullptr, {"oplock o broken -> was not observed"}},
  });
}

// The standing rule on contents knows zeros and stores.
TEST(Contents, ZerosAndStoresAreWhatWasWritten) {
  Case subject = MakeCase();
  GivenView view;
  view.name = "mapped";
  view.of = "data";
  subject.given.push_back({10, "view", view});
  std::get<WriteStep>(subject.when.front().action).zeros = true;
  subject.when.push_back(MakeStep("store", "s", StoreStep{"mapped", Bytes(4097), Bytes(4)}));
  Observation seen = MakeObservation();
  CallRecord& store = seen.calls.emplace_back();
  store.step = "s";
  store.returned = 1;
  seen.files.front().contents = {FillRun(0, 4096), ZeroRun(4096, 1), WriteRun(4097, 4, "s"),
                                 FillRun(4101, 4091)};
  EXPECT_EQ(Told(subject, seen), Strings{});
  seen.files.front().contents = {FillRun(0, 4096), WriteRun(4096, 2), FillRun(4098, 4094)};
  EXPECT_EQ(Told(subject, seen),
            Strings{"standing rule: file data holds what its successful writes left -> [4096,4097) "
                    "is write w, expected zeros; [4097,4098) is write w from 1, expected write s; "
                    "[4098,4101) is fill, expected write s from 1"});
}

}  // namespace
}  // namespace wfx
