// What files are beside their bytes: times, attributes, streams, mapped views, oplocks.
#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "runner/model/model.h"
#include "runner/win32/file_time.h"
#include "runner/win32/handle.h"
#include "runner/win32/overlapped.h"
#include "runner/win32/text.h"

namespace wfx {
namespace {

class FileFaceTest : public testing::Test {
 protected:
  explicit FileFaceTest(std::string_view personality = "ntfs")
      : model_(OptionsFor(personality)), api_(model_.api()) {}

  static ModelOptions OptionsFor(std::string_view personality) {
    ModelOptions options;
    options.personality = *FindPersonality(personality);
    return options;
  }

  Handle Open(const std::string& name = "data", DWORD disposition = OPEN_ALWAYS, DWORD flags = 0) {
    return {api_, api_.CreateFileW(Wide("C:\\" + name).c_str(), GENERIC_READ | GENERIC_WRITE,
                                   kShareAll, nullptr, disposition, flags, nullptr)};
  }
  bool Put(const Handle& file, const std::string& bytes) {
    DWORD written = 0;
    return api_.WriteFile(file.get(), bytes.data(), static_cast<DWORD>(bytes.size()), &written,
                          nullptr) != FALSE;
  }
  std::uint64_t LastWrite(const Handle& file) {
    FILETIME time{};
    EXPECT_TRUE(api_.GetFileTime(file.get(), nullptr, nullptr, &time));
    return ValueOf(time);
  }
  bool SetLastWrite(const Handle& file, std::uint64_t value) {
    const FILETIME time = FileTimeOf(value);
    return api_.SetFileTime(file.get(), nullptr, nullptr, &time) != FALSE;
  }
  std::string Bytes(const std::string& name) {
    const Handle file = Open(name, OPEN_EXISTING);
    std::string bytes(100, '?');
    DWORD read = 0;
    EXPECT_TRUE(api_.ReadFile(file.get(), bytes.data(), 100, &read, nullptr));
    return bytes.substr(0, read);
  }

  Model model_;
  const Win32Api api_;
};

// file_time.set_time_stops_its_handle
TEST_F(FileFaceTest, ATimeThatWasSetStaysForItsHandle) {
  const Handle one = Open(), other = Open();
  const std::uint64_t back = LastWrite(one) - 1000;
  ASSERT_TRUE(SetLastWrite(one, back));
  ASSERT_TRUE(Put(one, "a"));
  EXPECT_EQ(LastWrite(other), back);
  ASSERT_TRUE(Put(other, "b"));
  EXPECT_GT(LastWrite(one), back);
}

// file_time.freeze_and_thaw
TEST_F(FileFaceTest, AFrozenTimeMovesAgainOnceItIsThawed) {
  const Handle file = Open();
  const std::uint64_t before = LastWrite(file);
  ASSERT_TRUE(SetLastWrite(file, kFreezeTime));
  ASSERT_TRUE(Put(file, "a"));
  EXPECT_EQ(LastWrite(file), before);
  ASSERT_TRUE(SetLastWrite(file, 0)) << "changes nothing";
  ASSERT_TRUE(Put(file, "b"));
  EXPECT_EQ(LastWrite(file), before);
  ASSERT_TRUE(SetLastWrite(file, kThawTime));
  EXPECT_EQ(LastWrite(file), before);
  ASSERT_TRUE(Put(file, "c"));
  EXPECT_GT(LastWrite(file), before);
}

// file_time.archive_bit
TEST_F(FileFaceTest, AWriteSetsTheArchiveBitAndKeepsWhatTheFileIs) {
  const WideString path = Wide("C:\\data");
  const Handle file = Open();
  DWORD returned = 0;
  ASSERT_TRUE(api_.DeviceIoControl(file.get(), FSCTL_SET_SPARSE, nullptr, 0, nullptr, 0, &returned,
                                   nullptr));
  ASSERT_TRUE(api_.SetFileAttributesW(path.c_str(), FILE_ATTRIBUTE_NORMAL));
  const DWORD sparse = FILE_ATTRIBUTE_SPARSE_FILE;
  EXPECT_EQ(api_.GetFileAttributesW(path.c_str()) & (FILE_ATTRIBUTE_ARCHIVE | sparse), sparse);
  ASSERT_TRUE(Put(file, "a"));
  EXPECT_EQ(api_.GetFileAttributesW(path.c_str()), FILE_ATTRIBUTE_ARCHIVE | sparse);
}

// stream_data.views_see_writes, mapped_file_is_not_cut
TEST_F(FileFaceTest, AViewAndItsFileAreTheSame) {
  const Handle file = Open();
  ASSERT_TRUE(Put(file, "0123456789"));
  Handle section(api_, api_.CreateFileMappingW(file.get(), nullptr, PAGE_READWRITE, 0, 0, nullptr));
  ASSERT_TRUE(section.valid());
  auto* view = static_cast<char*>(
      api_.MapViewOfFile(section.get(), FILE_MAP_READ | FILE_MAP_WRITE, 0, 0, 0));
  ASSERT_NE(view, nullptr);
  EXPECT_EQ(std::string(view, 10), "0123456789");
  ASSERT_TRUE(Put(file, "ab"));  // behind them
  view[3] = 'x';
  EXPECT_EQ(Bytes("data"), "012x456789ab");
  LARGE_INTEGER at{};
  at.QuadPart = 5;
  ASSERT_TRUE(api_.SetFilePointerEx(file.get(), at, nullptr, FILE_BEGIN));
  ASSERT_TRUE(Put(file, "YZ"));
  EXPECT_EQ(std::string(view, 10), "012x4YZ789");
  EXPECT_FALSE(api_.SetEndOfFile(file.get()));
  EXPECT_EQ(api_.GetLastError(), static_cast<DWORD>(ERROR_USER_MAPPED_FILE));
  section = {};
  EXPECT_FALSE(api_.SetEndOfFile(file.get())) << "the view still holds the section";
  view[0] = '!';
  EXPECT_TRUE(api_.FlushViewOfFile(view, 0));
  EXPECT_TRUE(api_.UnmapViewOfFile(view));
  EXPECT_FALSE(api_.UnmapViewOfFile(view));
  EXPECT_EQ(api_.GetLastError(), static_cast<DWORD>(ERROR_INVALID_ADDRESS));
  EXPECT_EQ(Bytes("data"), "!12x4YZ789ab");
  EXPECT_TRUE(api_.SetEndOfFile(file.get()));
}

TEST_F(FileFaceTest, WhatCannotBeMappedIsRefused) {
  const Handle empty = Open("empty");
  EXPECT_EQ(api_.CreateFileMappingW(empty.get(), nullptr, PAGE_READWRITE, 0, 0, nullptr), nullptr);
  EXPECT_EQ(api_.GetLastError(), static_cast<DWORD>(ERROR_FILE_INVALID));
  const Handle reader(api_, api_.CreateFileW(Wide("C:\\empty").c_str(), GENERIC_READ, kShareAll,
                                             nullptr, OPEN_EXISTING, 0, nullptr));
  EXPECT_EQ(api_.CreateFileMappingW(reader.get(), nullptr, PAGE_READWRITE, 0, 0, nullptr), nullptr);
  EXPECT_EQ(api_.GetLastError(), static_cast<DWORD>(ERROR_ACCESS_DENIED));
}

class OplockTest : public FileFaceTest {
 protected:
  // True while the request pends.
  bool Ask(const Handle& holder, DWORD code) {
    event_ = Handle(api_, api_.CreateEventW(nullptr, TRUE, FALSE, nullptr));
    request_ = {};
    request_.hEvent = event_.get();
    DWORD bytes = 0;
    return !api_.DeviceIoControl(holder.get(), code, nullptr, 0, nullptr, 0, &bytes, &request_) &&
           api_.GetLastError() == ERROR_IO_PENDING;
  }
  bool Broken() { return api_.WaitForSingleObject(event_.get(), 0) == WAIT_OBJECT_0; }

