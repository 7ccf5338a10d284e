// Where Windows may do this or that: which of the legal outcomes the model takes.
#pragma once

#include <chrono>
#include <cstdint>

namespace wfx {

// Each member's default is what a local NTFS volume does most often. Each alone is a
// conforming system: no scenario may fail on it.
struct Choices {
  // A write to a file is over when the call returns, or later by `latency` (completion.runs_once).
  bool writes_pend = false;
  std::chrono::nanoseconds latency = std::chrono::milliseconds(20);
  // Writes that pend end one after the other, `latency` apart.
  bool one_at_a_time = false;
  // The order of routines that are due in one wait is not promised.
  enum class Order { kCompletion, kReverse, kRandom };
  Order order = Order::kCompletion;
  // One alertable wait runs one routine.
  bool one_routine_a_wait = false;
  // A failure that the file system finds comes from the call, or through the routine.
  bool failures_through_routine = false;
  // A signaled object ends an alertable wait before queued routines do.
  bool signaled_object_wins = true;
  // WriteFileEx leaves the last error after a plain success, or sets ERROR_SUCCESS.
  bool success_clears_last_error = false;
  // CancelIo(Ex) on a file's pending write: it is aborted, or it completes all the same.
  bool cancel_loses_the_race = false;
  // InternalHigh and GetOverlappedResult after ERROR_OPERATION_ABORTED hold any count.
  bool random_count_when_aborted = false;
  // Codes of a write to a pipe that is gone: as measured, or 109, 232, 233 by turns.
  bool pipe_codes_by_turns = false;
  // A read from a byte-type pipe gives at most this many bytes; 0 = all that fit.
  std::uint32_t pipe_read_piece = 0;
  // A write of more than 65,535 bytes to a pipe on another machine completes whole, is refused with
  // ERROR_INVALID_PARAMETER, or, of a message, succeeds with ERROR_MORE_DATA and sends nothing.
  enum class LongRemoteWrites { kWhole, kRefused, kWarning };
  LongRemoteWrites long_remote_writes = LongRemoteWrites::kWhole;
  // File times are multiples of this.
  std::chrono::nanoseconds time_step = std::chrono::nanoseconds(100);
  // Opening a volume or disk for writing fails with ERROR_ACCESS_DENIED.
  bool volume_open_refused = false;
  // More writes outstanding than this in one process fail with ERROR_NO_SYSTEM_RESOURCES.
  std::uint32_t most_outstanding = 1u << 20;
  // CloseHandle of the last handle to a file takes this long.
  std::chrono::nanoseconds close_takes{0};
  // Alertable waits are ended now and then by an APC that is nobody's write.
  bool foreign_apcs = false;
  // On a handle without FILE_FLAG_OVERLAPPED the routine is queued, or never is.
  bool synchronous_handle_runs_routine = true;
};

}  // namespace wfx
