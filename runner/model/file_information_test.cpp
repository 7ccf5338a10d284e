// What the model says of a file through its handle, and lets itself be told.
#include <array>

#include "runner/model/model_file_fixture.h"

namespace wfx {
namespace {

using FileInformationTest = ModelFileTest;

TEST_F(FileInformationTest, PointerMovesFromBeginPlaceAndEnd) {
  const Handle file = Open();
  Write(file, "0123456789");
  EXPECT_EQ(Move(file, 4, FILE_BEGIN), 4);
  EXPECT_EQ(Move(file, 3, FILE_CURRENT), 7);
  EXPECT_EQ(Move(file, -2, FILE_END), 8);
  EXPECT_EQ(Move(file, -9, FILE_CURRENT), -std::int64_t{ERROR_NEGATIVE_SEEK});
  EXPECT_EQ(Move(file, 0, FILE_CURRENT), 8) << "a refused call moved it";
  Write(file, "x");
  EXPECT_EQ(Move(file, 0, FILE_CURRENT), 9);
}

TEST_F(FileInformationTest, UnbufferedPointerKeepsToSectors) {
  const Handle file = Open(GENERIC_READ | GENERIC_WRITE, FILE_FLAG_NO_BUFFERING);
  EXPECT_EQ(Move(file, 512, FILE_BEGIN), 512);
  EXPECT_EQ(Move(file, 511, FILE_BEGIN), -std::int64_t{ERROR_INVALID_PARAMETER});
}

TEST_F(FileInformationTest, PipeHasNeitherPointerNorSize) {
  const Handle pipe = OpenPipe();
  EXPECT_EQ(Move(pipe, 0, FILE_BEGIN), -std::int64_t{ERROR_INVALID_FUNCTION});
  LARGE_INTEGER size{};
  EXPECT_EQ(ErrorOf(api_.GetFileSizeEx(pipe.get(), &size)), DWORD{ERROR_INVALID_FUNCTION});
}

TEST_F(FileInformationTest, EndIsSetWhereThePointerIs) {
  const Handle file = Open();
  Write(file, "0123456789");
  Move(file, 4, FILE_BEGIN);
  EXPECT_TRUE(api_.SetEndOfFile(file.get()));
  EXPECT_EQ(SizeOf(file), 4);
  const Handle reader = Open(GENERIC_READ);
  EXPECT_EQ(ErrorOf(api_.SetEndOfFile(reader.get())), DWORD{ERROR_ACCESS_DENIED});
  EXPECT_EQ(SizeOf(file), 4);
}

TEST_F(FileInformationTest, EndIsSetByNumber) {
  const Handle file = Open();
  Write(file, "0123456789");
  EXPECT_EQ(SetEnd(file, 20), 0u);
  EXPECT_EQ(SizeOf(file), 20);
  EXPECT_EQ(SetEnd(file, -1), DWORD{ERROR_INVALID_PARAMETER});
  EXPECT_EQ(SetEnd(Open(GENERIC_READ), 5), DWORD{ERROR_ACCESS_DENIED});
  EXPECT_EQ(SizeOf(file), 20);
  EXPECT_EQ(SetEnd(file, std::int64_t{1} << 40), DWORD{ERROR_DISK_FULL});
}

TEST_F(FileInformationTest, WhatIsCutOffComesBackAsZeros) {
  const Handle file = Open();
  Write(file, "0123456789");
  EXPECT_EQ(SetEnd(file, 4), 0u);
  EXPECT_EQ(SetEnd(file, 8), 0u);
  Move(file, 0, FILE_BEGIN);
  std::string bytes(10, '?');
  DWORD read = 0;
  ASSERT_TRUE(api_.ReadFile(file.get(), bytes.data(), 10, &read, nullptr));
  EXPECT_EQ(bytes.substr(0, read), std::string("0123\0\0\0\0", 8));
}

TEST_F(FileInformationTest, DispositionDeletesWithTheLastHandle) {
  Handle file = Open(GENERIC_WRITE | DELETE);
  FILE_DISPOSITION_INFO disposition{TRUE};
  const auto set = [&] {
    return api_.SetFileInformationByHandle(file.get(), FileDispositionInfo, &disposition,
                                           sizeof disposition);
  };
  EXPECT_TRUE(set());
  EXPECT_TRUE(Ask<FILE_STANDARD_INFO>(file, FileStandardInfo).DeletePending);
  disposition.DeleteFile = FALSE;
  EXPECT_TRUE(set());
  EXPECT_FALSE(Ask<FILE_STANDARD_INFO>(file, FileStandardInfo).DeletePending);
  disposition.DeleteFile = TRUE;
  EXPECT_TRUE(set());
  EXPECT_EQ(model_.files(), 1u);
  file = {};
  EXPECT_EQ(model_.files(), 0u);
}

TEST_F(FileInformationTest, AttributesAreKept) {
  const Handle file = Open();
  FILE_BASIC_INFO basic{};
  basic.FileAttributes = FILE_ATTRIBUTE_HIDDEN;
  const auto set = [&](const FILE_BASIC_INFO& to, DWORD size) {
    return ErrorOf(api_.SetFileInformationByHandle(file.get(), FileBasicInfo,
                                                   const_cast<FILE_BASIC_INFO*>(&to), size));
  };
  EXPECT_EQ(set(basic, sizeof basic), 0u);
  EXPECT_EQ(set({}, sizeof basic), 0u) << "0 changes nothing";
  EXPECT_NE(set(basic, sizeof basic - 1), 0u);
  EXPECT_EQ(Ask<FILE_BASIC_INFO>(file, FileBasicInfo).FileAttributes, DWORD{FILE_ATTRIBUTE_HIDDEN});
  EXPECT_EQ(Ask<FILE_ATTRIBUTE_TAG_INFO>(file, FileAttributeTagInfo).FileAttributes,
            DWORD{FILE_ATTRIBUTE_HIDDEN});
  Write(file, "x");
  BY_HANDLE_FILE_INFORMATION facts{};
  EXPECT_TRUE(api_.GetFileInformationByHandle(file.get(), &facts));
  EXPECT_EQ(facts.dwFileAttributes, DWORD{FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_ARCHIVE});
}

TEST_F(FileInformationTest, FactsTellFilesApart) {
  const Handle file = Open(), same = Open(), other = Open(GENERIC_WRITE, 0, "C:\\other");
  EXPECT_EQ(SetEnd(file, (std::int64_t{1} << 32) + 5), 0u);
  BY_HANDLE_FILE_INFORMATION one{}, again{}, another{};
  EXPECT_TRUE(api_.GetFileInformationByHandle(file.get(), &one));
  EXPECT_TRUE(api_.GetFileInformationByHandle(same.get(), &again));
  EXPECT_TRUE(api_.GetFileInformationByHandle(other.get(), &another));
  EXPECT_EQ(one.nFileSizeHigh, 1u);
  EXPECT_EQ(one.nFileSizeLow, 5u);
  EXPECT_EQ(one.nNumberOfLinks, 1u);
  EXPECT_EQ(one.nFileIndexLow, again.nFileIndexLow);
  EXPECT_NE(one.nFileIndexLow, another.nFileIndexLow);
}

TEST_F(FileInformationTest, DeviceIsThatOfThePersonality) {
  const Handle file = Open();
  EXPECT_EQ(Ask<FILE_STORAGE_INFO>(file, FileStorageInfo).LogicalBytesPerSector, 512u);
  EXPECT_EQ(Ask<FILE_ALIGNMENT_INFO>(file, FileAlignmentInfo).AlignmentRequirement, 1u);
}

TEST_F(FileInformationTest, ClassesThatAreNotThereAreRefused) {
  const Handle file = Open();
  std::array<char, 256> bytes{};
  EXPECT_EQ(ErrorOf(api_.GetFileInformationByHandleEx(file.get(), FileNameInfo, bytes.data(), 256)),
            DWORD{ERROR_INVALID_PARAMETER});
  EXPECT_EQ(ErrorOf(api_.SetFileInformationByHandle(file.get(), FileNameInfo, bytes.data(), 256)),
            DWORD{ERROR_INVALID_PARAMETER});
  EXPECT_EQ(ErrorOf(api_.SetFileInformationByHandle(file.get(), FileEndOfFileInfo, bytes.data(),
                                                    sizeof(FILE_END_OF_FILE_INFO) - 1)),
            DWORD{ERROR_INVALID_PARAMETER});
}

TEST_F(FileInformationTest, PathIsWhole) {
  const Handle file = Open();
  const std::string whole = "\\\\?\\C:\\data";
  WideString path(whole.size() + 1, 'x');
  const auto room = static_cast<DWORD>(path.size());
  EXPECT_EQ(api_.GetFinalPathNameByHandleW(file.get(), path.data(), room - 1, 0), room)
      << "what it needs, with the NUL";
  EXPECT_EQ(path[0], 'x');
  EXPECT_EQ(api_.GetFinalPathNameByHandleW(file.get(), path.data(), room, 0), room - 1);
  EXPECT_EQ(Narrow(path.c_str()), whole);
}

TEST_F(FileInformationTest, HandleThatIsNoneIsRefused) {
  const Handle none(api_, reinterpret_cast<HANDLE>(std::intptr_t{0x7770}));
  BY_HANDLE_FILE_INFORMATION facts{};
  FILE_BASIC_INFO basic{};
  LARGE_INTEGER number{};
  FILETIME time{};
  WCHAR path[8]{};
  const DWORD error = ERROR_INVALID_HANDLE;
  const HANDLE file = none.get();
  EXPECT_EQ(ErrorOf(api_.GetFileSizeEx(file, &number)), error);
  EXPECT_EQ(ErrorOf(api_.SetFilePointerEx(file, number, nullptr, FILE_BEGIN)), error);
  EXPECT_EQ(ErrorOf(api_.SetEndOfFile(file)), error);
  EXPECT_EQ(ErrorOf(api_.SetFileInformationByHandle(file, FileBasicInfo, &basic, sizeof basic)),
            error);
  EXPECT_EQ(ErrorOf(api_.GetFileInformationByHandleEx(file, FileBasicInfo, &basic, sizeof basic)),
            error);
  EXPECT_EQ(ErrorOf(api_.GetFileInformationByHandle(file, &facts)), error);
  EXPECT_EQ(ErrorOf(api_.GetFileTime(file, &time, nullptr, nullptr)), error);
  EXPECT_EQ(ErrorOf(api_.SetFileTime(file, &time, nullptr, nullptr)), error);
  EXPECT_EQ(api_.GetFinalPathNameByHandleW(file, path, 8, 0), 0u);
  EXPECT_EQ(api_.GetLastError(), error);
}

TEST_F(FileInformationTest, RangeIsZeroed) {
  constexpr std::size_t kSize = 20'000;
  const Handle file = Open();
  Write(file, std::string(kSize, 'a'));
  FILE_ZERO_DATA_INFORMATION range{};
  range.FileOffset.QuadPart = 100;
  range.BeyondFinalZero.QuadPart = 15'000;
  DWORD returned = 0;
  ASSERT_TRUE(api_.DeviceIoControl(file.get(), FSCTL_SET_ZERO_DATA, &range, sizeof range, nullptr,
                                   0, &returned, nullptr));
  Move(file, 0, FILE_BEGIN);
  std::string bytes(kSize, '?');
  DWORD read = 0;
  ASSERT_TRUE(api_.ReadFile(file.get(), bytes.data(), kSize, &read, nullptr));
  EXPECT_EQ(bytes, std::string(100, 'a') + std::string(14'900, '\0') + std::string(5'000, 'a'));
  EXPECT_FALSE(api_.DeviceIoControl(file.get(), FSCTL_GET_BOOT_AREA_INFO, nullptr, 0, nullptr, 0,
                                    &returned, nullptr));
}

class FatInformationTest : public ModelFileTest {
 protected:
  FatInformationTest() : ModelFileTest(On("fat32")) {}
};

TEST_F(FatInformationTest, FileEndsBelowFourGiB) {
  const Handle file = Open();
  EXPECT_EQ(SetEnd(file, (std::int64_t{1} << 32) - 1), 0u);
  EXPECT_EQ(SetEnd(file, std::int64_t{1} << 32), DWORD{ERROR_DISK_FULL});
}

}  // namespace
}  // namespace wfx