  Handle event_;
  OVERLAPPED request_{};
};

// stream_data.level_2_oplock_breaks_at_once, null_write.breaks_no_oplock
TEST_F(OplockTest, AnyWriteButANullWriteBreaksLevel2) {
  Handle holder = Open("data", OPEN_ALWAYS, FILE_FLAG_OVERLAPPED);
  const Handle writer = Open();
  ASSERT_TRUE(Ask(holder, FSCTL_REQUEST_OPLOCK_LEVEL_2));
  ASSERT_TRUE(Put(writer, ""));
  EXPECT_FALSE(Broken());
  ASSERT_TRUE(Put(writer, "a"));
  EXPECT_TRUE(Broken());
  ASSERT_TRUE(Ask(holder, FSCTL_REQUEST_OPLOCK_LEVEL_2));
  OVERLAPPED own = OverlappedAt(0);
  api_.WriteFile(holder.get(), "b", 1, nullptr, &own);
  EXPECT_TRUE(Broken()) << "its own write too";
  ASSERT_TRUE(Ask(holder, FSCTL_REQUEST_OPLOCK_LEVEL_2));
  holder = {};
  EXPECT_TRUE(Broken()) << "closing ends the request";
}

// stream_data.read_handle_oplock_does_not_delay
TEST_F(OplockTest, OnlyOthersBreakAReadHandleOplock) {
  const Handle holder = Open("data", OPEN_ALWAYS, FILE_FLAG_OVERLAPPED);
  const Handle writer = Open();
  ASSERT_TRUE(Ask(holder, FSCTL_REQUEST_OPLOCK));
  OVERLAPPED own = OverlappedAt(0);
  api_.WriteFile(holder.get(), "a", 1, nullptr, &own);
  EXPECT_FALSE(Broken());
  ASSERT_TRUE(Put(writer, "b"));
  EXPECT_TRUE(Broken());
  EXPECT_FALSE(Ask(writer, FSCTL_REQUEST_OPLOCK_LEVEL_2)) << "a synchronous handle holds none";
  EXPECT_EQ(api_.GetLastError(), static_cast<DWORD>(ERROR_OPLOCK_NOT_GRANTED));
}

TEST_F(OplockTest, ARequestCanBeCancelled) {
  const Handle holder = Open("data", OPEN_ALWAYS, FILE_FLAG_OVERLAPPED);
  ASSERT_TRUE(Ask(holder, FSCTL_REQUEST_OPLOCK_LEVEL_2));
  EXPECT_TRUE(api_.CancelIoEx(holder.get(), &request_));
  EXPECT_TRUE(Broken());
  EXPECT_EQ(request_.Internal, static_cast<ULONG_PTR>(STATUS_CANCELLED));
  EXPECT_TRUE(Put(Open(), "a"));
}

}  // namespace
}  // namespace wfx
