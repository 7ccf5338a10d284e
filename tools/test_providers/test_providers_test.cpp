// Loads each test provider over Windows, or off Windows over a system that only queues completions.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "runner/win32/bind.h"
#include "runner/win32/handle.h"
#include "runner/win32/provider.h"
#include "runner/win32/text.h"

namespace wfx {
namespace {

// The system off Windows: every write succeeds at once, every alertable wait delivers.
struct Completion {
  LPOVERLAPPED_COMPLETION_ROUTINE routine;
  LPOVERLAPPED overlapped;
  DWORD bytes;
};
std::vector<Completion> completions;

Win32Api QueueingApi() {
  Win32Api table;
  table.GetLastError = []() -> DWORD { return 0; };
  table.SetLastError = [](DWORD) {};
  table.CloseHandle = [](HANDLE) -> BOOL { return TRUE; };
  table.CreateFileW = [](LPCWSTR, DWORD, DWORD, LPSECURITY_ATTRIBUTES, DWORD, DWORD,
                         HANDLE) -> HANDLE { return &completions; };
  table.WriteFileEx = [](HANDLE, LPCVOID, DWORD length, LPOVERLAPPED overlapped,
                         LPOVERLAPPED_COMPLETION_ROUTINE routine) -> BOOL {
    completions.push_back({routine, overlapped, length});
    return TRUE;
  };
  table.SleepEx = [](DWORD, BOOL) -> DWORD {
    const auto due = std::exchange(completions, {});
    for (const Completion& each : due) each.routine(0, each.bytes, each.overlapped);
    return due.empty() ? 0 : DWORD{WAIT_IO_COMPLETION};
  };
  return table;
}

struct Write {
  OVERLAPPED overlapped{};
  int runs = 0;
  DWORD error = 0xDEAD;
  DWORD bytes = 0xDEAD;
};

void CALLBACK Record(DWORD error, DWORD bytes, LPOVERLAPPED overlapped) noexcept {
  auto& write = *reinterpret_cast<Write*>(overlapped);
  ++write.runs;
  write.error = error;
  write.bytes = bytes;
}

class TestProviders : public testing::Test {
 protected:
  // Stacks the provider and opens a file.
  void Load(const std::string& provider_path) {
    const Provider provider = LoadProvider(provider_path, api_);
    EXPECT_EQ(provider.replaces, std::vector<std::string>{"WriteFileEx"});
    const auto path = std::filesystem::temp_directory_path() / (provider.file_name + ".data");
    const std::u8string text = path.u8string();
    const WideString name = Wide(std::string(text.begin(), text.end()));
    // Shared, because a death test's process opens it too.
    file_ =
        Handle(api_, api_.CreateFileW(name.c_str(), GENERIC_WRITE,
                                      FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                                      nullptr, CREATE_ALWAYS,
                                      FILE_FLAG_OVERLAPPED | FILE_FLAG_DELETE_ON_CLOSE, nullptr));
    ASSERT_TRUE(file_.valid());
  }

  // Writes `length` bytes and gives what became of it in the next alertable wait.
  std::unique_ptr<Write> Perform(DWORD length) {
    auto write = std::make_unique<Write>();
    EXPECT_TRUE(api_.WriteFileEx(file_.get(), buffer_.data(), length, &write->overlapped, &Record));
    EXPECT_EQ(write->runs, 0);
    api_.SleepEx(0, TRUE);
    return write;
  }

  void ExpectGoodWrite(DWORD length) {
    const auto write = Perform(length);
    EXPECT_EQ(write->runs, 1);
    EXPECT_EQ(write->error, 0u);
    EXPECT_EQ(write->bytes, length);
  }

  Win32Api api_ = HasSystemApi() ? SystemApi() : QueueingApi();
  Handle file_;
  std::vector<char> buffer_ = std::vector<char>(8192);
};

TEST_F(TestProviders, NullWriteLostLosesNullWritesOnly) {
  Load(NULL_WRITE_LOST);
  ExpectGoodWrite(512);
  EXPECT_EQ(Perform(0)->runs, 0);
  ExpectGoodWrite(1);
}

TEST_F(TestProviders, HangsHangsAtItsLengthOnly) {
  Load(HANGS);
  ExpectGoodWrite(7777);
  // The thread outlives the test, so nothing it uses may end with it.
  static std::atomic<bool> returned = false;
  std::thread([write = api_.WriteFileEx, file = file_.get(), buffer = buffer_.data()] {
    static OVERLAPPED overlapped{};
    write(file, buffer, 7778, &overlapped, nullptr);
    returned = true;
  }).detach();
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  EXPECT_FALSE(returned);
}

TEST_F(TestProviders, CrashesCrashesAtItsLengthOnly) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  Load(CRASHES);
  ExpectGoodWrite(7778);
  EXPECT_DEATH(Perform(7777), "");
}

TEST_F(TestProviders, DiskFullReportsFalselyAfterTheGoodWrites) {
  Load(DISK_FULL);
  const char* good_writes = std::getenv("WFX_TEST_FAULT_AFTER");
  for (int i = good_writes == nullptr ? 100 : std::atoi(good_writes); i > 0; --i) {
    ExpectGoodWrite(512);
  }
  const char* chosen = std::getenv("WFX_TEST_FAULT");
  const std::string_view fault = chosen == nullptr ? "code" : chosen;
  // More writes than the provider has room for at a time.
  for (int i = 0; i < 5000; ++i) {
    const auto write = Perform(512);
    ASSERT_EQ(write->runs, fault == "never" ? 0 : fault == "twice" ? 2 : 1);
    if (fault == "never") continue;
    ASSERT_EQ(write->error, fault == "code" ? DWORD{ERROR_DISK_FULL} : 0u);
    ASSERT_EQ(write->bytes, fault == "code" ? 0u : fault == "short" ? 256u : 512u);
  }
}

}  // namespace
}  // namespace wfx
