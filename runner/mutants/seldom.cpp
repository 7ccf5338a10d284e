#include "runner/mutants/seldom.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>

#include "runner/mutants/areas.h"
#include "runner/mutants/state.h"

namespace wfx::mutants {
namespace {

constexpr std::uint64_t kAppends = 10'000;
constexpr std::uint64_t kRefusalsBetween = 3, kWritesBetween = 20;

std::atomic<std::uint64_t> chosen{1};

struct Counts {
  const std::uint64_t wrong_append = chosen.load() * 0x9E3779B97F4A7C15 % kAppends;
  std::atomic<std::uint64_t> appends{0}, refusals{0}, writes{0};
};

bool IsTheOne(const Write& write) {
  auto& counts = Own<Counts>();
  return write.length > 0 && write.Appends() && counts.appends++ == counts.wrong_append;
}

BOOL LoseOne(const Write& write) {
  return IsTheOne(write) ? Succeed(write, write.length) : Forward(write);
}

// Its second half is missing, and the next append follows the first.
BOOL TearOne(const Write& write) {
  if (!IsTheOne(write)) return Forward(write);
  Write half = write;
  half.length = write.length / 2;
  return IssueInstead(write, half, [](const Write& ended, DWORD error, DWORD) {
    if (error == 0) ended.overlapped->InternalHigh = ended.length;
    Deliver(ended, error, error == 0 ? ended.length : 0);
  });
}

BOOL DoubleOne(const Write& write) {
  if (IsTheOne(write)) WriteThrough(write.file, kEndOfFile, write.buffer, write.length);
  return Forward(write);
}

// The end of the file is looked up first and written to afterwards: meanwhile another append may
// have come there.
BOOL LookUpTheEnd(const Write& write) {
  LARGE_INTEGER size{};
  if (!write.Appends() || !Base().GetFileSizeEx(write.file, &size)) return Forward(write);
  std::this_thread::sleep_for(std::chrono::microseconds(20));
  return IssueAt(write, static_cast<std::uint64_t>(size.QuadPart));
}

// Every few refusals one is taken for a success.
BOOL ForgiveSeldom(const Write& write) {
  auto& refusals = Own<Counts>().refusals;
  const auto forgiven = [&refusals] { return ++refusals % kRefusalsBetween == 0; };
  const BOOL accepted = Issue(write, [forgiven](const Write& ended, DWORD error, DWORD bytes) {
    const bool quiet = error == ERROR_LOCK_VIOLATION && forgiven();
    if (quiet) SetWords(ended, 0, ended.length);
    Deliver(ended, quiet ? 0 : error, quiet ? ended.length : bytes);
  });
  const bool refused = !accepted && Base().GetLastError() == ERROR_LOCK_VIOLATION;
  return refused && forgiven() ? Succeed(write, write.length) : accepted;
}

BOOL RefuseSeldom(const Write& write) {
  const bool refused = ++Own<Counts>().writes % kWritesBetween == 0;
  return refused ? Refuse(ERROR_LOCK_VIOLATION) : Forward(write);
}

// What the dead process had pending is read all the same.
BOOL WINAPI ReadFromTheDead(HANDLE file, LPVOID buffer, DWORD length, LPDWORD read,
                            LPOVERLAPPED overlapped) {
  if (Base().ReadFile(file, buffer, length, read, overlapped)) return TRUE;
  if (Base().GetLastError() != ERROR_BROKEN_PIPE) return FALSE;
  const std::vector<Outstanding> pending = OutstandingWrites();
  if (pending.empty()) return FALSE;
  const Write& write = pending.back().write;
  const DWORD count = std::min(length, write.length);
  std::copy_n(static_cast<const std::byte*>(write.buffer), count, static_cast<std::byte*>(buffer));
  Lose(pending.back());
  if (read != nullptr) *read = count;
  if (overlapped != nullptr) overlapped->Internal = 0, overlapped->InternalHigh = count;
  return TRUE;
}

constexpr Mutant kSeldomMutants[] = {
    {"append_place_is_taken_twice", "append.concurrent_records_stay_whole_on_fat",
     "an append looks for the end of the file before it writes there, and another may be faster",
     &ReplaceWriteFileEx<&LookUpTheEnd>},
    {"append_doubles_a_record", "append.writes_at_end", "one append of ten thousand is done twice",
     &ReplaceWriteFileEx<&DoubleOne>},
    {"append_loses_a_record", "append.writes_at_end",
     "one append of ten thousand writes nothing and succeeds", &ReplaceWriteFileEx<&LoseOne>},
    {"append_tears_a_record", "append.writes_at_end",
     "one append of ten thousand writes half and succeeds", &ReplaceWriteFileEx<&TearOne>},
    {"process_end_leaves_its_data", "completion.process_end_withdraws",
     "what a process had pending in a pipe can be read when it has ended",
     [](Win32Api& table) {
       ReplaceDelivery<&Deliver>(table);
       table.ReadFile = &ReadFromTheDead;
     }},
    {"lock_violation_is_seldom_forgiven", "locked_range.other_process_fails",
     "one of three writes into a range that another has locked succeeds",
     &ReplaceWriteFileEx<&ForgiveSeldom>},
    {"lock_violation_comes_from_nowhere", "locked_range.unlocked_range_is_free",
     "one of twenty writes fails with ERROR_LOCK_VIOLATION, locked or not",
     &ReplaceWriteFileEx<&RefuseSeldom>},
};

}  // namespace

void ChooseAppend(std::uint64_t seed) { chosen = seed; }

std::span<const Mutant> SeldomMutants() { return kSeldomMutants; }

}  // namespace wfx::mutants
