// Loads the skeleton over a small table: all passes through it, and what it counts is right.
#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "runner/win32/library.h"
#include "runner/win32/provider.h"

namespace wfx {
namespace {

// What the layer below was called with last, and what the thread's last error is there.
struct Call {
  HANDLE file = nullptr;
  LPCVOID buffer = nullptr;
  DWORD length = 0;
  LPOVERLAPPED overlapped = nullptr;
  LPOVERLAPPED_COMPLETION_ROUTINE routine = nullptr;
};
Call last_call;
DWORD last_error = 0;

constexpr DWORD kRefusedLength = 13;

BOOL WINAPI WriteBelow(HANDLE file, LPCVOID buffer, DWORD length, LPOVERLAPPED overlapped,
                       LPOVERLAPPED_COMPLETION_ROUTINE routine) {
  last_call = {file, buffer, length, overlapped, routine};
  last_error = length == kRefusedLength ? ERROR_LOCK_VIOLATION : 0;
  return last_error == 0;
}

void CALLBACK Ignore(DWORD, DWORD, LPOVERLAPPED) noexcept {}

// The table with the skeleton on it; a provider loads once in a process.
const std::pair<Win32Api, Provider>& Skeleton() {
  static const auto loaded = [] {
    Win32Api table;
    table.WriteFileEx = &WriteBelow;
    table.GetLastError = []() -> DWORD { return last_error; };
    Provider provider = LoadProvider(PROVIDER_SKELETON, table);
    return std::pair(table, std::move(provider));
  }();
  return loaded;
}

BOOL Write(DWORD length) {
  return Skeleton().first.WriteFileEx(nullptr, nullptr, length, nullptr, &Ignore);
}

TEST(ProviderSkeleton, ReplacesWriteFileExAlone) {
  const Provider& provider = Skeleton().second;
  EXPECT_EQ(std::filesystem::path(provider.file_name).stem(), "provider_skeleton");
  EXPECT_EQ(provider.replaces, std::vector<std::string>{"WriteFileEx"});
  EXPECT_EQ(provider.WfxOpenStreamAsync, nullptr);
}

TEST(ProviderSkeleton, ForwardsEveryArgument) {
  OVERLAPPED overlapped{};
  const HANDLE file = &overlapped;
  EXPECT_TRUE(Skeleton().first.WriteFileEx(file, "bytes", 5, &overlapped, &Ignore));
  EXPECT_EQ(last_call.file, file);
  EXPECT_STREQ(static_cast<const char*>(last_call.buffer), "bytes");
  EXPECT_EQ(last_call.length, 5u);
  EXPECT_EQ(last_call.overlapped, &overlapped);
  EXPECT_EQ(last_call.routine, &Ignore);
}

TEST(ProviderSkeleton, CountsWhatTheLayerBelowTook) {
  Skeleton();
  std::string error;
  void* library = OpenLibrary(std::filesystem::absolute(PROVIDER_SKELETON), error);
  ASSERT_NE(library, nullptr) << error;
  const auto count = reinterpret_cast<void (*)(std::uint64_t*, std::uint64_t*)>(
      FindExport(library, "SkeletonCount"));
  ASSERT_NE(count, nullptr);
  std::uint64_t calls_before = 0, bytes_before = 0, calls = 0, bytes = 0;
  count(&calls_before, &bytes_before);

  EXPECT_TRUE(Write(0));
  EXPECT_TRUE(Write(4096));
  EXPECT_FALSE(Write(kRefusedLength));
  EXPECT_EQ(Skeleton().first.GetLastError(), DWORD{ERROR_LOCK_VIOLATION});

  count(&calls, &bytes);
  EXPECT_EQ(calls - calls_before, 2u);
  EXPECT_EQ(bytes - bytes_before, 4096u);
  CloseLibrary(library);
}

void WriteTwiceAndExit() {
  Write(10);
  Write(14);
  std::exit(0);
}

TEST(ProviderSkeleton, SaysTheCountAtTheEndOfTheProcess) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(WriteTwiceAndExit(), testing::ExitedWithCode(0),
              "provider_skeleton: 2 calls of WriteFileEx, 24 bytes");
}

}  // namespace
}  // namespace wfx
