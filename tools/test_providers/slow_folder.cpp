// A provider that is slow in one folder: each WriteFileEx to a file whose path has the text
// WFX_TEST_SLOW_FOLDER keeps its thread busy first. One target of several is then slower, by a
// known time: WFX_TEST_DELAY_NS nanoseconds, or by a known share: WFX_TEST_DELAY_PERCENT of what a
// write elsewhere takes at that time, from one call to the next. The latter is for loads of one
// thread, whose targets take turns.
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#if defined(_MSC_VER) && defined(_M_X64)
#include <intrin.h>
#elif defined(__x86_64__)
#include <x86intrin.h>
#endif

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
double ReadNumber(const char* name) {
  const std::string_view text = ReadText(name);
  return text.empty() ? 0 : std::atof(text.data());
}

const std::chrono::nanoseconds kDelay{static_cast<std::int64_t>(ReadNumber("WFX_TEST_DELAY_NS"))};
const double kShare = ReadNumber("WFX_TEST_DELAY_PERCENT") / 100;

// Of a counter that a share needs no unit of, and that is read in less than a hundredth of the
// shortest write.
std::uint64_t Ticks() {
#if defined(__x86_64__) || defined(_M_X64)
  return __rdtsc();
#else
  return static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
#endif
}

// How long writes to files that are not slow take, from one call to the next: the median, which
// follows the machine within some hundred writes, and which a pause among them leaves alone.
class UsualTime {
 public:
  void Write(std::uint64_t now) {
    const std::uint64_t last = last_.exchange(now, std::memory_order_relaxed);
    if (last == 0) return;
    const auto passed = static_cast<double>(now - last);
    const double median = median_.load(std::memory_order_relaxed);
    const double step = median / 512;
    median_.store(median == 0       ? passed
                  : passed > median ? median + step
                                    : median - step,
                  std::memory_order_relaxed);
  }
  // What was written in between is no part of the time.
  void Interrupt() { last_.store(0, std::memory_order_relaxed); }
  double ticks() const { return median_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> last_ = 0;
  std::atomic<double> median_ = 0;
};

UsualTime usual_time;

// Both kinds of write pay for the counter.
void TakeShare(bool is_slow) {
  const std::uint64_t now = Ticks();
  if (!is_slow) return usual_time.Write(now);
  usual_time.Interrupt();
  const auto share = static_cast<std::uint64_t>(usual_time.ticks() * kShare);
  while (Ticks() - now < share) {
  }
}

// Open files of that folder; null = free. One whose handle is closed stays until a file that is
// opened gets the same handle.
std::array<std::atomic<HANDLE>, 256> slow_files;
// None is beyond: a file that is not slow costs no longer a look than one that is.
std::atomic<std::size_t> end_of_slow_files = 0;

bool IsSlow(HANDLE file) {
  const std::size_t end = end_of_slow_files.load(std::memory_order_relaxed);
  for (std::size_t i = 0; i < end; ++i)
    if (slow_files[i].load(std::memory_order_relaxed) == file) return true;
  return false;
}

void Forget(HANDLE file) {
  for (auto& each : slow_files) {
    HANDLE known = file;
    each.compare_exchange_strong(known, nullptr);
  }
}

void Remember(HANDLE file) {
  for (std::size_t i = 0; i < slow_files.size(); ++i) {
    HANDLE unused = nullptr;
    if (!slow_files[i].compare_exchange_strong(unused, file)) continue;
    std::size_t end = end_of_slow_files.load();
    while (end <= i && !end_of_slow_files.compare_exchange_weak(end, i + 1)) {
    }
    return;
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
  const bool is_slow = IsSlow(file);
  if (kShare > 0) TakeShare(is_slow);
  if (is_slow && kDelay.count() > 0) {
    const auto until = std::chrono::steady_clock::now() + kDelay;
    while (std::chrono::steady_clock::now() < until) {
    }
  }
  return write_file_ex_below(file, buffer, length, overlapped, routine);
}

}  // extern "C"
