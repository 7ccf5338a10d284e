// What everything else stands on: files, routines, waits, threads, virtual time.
#include "runner/model/model.h"

#include <gtest/gtest.h>

#include <chrono>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "runner/win32/handle.h"
#include "runner/win32/overlapped.h"
#include "runner/win32/text.h"

namespace wfx {
namespace {

// What routines reported, in order.
struct Ended {
  DWORD error, bytes;
  LPOVERLAPPED overlapped;
};
thread_local std::vector<Ended> ended;

void CALLBACK Note(DWORD error, DWORD bytes, LPOVERLAPPED overlapped) {
  ended.push_back({error, bytes, overlapped});
}

class ModelTest : public testing::Test {
 protected:
  explicit ModelTest(const ModelOptions& options = {}) : model_(options), api_(model_.api()) {
    ended.clear();
  }

  HANDLE Open(DWORD flags = FILE_FLAG_OVERLAPPED, DWORD access = GENERIC_READ | GENERIC_WRITE) {
    return api_.CreateFileW(Wide("C:\\data").c_str(), access,
                            FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
                            OPEN_ALWAYS, flags, nullptr);
  }
  std::uint64_t SizeOf(HANDLE file) const {
    LARGE_INTEGER size{};
    EXPECT_TRUE(api_.GetFileSizeEx(file, &size));
    return static_cast<std::uint64_t>(size.QuadPart);
  }
  // Through a handle of its own.
  std::string Bytes(std::uint64_t offset, DWORD length) {
    const Handle file(api_, Open(0, GENERIC_READ));
    LARGE_INTEGER to{};
    to.QuadPart = static_cast<LONGLONG>(offset);
    EXPECT_TRUE(api_.SetFilePointerEx(file.get(), to, nullptr, FILE_BEGIN));
    std::string bytes(length, '?');
    DWORD read = 0;
    EXPECT_TRUE(api_.ReadFile(file.get(), bytes.data(), length, &read, nullptr));
    bytes.resize(read);
    return bytes;
  }

