// A system of its own for tests of the load: writes complete in the next alertable wait and at
// once, and can go wrong in every way a write can.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <limits>
#include <string>
#include <vector>

#include "runner/engine/clock.h"
#include "runner/win32/api.h"

namespace wfx {

// What to do wrong, and to which write.
struct FakeFault {
  enum class Kind {
    kNone,
    kCallFails,
    kCompletionFails,
    kShort,
    kLong,
    kTwice,
    kTwiceLater,
    kNever,
    kInsideCall,
    kStray,
    kAfterRefusal,
    kElsewhere,
    kLate,
  };
  static constexpr std::uint64_t kLast = std::numeric_limits<std::uint64_t>::max();
  Kind kind = Kind::kNone;
  std::uint64_t write = 0;  // its number; kLast = the first that completes after `last_from`
  std::uint32_t error = 0;
  std::uint64_t last_from = 0;  // a stamp

  // It happens when a write is issued, not when it completes.
  bool OfCall() const {
    return kind == Kind::kCallFails || kind == Kind::kAfterRefusal || kind == Kind::kInsideCall;
  }
};

// There is one at a time: the table's functions have nowhere else to keep it.
class FakeSystem {
 public:
  explicit FakeSystem(FakeFault fault = {});
  ~FakeSystem();
  FakeSystem(const FakeSystem&) = delete;
  FakeSystem& operator=(const FakeSystem&) = delete;

  const Win32Api& api() const { return api_; }

  // Routines that run in one wait: all that are queued, those queued meanwhile too, as under Wine;
  // or at most this many.
  std::uint32_t routines_a_wait = std::numeric_limits<std::uint32_t>::max();
  // How long a write takes, and whether its status is STATUS_PENDING meanwhile.
  std::chrono::nanoseconds takes{0};
  bool pends = false;
  // The call of this write blocks so long.
  std::uint64_t stalls_at = ~std::uint64_t{0};
  std::chrono::nanoseconds stalls_for{0};
  // CancelIo ends what was dropped with ERROR_OPERATION_ABORTED.
  bool cancels = true;

  struct Seen {
    std::uint64_t writes = 0;            // accepted
    std::uint64_t completed = 0;         // routines run without an error and with the right count
    std::uint32_t deepest = 0;           // most outstanding at once
    std::vector<std::uint64_t> offsets;  // of the first 4096
    std::uint32_t length = 0;
  };
  // True once the fault was committed.
  bool misbehaved() const { return misbehaved_; }
  const Seen& seen() const { return seen_; }
  // Mean number of outstanding writes from the first call to `end`.
  double KeptDepth(std::uint64_t end) const;
  // Runs what was dropped, as a system does that had only been slow.
  void CompleteLost();

 private:
  struct Queued {
    OVERLAPPED* overlapped;
    LPOVERLAPPED_COMPLETION_ROUTINE routine;
    DWORD error, bytes;
    std::uint64_t due;
    bool again;  // a second run for a write that has ended
  };
  static BOOL WINAPI Write(HANDLE, LPCVOID, DWORD, LPOVERLAPPED, LPOVERLAPPED_COMPLETION_ROUTINE);
  static DWORD WINAPI Wait(DWORD, BOOL);
  static BOOL WINAPI Cancel(HANDLE);
  static DWORD WINAPI LastError();
  static void WINAPI PutLastError(DWORD);

  BOOL Accept(Queued queued, std::uint64_t number);
  bool Misbehave(Queued& queued);
  void RunOne();
  void CountDepth(std::uint64_t now, int change);
  bool Hits(std::uint64_t number, FakeFault::Kind kind) const {
    return fault_.kind == kind && fault_.write == number;
  }

  static FakeSystem* current_;
  Win32Api api_;
  FakeFault fault_;
  bool misbehaved_ = false;
  Seen seen_;
  std::deque<Queued> queue_;
  std::vector<Queued> lost_;
  std::uint64_t begun_ = 0, last_change_ = 0;
  double area_ = 0;
  std::uint32_t outstanding_ = 0;
  DWORD last_error_ = 0;
  std::uint32_t waits_left_ = 0;  // until a late write completes
};

}  // namespace wfx
