// A provider that is slow in one folder: each WriteFileEx to a file whose path has the text
// WFX_TEST_SLOW_FOLDER keeps its thread busy for WFX_TEST_DELAY_NS nanoseconds first. One target of
// several is then slower, by a known time.
#include <array>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <string_view>

#include "runner/win32/export.h"
#include "runner/win32/types.h"

namespace {

decltype(&::CreateFileW) create_file_below = nullptr;
decltype(&::WriteFileEx) write_file_ex_below = nullptr;

std::string_view ReadText(const char* name) {
  const char* text = std::getenv(name);  // NOLINT(concurrency-mt-unsafe)
  return text == nullptr ? "" : text;
}

const std::string_view kFolder = ReadText("WFX_TEST_SLOW_FOLDER");
const std::chrono::nanoseconds kDelay{std::atoll(ReadText("WFX_TEST_DELAY_NS").data())};

// Open files of that folder; null = free. One whose handle is closed stays until a file that is
// opened gets the same handle.
std::array<std::atomic<HANDLE>, 256> slow_files;

bool IsSlow(HANDLE file) {
  for (const auto& each : slow_files)
    if (each.load(std::memory_order_relaxed) == file) return true;
  return false;
}

void Forget(HANDLE file) {
  for (auto& each : slow_files) {
    HANDLE known = file;
    each.compare_exchange_strong(known, nullptr);
  }
}

void Remember(HANDLE file) {
  for (auto& each : slow_files) {
    HANDLE unused = nullptr;
    if (each.compare_exchange_strong(unused, file)) return;
  }
}

// The folder's name is ASCII.
bool IsInFolder(LPCWSTR path) {
  if (kFolder.empty()) return false;
  for (; *path != 0; ++path) {
    std::size_t alike = 0;
    while (alike < kFolder.size() &&
           path[alike] == static_cast<WCHAR>(static_cast<unsigned char>(kFolder[alike])))
      ++alike;
    if (alike == kFolder.size()) return true;
  }
  return false;
}

}  // namespace

extern "C" {

void WfxBind(void* (*next)(const char* name)) WFX_EXPORTED_AS("WfxBind");
// NOLINTBEGIN(readability-identifier-naming): slow_folder.def uses these names.
HANDLE WINAPI Provider_CreateFileW(LPCWSTR path, DWORD access, DWORD share,
                                   LPSECURITY_ATTRIBUTES security, DWORD disposition, DWORD flags,
                                   HANDLE template_file) WFX_EXPORTED_AS("CreateFileW");
BOOL WINAPI Provider_WriteFileEx(HANDLE file, LPCVOID buffer, DWORD length, LPOVERLAPPED overlapped,
                                 LPOVERLAPPED_COMPLETION_ROUTINE routine)
    WFX_EXPORTED_AS("WriteFileEx");
// NOLINTEND(readability-identifier-naming)

void WfxBind(void* (*next)(const char* name)) {
  create_file_below = reinterpret_cast<decltype(create_file_below)>(next("CreateFileW"));
  write_file_ex_below = reinterpret_cast<decltype(write_file_ex_below)>(next("WriteFileEx"));
}

HANDLE WINAPI Provider_CreateFileW(LPCWSTR path, DWORD access, DWORD share,
                                   LPSECURITY_ATTRIBUTES security, DWORD disposition, DWORD flags,
                                   HANDLE template_file) {
  HANDLE file = create_file_below(path, access, share, security, disposition, flags, template_file);
  if (file == INVALID_HANDLE_VALUE) return file;
  Forget(file);
  if (IsInFolder(path)) Remember(file);
  return file;
}

BOOL WINAPI Provider_WriteFileEx(HANDLE file, LPCVOID buffer, DWORD length, LPOVERLAPPED overlapped,
                                 LPOVERLAPPED_COMPLETION_ROUTINE routine) {
  if (IsSlow(file)) {
    const auto until = std::chrono::steady_clock::now() + kDelay;
    while (std::chrono::steady_clock::now() < until) {
    }
  }
  return write_file_ex_below(file, buffer, length, overlapped, routine);
}

}  // extern "C"
