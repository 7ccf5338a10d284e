// A provider whose writes go wrong late: the first 100 are forwarded as they are, each later one is
// reported falsely to its completion routine. Its bytes are written all the same; or they are not,
// and the routine hears that they were.
//
// The environment variable WFX_TEST_FAULT says how:
//   code   the routine gets ERROR_DISK_FULL and 0 bytes (the default)
//   short  the routine gets half the bytes, and no error
//   never  the routine is not called
//   twice  the routine is called two times
//   lost   nothing is written, and the routine hears of all bytes
//   torn   half the bytes are written, and the routine hears of all
//   misplaced  they are written one length further on
// WFX_TEST_FAULT_AFTER is the number of writes that go well, where it is not 100;
// WFX_TEST_FAULT_EVERY makes that so many-th of the others go wrong, where it is not each.
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "tools/test_providers/layer_below.h"

namespace {

enum class Fault { kCode, kShort, kNever, kTwice, kLost, kTorn, kMisplaced };

Fault ReadFault() {
  const char* text = std::getenv("WFX_TEST_FAULT");  // NOLINT(concurrency-mt-unsafe)
  const std::string_view fault = text == nullptr ? "code" : text;
  if (fault == "code") return Fault::kCode;
  if (fault == "short") return Fault::kShort;
  if (fault == "never") return Fault::kNever;
  if (fault == "twice") return Fault::kTwice;
  if (fault == "lost") return Fault::kLost;
  if (fault == "torn") return Fault::kTorn;
  if (fault == "misplaced") return Fault::kMisplaced;
  std::fprintf(stderr,
               "disk_full: WFX_TEST_FAULT is code, short, never, twice, lost, torn or "
               "misplaced\n");
  std::_Exit(2);
}

std::int64_t ReadNumber(const char* name, std::int64_t absent) {
  const char* text = std::getenv(name);  // NOLINT(concurrency-mt-unsafe)
  return text == nullptr ? absent : std::strtoll(text, nullptr, 10);
}

const Fault kFault = ReadFault();
const std::int64_t kEvery = ReadNumber("WFX_TEST_FAULT_EVERY", 1);
std::atomic<std::int64_t> good_writes_left = ReadNumber("WFX_TEST_FAULT_AFTER", 100);

// An outstanding write that will be reported falsely. Fixed in place, because nothing may be
// allocated between a write and its completion.
struct Outstanding {
  std::atomic<LPOVERLAPPED> overlapped = nullptr;
  LPOVERLAPPED_COMPLETION_ROUTINE routine = nullptr;
  DWORD length = 0;
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

struct Asked {
  LPOVERLAPPED_COMPLETION_ROUTINE routine;
  DWORD length;
};

// Gives what the caller asked for with `overlapped` and frees the entry.
Asked Leave(LPOVERLAPPED overlapped) {
  Outstanding* entry =
      Search(overlapped, [&](Outstanding& each) { return each.overlapped == overlapped; });
  const Asked asked{entry->routine, entry->length};
  entry->overlapped = nullptr;
  return asked;
}

void CALLBACK ReportFalsely(DWORD error, DWORD bytes, LPOVERLAPPED overlapped) {
  const auto [routine, length] = Leave(overlapped);
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
    case Fault::kLost:
    case Fault::kTorn:
    case Fault::kMisplaced:
      if (error == ERROR_SUCCESS) overlapped->InternalHigh = length;
      routine(error, error == ERROR_SUCCESS ? length : bytes, overlapped);
      break;
  }
}

DWORD LengthBelow(DWORD length) {
  return kFault == Fault::kLost ? 0 : kFault == Fault::kTorn ? length / 2 : length;
}

}  // namespace

BOOL WINAPI Provider_WriteFileEx(HANDLE file, LPCVOID buffer, DWORD length, LPOVERLAPPED overlapped,
                                 LPOVERLAPPED_COMPLETION_ROUTINE routine) {
  const std::int64_t left = good_writes_left.fetch_sub(1);
  const bool is_good = left > 0 || left % kEvery != 0 || overlapped == nullptr;
  Outstanding* entry = is_good ? nullptr : Enter(overlapped);
  if (entry == nullptr) return write_file_ex_below(file, buffer, length, overlapped, routine);
  entry->routine = routine;
  entry->length = length;
  const DWORD offset = overlapped->Offset;
  if (kFault == Fault::kMisplaced) overlapped->Offset += length;
  const BOOL accepted =
      write_file_ex_below(file, buffer, LengthBelow(length), overlapped, &ReportFalsely);
  overlapped->Offset = offset;
  if (!accepted) entry->overlapped = nullptr;
  return accepted;
}
