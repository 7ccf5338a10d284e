// A provider whose writes go wrong late: the first 100 are forwarded as they are, each later one is
// reported falsely to its completion routine. Its bytes are written all the same.
//
// The environment variable WFX_TEST_FAULT says how:
//   code   the routine gets ERROR_DISK_FULL and 0 bytes (the default)
//   short  the routine gets half the bytes, and no error
//   never  the routine is not called
//   twice  the routine is called two times
// WFX_TEST_FAULT_AFTER is the number of writes that go well, where it is not 100.
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "tools/test_providers/layer_below.h"

namespace {

enum class Fault { kCode, kShort, kNever, kTwice };

Fault ReadFault() {
  const char* text = std::getenv("WFX_TEST_FAULT");  // NOLINT(concurrency-mt-unsafe)
  const std::string_view fault = text == nullptr ? "code" : text;
  if (fault == "code") return Fault::kCode;
  if (fault == "short") return Fault::kShort;
  if (fault == "never") return Fault::kNever;
  if (fault == "twice") return Fault::kTwice;
  std::fprintf(stderr, "disk_full: WFX_TEST_FAULT is code, short, never or twice\n");
  std::_Exit(2);
}

std::int64_t ReadGoodWrites() {
  const char* text = std::getenv("WFX_TEST_FAULT_AFTER");  // NOLINT(concurrency-mt-unsafe)
  return text == nullptr ? 100 : std::strtoll(text, nullptr, 10);
}

const Fault kFault = ReadFault();
std::atomic<std::int64_t> good_writes_left = ReadGoodWrites();

// An outstanding write that will be reported falsely. Fixed in place, because nothing may be
// allocated between a write and its completion.
struct Outstanding {
  std::atomic<LPOVERLAPPED> overlapped = nullptr;
  LPOVERLAPPED_COMPLETION_ROUTINE routine = nullptr;
};
std::array<Outstanding, 4096> outstanding;

// Finds the first entry that `claim` accepts, from where `overlapped` usually stands once round.
template <typename Claim>
Outstanding* Search(LPOVERLAPPED overlapped, Claim claim) {
  const std::size_t start = reinterpret_cast<std::uintptr_t>(overlapped) / sizeof(OVERLAPPED);
  for (std::size_t i = 0; i < outstanding.size(); ++i) {
    Outstanding& entry = outstanding[(start + i) % outstanding.size()];
    if (claim(entry)) return &entry;
  }
  return nullptr;
}

// Takes a free entry for `overlapped`, or gives null when there is none.
Outstanding* Enter(LPOVERLAPPED overlapped) {
  return Search(overlapped, [&](Outstanding& entry) {
    LPOVERLAPPED unused = nullptr;
    return entry.overlapped.compare_exchange_strong(unused, overlapped);
  });
}

// Gives the caller's routine for `overlapped` and frees the entry.
LPOVERLAPPED_COMPLETION_ROUTINE Leave(LPOVERLAPPED overlapped) {
  Outstanding* entry =
      Search(overlapped, [&](Outstanding& each) { return each.overlapped == overlapped; });
  const auto routine = entry->routine;
  entry->overlapped = nullptr;
  return routine;
}

void CALLBACK ReportFalsely(DWORD error, DWORD bytes, LPOVERLAPPED overlapped) {
  const auto routine = Leave(overlapped);
  switch (kFault) {
    case Fault::kCode:
      overlapped->Internal = STATUS_DISK_FULL;
      overlapped->InternalHigh = 0;
      routine(ERROR_DISK_FULL, 0, overlapped);
      break;
    case Fault::kShort:
      overlapped->InternalHigh = bytes / 2;
      routine(error, bytes / 2, overlapped);
      break;
    case Fault::kNever:
      break;
    case Fault::kTwice:
      routine(error, bytes, overlapped);
      routine(error, bytes, overlapped);
      break;
  }
}

}  // namespace

BOOL WINAPI Provider_WriteFileEx(HANDLE file, LPCVOID buffer, DWORD length, LPOVERLAPPED overlapped,
                                 LPOVERLAPPED_COMPLETION_ROUTINE routine) {
  const bool is_good = good_writes_left.fetch_sub(1) > 0 || overlapped == nullptr;
  Outstanding* entry = is_good ? nullptr : Enter(overlapped);
  if (entry == nullptr) return write_file_ex_below(file, buffer, length, overlapped, routine);
  entry->routine = routine;
  const BOOL accepted = write_file_ex_below(file, buffer, length, overlapped, &ReportFalsely);
  if (!accepted) entry->overlapped = nullptr;
  return accepted;
}
