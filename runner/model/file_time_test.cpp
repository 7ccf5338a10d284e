// When the model's times of a file move, and when they stay.
#include "runner/model/model_file_fixture.h"

namespace wfx {
namespace {

using FileTimeTest = ModelFileTest;

FILETIME TimeOf(std::uint64_t value) {
  return {static_cast<DWORD>(value), static_cast<DWORD>(value >> 32)};
}

TEST_F(FileTimeTest, WriteTimeMovesWithAWrite) {
  const Handle file = Open();
  const std::uint64_t before = WriteTimeOf(file);
  api_.Sleep(5);
  EXPECT_EQ(WriteTimeOf(file), before);
  Write(file, "x");
  EXPECT_GE(WriteTimeOf(file), before + 50'000);
  const auto basic = Ask<FILE_BASIC_INFO>(file, FileBasicInfo);
  EXPECT_EQ(static_cast<std::uint64_t>(basic.LastWriteTime.QuadPart), WriteTimeOf(file));
  EXPECT_EQ(basic.ChangeTime.QuadPart, basic.LastWriteTime.QuadPart);
}

TEST_F(FileTimeTest, TimeThatWasSetStays) {
  const Handle file = Open();
  const std::uint64_t begun = WriteTimeOf(file);
  const FILETIME wanted = TimeOf(begun + 1'000'000'000), nothing{};
  EXPECT_TRUE(api_.SetFileTime(file.get(), &wanted, &wanted, &wanted));
  Write(file, "x");
  FILETIME creation{}, access{}, write{};
  EXPECT_TRUE(api_.GetFileTime(file.get(), &creation, &access, &write));
  for (const FILETIME& time : {creation, access, write}) EXPECT_EQ(ValueOf(time), ValueOf(wanted));
  EXPECT_TRUE(api_.SetFileTime(file.get(), &nothing, nullptr, nullptr));
  EXPECT_TRUE(api_.GetFileTime(file.get(), &creation, nullptr, nullptr));
  EXPECT_EQ(ValueOf(creation), ValueOf(wanted)) << "0 changes nothing";
}

TEST_F(FileTimeTest, WriteTimeCanBeFrozenForOneHandle) {
  const Handle frozen = Open(), other = Open();
  const std::uint64_t begun = WriteTimeOf(frozen);
  const FILETIME freeze = TimeOf(~std::uint64_t{0}), thaw = TimeOf(~std::uint64_t{1});
  EXPECT_TRUE(api_.SetFileTime(frozen.get(), nullptr, nullptr, &freeze));
  api_.Sleep(5);
  Write(frozen, "x");
  EXPECT_EQ(WriteTimeOf(frozen), begun);
  Write(other, "x");
  const std::uint64_t moved = WriteTimeOf(frozen);
  EXPECT_GT(moved, begun);
  EXPECT_TRUE(api_.SetFileTime(frozen.get(), nullptr, nullptr, &thaw));
  api_.Sleep(5);
  Write(frozen, "x");
  EXPECT_GT(WriteTimeOf(frozen), moved);
}

TEST_F(FileTimeTest, TimesNeedARightToBeSet) {
  const FILETIME wanted = TimeOf(1);
  EXPECT_EQ(ErrorOf(api_.SetFileTime(Open(GENERIC_READ).get(), nullptr, nullptr, &wanted)),
            DWORD{ERROR_ACCESS_DENIED});
}

class FatTimeTest : public ModelFileTest {
 protected:
  FatTimeTest() : ModelFileTest(On("fat32")) {}
};

TEST_F(FatTimeTest, WriteTimeMovesAtCloseInStepsOfTwoSeconds) {
  const Handle watcher = Open(GENERIC_READ);
  const std::uint64_t begun = WriteTimeOf(watcher);
  api_.Sleep(5'000);
  {
    const Handle file = Open();
    Write(file, "x");
    EXPECT_EQ(WriteTimeOf(watcher), begun);
  }
  EXPECT_EQ(WriteTimeOf(watcher), begun + 40'000'000);
  EXPECT_EQ(Ask<FILE_BASIC_INFO>(watcher, FileBasicInfo).ChangeTime.QuadPart, 0);
}

}  // namespace
}  // namespace wfx
