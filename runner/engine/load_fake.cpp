// Completes writes from a queue, and does one thing wrong.
#include "runner/engine/load_fake.h"

#include <algorithm>
#include <thread>

#include "runner/win32/overlapped.h"

namespace wfx {

FakeSystem* FakeSystem::current_ = nullptr;

FakeSystem::FakeSystem(FakeFault fault) : fault_(fault) {
  current_ = this;
  api_.WriteFileEx = &FakeSystem::Write;
  api_.SleepEx = &FakeSystem::Wait;
  api_.CancelIo = &FakeSystem::Cancel;
  api_.GetLastError = &FakeSystem::LastError;
  api_.SetLastError = &FakeSystem::PutLastError;
}

FakeSystem::~FakeSystem() { current_ = nullptr; }

double FakeSystem::KeptDepth(std::uint64_t end) const {
  const double rest = static_cast<double>(end - last_change_) * outstanding_;
  return (area_ + rest) / static_cast<double>(end - begun_);
}

void FakeSystem::CountDepth(std::uint64_t now, int change) {
  if (begun_ == 0) begun_ = last_change_ = now;
  area_ += static_cast<double>(now - last_change_) * outstanding_;
  last_change_ = now;
  outstanding_ = static_cast<std::uint32_t>(static_cast<int>(outstanding_) + change);
  seen_.deepest = std::max(seen_.deepest, outstanding_);
}

BOOL FakeSystem::Write(HANDLE, LPCVOID, DWORD length, LPOVERLAPPED overlapped,
                       LPOVERLAPPED_COMPLETION_ROUTINE routine) {
  FakeSystem& self = *current_;
  const std::uint64_t now = Clock::Get().Now();
  const std::uint64_t number = self.seen_.writes++;
  if (number < 4096) {
    self.seen_.offsets.push_back(OffsetOf(*overlapped));
  }
  self.seen_.length = length;
  if (number == self.stalls_at) std::this_thread::sleep_for(self.stalls_for);
  overlapped->Internal = self.pends ? STATUS_PENDING : 0;
  const std::uint64_t due = now + Clock::Get().Ticks(self.takes);
  const bool last = self.fault_.write == FakeFault::kLast && now >= self.fault_.last_from;
  if (last && self.fault_.OfCall()) self.fault_.write = number;
  return self.Accept({overlapped, routine, ERROR_SUCCESS, length, due, false}, number);
}

BOOL FakeSystem::Accept(Queued queued, std::uint64_t number) {
  using Kind = FakeFault::Kind;
  if (Hits(number, Kind::kCallFails) || Hits(number, Kind::kAfterRefusal)) {
    misbehaved_ = true;
    last_error_ = fault_.error;
    queued.again = true;  // it is not counted as outstanding
    if (fault_.kind == Kind::kAfterRefusal) queue_.push_back(queued);
    return FALSE;
  }
  CountDepth(Clock::Get().Now(), +1);
  if (Hits(number, Kind::kInsideCall)) {
    misbehaved_ = true;
    CountDepth(Clock::Get().Now(), -1);
    queued.routine(ERROR_SUCCESS, queued.bytes, queued.overlapped);
    return TRUE;
  }
  queue_.push_back(queued);
  return TRUE;
}

// Does the one wrong thing to this completion. False when it does not run as it stands.
bool FakeSystem::Misbehave(Queued& queued) {
  using Kind = FakeFault::Kind;
  switch (fault_.kind) {
    case Kind::kCompletionFails:
      queued.error = fault_.error;
      queued.bytes = 0;
      return true;
    case Kind::kShort:
      queued.bytes /= 4;
      return true;
    case Kind::kLong:
      queued.bytes += 1;
      return true;
    case Kind::kTwice:
    case Kind::kTwiceLater: {
      Queued again = queued;
      again.again = true;
      if (fault_.kind == Kind::kTwice) {
        queue_.push_front(again);
      } else {
        queue_.push_back(again);
      }
      return true;
    }
    case Kind::kNever:
      lost_.push_back(queued);
      return false;
    case Kind::kLate:
      waits_left_ = 3;
      lost_.push_back(queued);
      return false;
    case Kind::kStray: {
      static OVERLAPPED nobodys{};
      queued.routine(ERROR_SUCCESS, queued.bytes, &nobodys);
      return true;
    }
    case Kind::kElsewhere:
      CountDepth(Clock::Get().Now(), -1);
      std::thread([queued] {
        queued.routine(queued.error, queued.bytes, queued.overlapped);
      }).join();
      return false;
    default:
      return true;
  }
}

void FakeSystem::RunOne() {
  Queued queued = queue_.front();
  queue_.pop_front();
  const std::uint64_t number = seen_.completed;
  const bool last = fault_.write == FakeFault::kLast && Clock::Get().Now() >= fault_.last_from;
  if (!queued.again && !fault_.OfCall() && (last || number == fault_.write)) {
    misbehaved_ = fault_.kind != FakeFault::Kind::kNone;
    fault_.write = FakeFault::kLast - 1;
    if (!Misbehave(queued)) return;
  }
  if (!queued.again) CountDepth(Clock::Get().Now(), -1);
  if (!queued.again && queued.error == ERROR_SUCCESS && queued.bytes == seen_.length) {
    ++seen_.completed;
  }
  queued.overlapped->Internal = 0;
  queued.routine(queued.error, queued.bytes, queued.overlapped);
}

DWORD FakeSystem::Wait(DWORD milliseconds, BOOL) {
  FakeSystem& self = *current_;
  const std::uint64_t give_up =
      Clock::Get().Now() + Clock::Get().Ticks(std::chrono::milliseconds(milliseconds));
  if (self.waits_left_ != 0 && --self.waits_left_ == 0) self.CompleteLost();
  std::uint32_t ran = 0;
  while (ran == 0) {
    while (!self.queue_.empty() && ran < self.routines_a_wait &&
           self.queue_.front().due <= Clock::Get().Now()) {
      self.RunOne();
      ++ran;
    }
    if (ran == 0 && self.queue_.empty()) return 0;
    if (ran == 0 && Clock::Get().Now() >= give_up) return 0;
  }
  return WAIT_IO_COMPLETION;
}

void FakeSystem::CompleteLost() {
  for (Queued& queued : lost_) queue_.push_back(queued);
  lost_.clear();
}

BOOL FakeSystem::Cancel(HANDLE) {
  FakeSystem& self = *current_;
  if (!self.cancels) return TRUE;
  for (Queued& queued : self.lost_) {
    queued.error = ERROR_OPERATION_ABORTED;
    queued.bytes = 0;
  }
  self.CompleteLost();
  return TRUE;
}

DWORD FakeSystem::LastError() { return current_->last_error_; }

void FakeSystem::PutLastError(DWORD error) { current_->last_error_ = error; }

}  // namespace wfx