  Model model_;
  const Win32Api api_;
};

TEST_F(ModelTest, LacksNothing) { EXPECT_TRUE(MissingFunctions(api_).empty()); }

TEST_F(ModelTest, IsTheOnlyOne) { EXPECT_THROW(Model(), std::logic_error); }

TEST_F(ModelTest, RunsARoutineInAnAlertableWaitOnly) {
  const Handle file(api_, Open());
  OVERLAPPED overlapped = OverlappedAt(3);
  ASSERT_TRUE(api_.WriteFileEx(file.get(), "abc", 3, &overlapped, &Note));
  EXPECT_TRUE(ended.empty());
  EXPECT_EQ(api_.SleepEx(10, FALSE), 0u);
  EXPECT_TRUE(ended.empty());
  EXPECT_EQ(api_.SleepEx(0, TRUE), static_cast<DWORD>(WAIT_IO_COMPLETION));
  ASSERT_EQ(ended.size(), 1u);
  EXPECT_EQ(ended[0].error, 0u);
  EXPECT_EQ(ended[0].bytes, 3u);
  EXPECT_EQ(ended[0].overlapped, &overlapped);
  EXPECT_EQ(Bytes(0, 10), std::string("\0\0\0abc", 6));
  EXPECT_EQ(api_.SleepEx(0, TRUE), 0u);
}

TEST_F(ModelTest, HoldsFarOffsetsWithoutTheRoomBetween) {
  const Handle file(api_, Open());
  DWORD returned = 0;
  ASSERT_TRUE(api_.DeviceIoControl(file.get(), FSCTL_SET_SPARSE, nullptr, 0, nullptr, 0, &returned,
                                   nullptr));
  const std::uint64_t far = (std::uint64_t{1} << 40) + 5;
  OVERLAPPED overlapped = OverlappedAt(far);
  ASSERT_TRUE(api_.WriteFileEx(file.get(), "x", 1, &overlapped, &Note));
  EXPECT_EQ(SizeOf(file.get()), far + 1);
  EXPECT_EQ(Bytes(far - 1, 2), std::string("\0x", 2));
  FILE_STANDARD_INFO facts{};
  ASSERT_TRUE(
      api_.GetFileInformationByHandleEx(file.get(), FileStandardInfo, &facts, sizeof(facts)));
  EXPECT_LE(facts.AllocationSize.QuadPart, 4096);
}

TEST_F(ModelTest, AFullVolumeRefusesAndChangesNothing) {
  const Handle file(api_, Open());
  OVERLAPPED overlapped = OverlappedAt(std::uint64_t{1} << 40);
  EXPECT_FALSE(api_.WriteFileEx(file.get(), "x", 1, &overlapped, &Note));
  EXPECT_EQ(api_.GetLastError(), static_cast<DWORD>(ERROR_DISK_FULL));
  EXPECT_EQ(SizeOf(file.get()), 0u);
}

class ShareTest : public ModelTest {
 protected:
  ShareTest() : ModelTest(WithoutAlignment()) {}
  static ModelOptions WithoutAlignment() {
    ModelOptions options;
    options.personality = *FindPersonality("smb3");
    options.personality.asks_alignment = false;
    return options;
  }
};

TEST_F(ShareTest, SaysWhatItIsAndTakesBrokenSectors) {
  const Handle file(api_, Open(FILE_FLAG_NO_BUFFERING));
  FILE_REMOTE_PROTOCOL_INFO protocol{};
  EXPECT_TRUE(api_.GetFileInformationByHandleEx(file.get(), FileRemoteProtocolInfo, &protocol,
                                                sizeof protocol));
  EXPECT_EQ(protocol.Protocol, 0x20000u);
  OVERLAPPED overlapped = OverlappedAt(1);
  DWORD written = 0;
  EXPECT_TRUE(api_.WriteFile(file.get(), "abc", 3, &written, &overlapped));
  EXPECT_EQ(written, 3u);
}

TEST_F(ModelTest, IsNoShare) {
  const Handle file(api_, Open());
  FILE_REMOTE_PROTOCOL_INFO protocol{};
  EXPECT_FALSE(api_.GetFileInformationByHandleEx(file.get(), FileRemoteProtocolInfo, &protocol,
                                                 sizeof protocol));
  EXPECT_EQ(api_.GetLastError(), static_cast<DWORD>(ERROR_INVALID_PARAMETER));
}

TEST_F(ModelTest, VirtualTimeJumps) {
  const auto before = std::chrono::steady_clock::now();
  const auto begun = model_.Now();
  api_.Sleep(3'600'000);
  EXPECT_GE(model_.Now() - begun, std::chrono::hours(1));
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(30));
}

TEST_F(ModelTest, ABackgroundThreadWaitsForARoutineAndMovesNoTime) {
  const Handle end(api_, api_.CreateEventW(nullptr, TRUE, FALSE, nullptr));
  DWORD result = WAIT_FAILED;
  std::thread parked([&] {
    Model::StayInBackground();
    result = api_.WaitForSingleObjectEx(end.get(), 10, TRUE);
  });
  const auto begun = model_.Now();
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_LT(model_.Now() - begun, std::chrono::milliseconds(10));
  api_.SetEvent(end.get());
  parked.join();
  EXPECT_EQ(result, static_cast<DWORD>(WAIT_OBJECT_0));
}

TEST_F(ModelTest, AThreadThatEndsTakesItsRoutinesWithIt) {
  const Handle file(api_, Open());
  OVERLAPPED overlapped = OverlappedAt(0);
  std::thread issuer(
      [&] { EXPECT_TRUE(api_.WriteFileEx(file.get(), "abc", 3, &overlapped, &Note)); });
  issuer.join();
  EXPECT_EQ(api_.SleepEx(0, TRUE), 0u);
  EXPECT_TRUE(ended.empty());
  EXPECT_EQ(Bytes(0, 3), "abc");
}

TEST_F(ModelTest, AnotherProcessHasHandlesAndLocksOfItsOwn) {
  const Handle file(api_, Open());
  const std::uint32_t other = model_.StartProcess();
  {
    const Model::InProcess there(other);
    OVERLAPPED range = OverlappedAt(0);
    EXPECT_FALSE(api_.CloseHandle(file.get()));
    ASSERT_TRUE(api_.LockFileEx(Open(), LOCKFILE_FAIL_IMMEDIATELY | LOCKFILE_EXCLUSIVE_LOCK, 0, 10,
                                0, &range));
  }
  OVERLAPPED overlapped = OverlappedAt(9);
  EXPECT_FALSE(api_.WriteFileEx(file.get(), "abc", 3, &overlapped, &Note));
  EXPECT_EQ(api_.GetLastError(), static_cast<DWORD>(ERROR_LOCK_VIOLATION));
  model_.EndProcess(other);
  EXPECT_TRUE(api_.WriteFileEx(file.get(), "abc", 3, &overlapped, &Note));
}

TEST_F(ModelTest, ALockThatWaitsIsGrantedWhenTheRangeIsFree) {
  const Handle holder(api_, Open()), asker(api_, Open());
  OVERLAPPED held = OverlappedAt(0), asked = OverlappedAt(5);
  ASSERT_TRUE(api_.LockFileEx(holder.get(), LOCKFILE_EXCLUSIVE_LOCK, 0, 10, 0, &held));
  EXPECT_FALSE(api_.LockFileEx(asker.get(), LOCKFILE_EXCLUSIVE_LOCK, 0, 1, 0, &asked));
  EXPECT_EQ(api_.GetLastError(), static_cast<DWORD>(ERROR_IO_PENDING));
  ASSERT_TRUE(api_.UnlockFileEx(holder.get(), 0, 10, 0, &held));
  DWORD bytes = 0;
  EXPECT_TRUE(api_.GetOverlappedResult(asker.get(), &asked, &bytes, FALSE));
}

TEST_F(ModelTest, ForgetsAFileWithItsLastHandle) {
  HANDLE file = Open();
  EXPECT_EQ(model_.files(), 1u);
  ASSERT_TRUE(api_.DeleteFileW(Wide("C:\\data").c_str()));
  EXPECT_EQ(model_.files(), 1u);
  ASSERT_TRUE(api_.CloseHandle(file));
  EXPECT_EQ(model_.files(), 0u);
  EXPECT_EQ(model_.open_handles(), 0u);
}

TEST_F(ModelTest, StreamsHaveSizesOfTheirOwn) {
  const Handle file(api_, Open());
  const Handle stream(api_, api_.CreateFileW(Wide("C:\\data:s").c_str(), GENERIC_WRITE,
                                             FILE_SHARE_READ | FILE_SHARE_WRITE, nullptr,
                                             OPEN_ALWAYS, FILE_FLAG_OVERLAPPED, nullptr));
  ASSERT_TRUE(stream.valid());
  OVERLAPPED overlapped = OverlappedAt(0);
  ASSERT_TRUE(api_.WriteFileEx(stream.get(), "abc", 3, &overlapped, &Note));
  EXPECT_EQ(SizeOf(stream.get()), 3u);
  EXPECT_EQ(SizeOf(file.get()), 0u);
}

TEST_F(ModelTest, ARoutineThatChainsRunsInOneWait) {
  static HANDLE chained = nullptr;
  static const Win32Api* api = nullptr;
  static OVERLAPPED words;
  chained = Open();
  api = &api_;
  words = OverlappedAt(0);
  const LPOVERLAPPED_COMPLETION_ROUTINE again = [](DWORD error, DWORD bytes, LPOVERLAPPED its) {
    Note(error, bytes, its);
    if (ended.size() < 5) api->WriteFileEx(chained, "x", 1, its, &Note);
  };
  ASSERT_TRUE(api_.WriteFileEx(chained, "x", 1, &words, again));
  EXPECT_EQ(api_.SleepEx(0, TRUE), static_cast<DWORD>(WAIT_IO_COMPLETION));
  EXPECT_EQ(ended.size(), 2u);
  api_.CloseHandle(chained);
}

ModelOptions Pending() {
  ModelOptions options;
  options.choices.writes_pend = true;
  return options;
}

class PendingModelTest : public ModelTest {
 protected:
  PendingModelTest() : ModelTest(Pending()) {}
};

TEST_F(PendingModelTest, WritesLateButWrites) {
  const Handle file(api_, Open());
  OVERLAPPED overlapped = OverlappedAt(0);
  ASSERT_TRUE(api_.WriteFileEx(file.get(), "abc", 3, &overlapped, &Note));
  EXPECT_EQ(static_cast<DWORD>(overlapped.Internal), STATUS_PENDING);
  EXPECT_EQ(api_.SleepEx(10, TRUE), 0u);
  EXPECT_EQ(api_.SleepEx(11, TRUE), static_cast<DWORD>(WAIT_IO_COMPLETION));
  EXPECT_EQ(Bytes(0, 3), "abc");
}

TEST_F(PendingModelTest, AbortsACancelledWriteOnce) {
  const Handle file(api_, Open());
  OVERLAPPED overlapped = OverlappedAt(0);
  ASSERT_TRUE(api_.WriteFileEx(file.get(), "abc", 3, &overlapped, &Note));
  EXPECT_TRUE(api_.CancelIoEx(file.get(), &overlapped));
  EXPECT_FALSE(api_.CancelIoEx(file.get(), &overlapped));
  EXPECT_EQ(api_.SleepEx(100, TRUE), static_cast<DWORD>(WAIT_IO_COMPLETION));
  ASSERT_EQ(ended.size(), 1u);
  EXPECT_EQ(ended[0].error, static_cast<DWORD>(ERROR_OPERATION_ABORTED));
  EXPECT_EQ(api_.SleepEx(100, TRUE), 0u);
  EXPECT_EQ(SizeOf(file.get()), 0u);
}

}  // namespace
}  // namespace wfx
