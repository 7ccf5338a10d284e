// The differences of Wine 8 that random sequences meet.
#include "runner/model/agreement.h"

namespace wfx {
namespace {

bool Has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

bool IsWriteToFile(const Outcome& outcome) {
  return Has(outcome.operation, "write ") && Has(outcome.operation, " through ");
}

bool WriteIntoLock(const Outcome& right, const Outcome& seen) {
  return IsWriteToFile(right) && Has(right.said, "error 33") && Has(seen.said, " bytes");
}

bool ReadOfLocked(const Outcome& right, const Outcome&) {
  return right.operation == "read the file" && Has(right.said, "error 33");
}

bool UnlockOfUnlocked(const Outcome& right, const Outcome& seen) {
  return Has(right.operation, "unlock") && Has(right.said, "error 158") &&
         Has(seen.said, "error 33");
}

bool MisalignedUnbuffered(const Outcome& right, const Outcome& seen) {
  return IsWriteToFile(right) && Has(right.operation, "through unbuffered") &&
         Has(right.said, "error 87") && Has(seen.said, " bytes");
}

bool NullBufferFirst(const Outcome& right, const Outcome& seen) {
  return Has(right.operation, "from NULL") && Has(right.said, "error 87") &&
         Has(seen.said, "error 1784");
}

bool CloseWithPendingWrites(const Outcome& right, const Outcome& seen) {
  const bool closes =
      right.operation == "close the client" || right.operation == "make another pipe";
  return closes && (Has(right.said, "ended") || Has(seen.said, "ended"));
}

bool EmptyMessageInByteMode(const Outcome& right, const Outcome& seen) {
  return Has(right.operation, " bytes as ") && Has(right.said, "nothing to read") &&
         seen.said.starts_with("0 bytes");
}

bool DisconnectLetsAWriteThrough(const Outcome& right, const Outcome& seen) {
  return right.operation == "disconnect the pipe" && Has(right.said, "error 233") &&
         Has(seen.said, "error 233") && Has(seen.said, " bytes");
}

bool IdleCancel(const Outcome& right, const Outcome& seen) {
  return Has(right.operation, "CancelIoEx") && Has(right.said, "error 1168") &&
         Has(seen.said, "TRUE");
}

}  // namespace

const std::vector<KnownDifference>& DifferencesOfWine8() {
  static const std::vector<KnownDifference> all{
      {"locks_do_not_stop_writes", "Byte-range locks are granted but not enforced on writes",
       &WriteIntoLock, true},
      {"locks_do_not_stop_reads", "Byte-range locks are granted but not enforced on reads",
       &ReadOfLocked, false},
      {"unlock_reports_33", "Unlocking a range that is not locked reports ERROR_LOCK_VIOLATION",
       &UnlockOfUnlocked, false},
      {"unbuffered_alignment_is_not_asked",
       "FILE_FLAG_NO_BUFFERING asks for no alignment of offset and length", &MisalignedUnbuffered,
       true},
      {"null_buffer_comes_first", "A NULL buffer is reported before a wrong offset or alignment",
       &NullBufferFirst, false},
      {"close_ends_own_pipe_writes",
       "Closing an end of a pipe ends its own pending writes at once; what was to happen is "
       "inferred",
       &CloseWithPendingWrites, true},
      {"disconnect_lets_a_write_through",
       "Of several pending writes to a pipe that is disconnected, one that would fit completes",
       &DisconnectLetsAWriteThrough, true},
      {"an_empty_message_ends_a_read",
       "In byte-read mode an empty message behind others is read by itself; nothing says which",
       &EmptyMessageInByteMode, true},
      {"idle_cancel_io_ex_succeeds", "CancelIoEx without an OVERLAPPED succeeds on an idle handle",
       &IdleCancel, false},
  };
  return all;
}

}  // namespace wfx
