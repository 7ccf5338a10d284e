#include "runner/mutants/fault.h"

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "runner/mutants/fault_schedule.h"
#include "runner/mutants/state.h"
#include "runner/mutants/write.h"

namespace wfx {
namespace mutants {
namespace {

using Kind = ScheduledFault::Kind;

// What is planned, for the table made last.
ScheduledFault planned;
std::chrono::steady_clock::time_point planned_from;

struct Schedule {
  std::atomic<std::uint64_t> writes{0};
  std::atomic<bool> happened{false};
};

struct LateRoutine {
  std::mutex mutex;
  std::optional<Write> write;
  DWORD error = 0, bytes = 0;
  bool released = false;
};

BOOL ShortBy1(const Write& write) {
  Write sent = write;
  sent.length -= write.length > 0 ? 1 : 0;
  return IssueInstead(write, sent, &Deliver);
}

BOOL Late(const Write& write) {
  return Issue(write, [](const Write& ended, DWORD error, DWORD bytes) {
    auto& late = Own<LateRoutine>();
    const std::lock_guard lock(late.mutex);
    late.write = ended;
    late.error = error;
    late.bytes = bytes;
  });
}

DWORD WINAPI SleepExWithLateRoutine(DWORD milliseconds, BOOL alertable) {
  auto& late = Own<LateRoutine>();
  {
    const std::lock_guard lock(late.mutex);
    if (alertable && late.write && late.released) {
      Post(*late.write, late.error, late.bytes);
      late.write.reset();
    }
  }
  return Base().SleepEx(milliseconds, alertable);
}

BOOL OnAnotherThread(const Write& write) {
  return Issue(write, [](const Write& ended, DWORD error, DWORD bytes) {
    std::thread([&] { ended.routine(error, bytes, ended.overlapped); }).join();
  });
}

BOOL FlipOneBit(const Write& write) {
  if (write.length == 0) return Forward(write);
  const auto* from = static_cast<const std::uint8_t*>(write.buffer);
  auto changed = std::make_shared<std::vector<std::uint8_t>>(from, from + write.length);
  (*changed)[write.length / 2] ^= 1;
  Write sent = write;
  sent.buffer = changed->data();
  sent.keeps = changed;
  return IssueInstead(write, sent, &Deliver);
}

// The routine hears of all bytes, however few were sent.
void DeliverWhole(const Write& ended, DWORD error, DWORD bytes) {
  if (error != ERROR_SUCCESS) return Deliver(ended, error, bytes);
  SetWords(ended, STATUS_SUCCESS, ended.length);
  Deliver(ended, error, ended.length);
}

BOOL Torn(const Write& write) {
  Write sent = write;
  sent.length = write.length / 2;
  return IssueInstead(write, sent, &DeliverWhole);
}

// Before its place, so that the file does not grow; behind it at the file's beginning.
BOOL Misplaced(const Write& write) {
  if (!write.HasOffset()) return Forward(write);
  const std::uint64_t length = write.length;
  return IssueAt(write, write.offset >= length ? write.offset - length : write.offset + length);
}

BOOL GoWrong(const Write& write) {
  switch (planned.kind) {
    case Kind::kCallFails:
      return Refuse(planned.error);
    case Kind::kCompletionFails:
      return Issue(write, [](const Write& ended, DWORD, DWORD) {
        SetWords(ended, STATUS_UNSUCCESSFUL, 0);
        Deliver(ended, planned.error, 0);
      });
    case Kind::kShort:
      return ShortBy1(write);
    case Kind::kLate:
      return Late(write);
    case Kind::kNever:
      return Issue(write, [](const Write&, DWORD, DWORD) {});
    case Kind::kTwice:
      return Issue(write, [](const Write& ended, DWORD error, DWORD bytes) {
        Deliver(ended, error, bytes);
        Deliver(ended, error, bytes);
      });
    case Kind::kWrongThread:
      return OnAnotherThread(write);
    case Kind::kFlippedBit:
      return FlipOneBit(write);
    case Kind::kLost:
      return Succeed(write, write.length);
    case Kind::kTorn:
      return Torn(write);
    case Kind::kMisplaced:
      return Misplaced(write);
  }
  return FALSE;
}

BOOL MaybeGoWrong(const Write& write) {
  return FaultIsDue() == nullptr ? Forward(write) : GoWrong(write);
}

void Apply(Win32Api& table) {
  ReplaceWriteFileEx<&MaybeGoWrong>(table);
  if (planned.kind == Kind::kLate) table.SleepEx = &SleepExWithLateRoutine;
  LetSiblingsGoWrong(table);
}

constexpr Mutant kScheduled{"scheduled_fault", "", "lets one write go wrong", &Apply};

}  // namespace

const ScheduledFault* FaultIsDue() {
  auto& schedule = Own<Schedule>();
  const std::uint64_t number = schedule.writes++;
  const bool begun =
      number >= planned.write && std::chrono::steady_clock::now() - planned_from >= planned.after;
  const bool again = planned.every != 0 && (number - planned.write) % planned.every == 0;
  if (!begun || (planned.every != 0 && !again)) return nullptr;
  return schedule.happened.exchange(true) && !again ? nullptr : &planned;
}

}  // namespace mutants

Win32Api WithFault(const ScheduledFault& fault, const Win32Api& base) {
  mutants::planned = fault;
  mutants::planned_from = std::chrono::steady_clock::now();
  return Mutated(mutants::kScheduled, base);
}

bool FaultHasHappened() { return mutants::Own<mutants::Schedule>().happened; }

void ReleaseLateRoutine() {
  auto& late = mutants::Own<mutants::LateRoutine>();
  const std::lock_guard lock(late.mutex);
  late.released = true;
}

std::string NameOf(ScheduledFault::Kind kind) {
  using Kind = ScheduledFault::Kind;
  switch (kind) {
    case Kind::kCallFails:
      return "call_fails";
    case Kind::kCompletionFails:
      return "completion_fails";
    case Kind::kShort:
      return "short";
    case Kind::kLate:
      return "late";
    case Kind::kNever:
      return "never";
    case Kind::kTwice:
      return "twice";
    case Kind::kWrongThread:
      return "wrong_thread";
    case Kind::kFlippedBit:
      return "flipped_bit";
    case Kind::kLost:
      return "lost";
    case Kind::kTorn:
      return "torn";
    case Kind::kMisplaced:
      return "misplaced";
  }
  return "";
}

}  // namespace wfx
