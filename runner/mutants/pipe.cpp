// Systems that get named pipes wrong: what fits, what pends, what is read, and how it fails.
#include <map>

#include "runner/mutants/areas.h"
#include "runner/mutants/pipe_nowait.h"
#include "runner/mutants/pipe_reads.h"
#include "runner/mutants/state.h"

namespace wfx::mutants {
namespace {

constexpr DWORD kSmallMessage = 4096;

std::optional<Opened> PipeOf(const Write& write) {
  auto opened = OpenedAs(write.file);
  return opened && opened->pipe ? opened : std::nullopt;
}

// The write just issued, where it is still under way.
std::optional<Outstanding> PendingNow(const Write& write) {
  for (const Outstanding& each : OutstandingWrites(write.file)) {
    if (each.write.overlapped == write.overlapped && IsPending(write)) return each;
  }
  return std::nullopt;
}

bool HasPendingWrites(HANDLE file) {
  for (const Outstanding& each : OutstandingWrites(file)) {
    if (IsPending(each.write)) return true;
  }
  return false;
}

// ---- what pends ----

BOOL CompleteBeyondQuota(const Write& write) {
  if (!PipeOf(write)) return Forward(write);
  const BOOL accepted = Issue(write, &Deliver);
  const auto pending = accepted ? PendingNow(write) : std::nullopt;
  if (pending) FinishEarly(*pending);
  return accepted;
}

BOOL OvertakeWhatPends(const Write& write) {
  const auto pipe = PipeOf(write);
  const bool behind = pipe && HasPendingWrites(write.file);
  const BOOL accepted = Issue(write, &Deliver);
  const bool overtakes = accepted && behind && write.length > 0 && write.length <= pipe->quota;
  const auto pending = overtakes ? PendingNow(write) : std::nullopt;
  if (pending) FinishEarly(*pending);
  return accepted;
}

// Null writes whose completion waits for the pending write before them.
struct HeldNullWrites {
  std::mutex mutex;
  std::vector<Write> writes;
};

void ReleaseAfter(const Write& write, DWORD error, DWORD bytes) {
  Deliver(write, error, bytes);
  auto& held = Own<HeldNullWrites>();
  std::unique_lock lock(held.mutex);
  std::vector<Write> due;
  std::erase_if(held.writes, [&](const Write& each) {
    if (each.file != write.file) return false;
    due.push_back(each);
    return true;
  });
  lock.unlock();
  for (const Write& each : due) Deliver(each, 0, 0);
}

BOOL HoldNullBehindPending(const Write& write) {
  if (!PipeOf(write)) return Forward(write);
  if (write.length > 0 || !HasPendingWrites(write.file)) return Issue(write, &ReleaseAfter);
  return Issue(write, [](const Write& ended, DWORD error, DWORD bytes) {
    if (error != 0 || !HasPendingWrites(ended.file)) return Deliver(ended, error, bytes);
    auto& held = Own<HeldNullWrites>();
    const std::lock_guard lock(held.mutex);
    held.writes.push_back(ended);
  });
}

// ---- how much ----

BOOL CutPipeWriteToShort(const Write& write) {
  if (!PipeOf(write) || write.length <= kShortLength) return Forward(write);
  Write sent = write;
  sent.length = kShortLength;
  return IssueInstead(write, sent, &Deliver);
}

BOOL TakeWhatFitsWithoutWait(const Write& write) {
  const auto pipe = PipeOf(write);
  if (!pipe || !pipe->nowait || write.length <= pipe->quota) return Forward(write);
  Write sent = write;
  sent.length = pipe->quota;
  return IssueInstead(write, sent, &Deliver);
}

BOOL TakeLessThanQuotaWithoutWait(const Write& write) {
  const auto pipe = PipeOf(write);
  const bool dropped = pipe && pipe->nowait && write.length == pipe->quota;
  return dropped ? Succeed(write, 0) : Forward(write);
}

// ---- messages ----

BOOL DropEmptyMessage(const Write& write) {
  const auto pipe = PipeOf(write);
  return pipe && pipe->message && write.length == 0 ? Succeed(write, 0) : Forward(write);
}

// A message that goes out in two halves; the first is a write of ours.
struct FirstHalf {
  OVERLAPPED overlapped{};
  std::vector<std::byte> bytes;
};

bool SendFirstHalf(const Write& write, const std::shared_ptr<FirstHalf>& half) {
  const auto* bytes = static_cast<const std::byte*>(write.buffer);
  half->bytes.assign(bytes, bytes + write.length / 2);
  return Base().WriteFile(write.file, half->bytes.data(), write.length / 2, nullptr,
                          &half->overlapped) ||
         Base().GetLastError() == ERROR_IO_PENDING;
}

BOOL SplitMessage(const Write& write) {
  const auto pipe = PipeOf(write);
  const bool splits = pipe && pipe->message && write.length > 1 && write.length <= kSmallMessage;
  const auto half = std::make_shared<FirstHalf>();
  const DWORD last_error = Base().GetLastError();
  if (!splits || !SendFirstHalf(write, half)) return Forward(write);
  Base().SetLastError(last_error);
  Write sent = write;
  sent.buffer = static_cast<const std::byte*>(write.buffer) + half->bytes.size();
  sent.length -= static_cast<DWORD>(half->bytes.size());
  sent.keeps = half;
  return IssueInstead(write, sent, [](const Write& ended, DWORD error, DWORD bytes) {
    if (error == 0) ended.overlapped->InternalHigh = bytes = ended.length;
    Deliver(ended, error, bytes);
  });
}

// ---- how it fails ----

template <DWORD error, DWORD instead>
BOOL Misname(const Write& write) {
  return PipeOf(write) ? IssueRenaming(write, error, instead) : Forward(write);
}

// Only a refusal in the call; a pending write ends with the right error.
BOOL MisnameDisconnected(const Write& write) {
  const BOOL accepted = Forward(write);
  const bool disconnected = !accepted && Base().GetLastError() == ERROR_PIPE_NOT_CONNECTED;
  return disconnected ? Refuse(ERROR_BROKEN_PIPE) : accepted;
}

template <DWORD error, DWORD instead>
void MisnameEnd(const Write& write, DWORD seen, DWORD bytes) {
  Deliver(write, seen == error ? instead : seen, bytes);
}

HANDLE WINAPI MakeDuplex(LPCWSTR name, DWORD open_mode, DWORD pipe_mode, DWORD instances,
                         DWORD out_buffer, DWORD in_buffer, DWORD timeout,
                         LPSECURITY_ATTRIBUTES security) {
  const bool inbound = (open_mode & PIPE_ACCESS_DUPLEX) == PIPE_ACCESS_INBOUND;
  return WatchedCreateNamedPipeW(name, inbound ? open_mode | PIPE_ACCESS_DUPLEX : open_mode,
                                 pipe_mode, instances, out_buffer, in_buffer, timeout, security);
}

BOOL NeedNoOffset(const Write& write) {
  const bool refused = PipeOf(write) && write.offset != 0;
  return refused ? Refuse(ERROR_INVALID_PARAMETER) : Forward(write);
}

BOOL CountNothingForClients(const Write& write) {
  const auto pipe = PipeOf(write);
  if (!pipe || pipe->server) return Forward(write);
  return Issue(write, [](const Write& ended, DWORD error, DWORD bytes) {
    if (error == 0) ended.overlapped->InternalHigh = bytes = 0;
    Deliver(ended, error, bytes);
  });
}

// ---- the writer goes ----

struct Writers {
  std::mutex mutex;
  std::map<HANDLE, bool> servers;
};

BOOL RememberWriter(const Write& write) {
  const auto pipe = PipeOf(write);
  const BOOL accepted = Forward(write);
  if (accepted && pipe && pipe->server) {
    auto& writers = Own<Writers>();
    const std::lock_guard lock(writers.mutex);
    writers.servers[write.file] = true;
  }
  return accepted;
}

BOOL WINAPI DiscardAndClose(HANDLE handle) {
  auto& writers = Own<Writers>();
  std::unique_lock lock(writers.mutex);
  const bool wrote = writers.servers.erase(handle) > 0;
  lock.unlock();
  if (wrote) Base().DisconnectNamedPipe(handle);
  return WatchedCloseHandle(handle);
}

constexpr Mutant kPipeMutants[] = {
    {"pipe_data_dies_with_the_writer", "pipe.accepted_data_outlives_the_writer",
     "what nobody has read yet is gone when the server that wrote it closes",
     [](Win32Api& table) {
       ReplaceWriteFileExWithHandles<&RememberWriter>(table);
       table.CloseHandle = &DiscardAndClose;
     }},
    {"pipe_write_beyond_quota_completes", "pipe.beyond_quota_pends",
     "a write that does not fit completes at once",
     &ReplaceWriteFileExWithHandles<&CompleteBeyondQuota>},
    {"pipe_client_counts_nothing", "pipe.both_ends_are_alike",
     "a write of the client end reports zero bytes",
     &ReplaceWriteFileExWithHandles<&CountNothingForClients>},
    {"pipe_bytes_keep_messages_apart", "pipe.byte_mode_merges_messages",
     "a read in byte mode ends at the end of a message", &reads::EndAtMessages},
    {"pipe_closed_peer_is_broken", "pipe.closed_peer_is_no_data",
     "a write after the peer has closed fails with ERROR_BROKEN_PIPE",
     &ReplaceWriteFileExWithHandles<&Misname<ERROR_NO_DATA, ERROR_BROKEN_PIPE>>},
    {"pipe_write_completes_at_first_read", "pipe.completes_when_the_rest_fits",
     "a pending write completes with the first byte that is read from the pipe",
     &reads::CompleteAtFirstRead},
    {"pipe_inbound_server_writes", "pipe.direction_is_refused",
     "the server end of an inbound pipe can write",
     [](Win32Api& table) {
       WatchHandles(table);
       table.CreateNamedPipeW = &MakeDuplex;
     }},
    {"pipe_disconnected_is_broken", "pipe.disconnected_is_refused",
     "a write to a disconnected pipe is refused with ERROR_BROKEN_PIPE",
     &ReplaceWriteFileEx<&MisnameDisconnected>},
    {"pipe_disconnecting_breaks", "pipe.disconnecting_ends_a_pending_write",
     "a pending write ends with ERROR_BROKEN_PIPE when the pipe is disconnected",
     &ReplaceDelivery<&MisnameEnd<ERROR_PIPE_NOT_CONNECTED, ERROR_BROKEN_PIPE>>},
    {"pipe_write_waits_for_a_reader", "pipe.fits_quota_completes_at_once",
     "a write that fits completes only when somebody reads", &reads::HoldUntilRead},
    {"pipe_overtakes_pending_write", "pipe.keeps_order",
     "a small write completes while the one before it is pending",
     &ReplaceWriteFileExWithHandles<&OvertakeWhatPends>},
    {"pipe_write_is_cut_at_64_kib", "pipe.large_write_completes",
     "of a write of more than 65,535 bytes only so many arrive",
     &ReplaceWriteFileExWithHandles<&CutPipeWriteToShort>},
    {"pipe_listening_is_not_connected", "pipe.listening_is_refused",
     "a write before a client has come is refused with ERROR_PIPE_NOT_CONNECTED",
     &ReplaceWriteFileExWithHandles<&Misname<ERROR_PIPE_LISTENING, ERROR_PIPE_NOT_CONNECTED>>},
    {"pipe_partial_message_is_whole", "pipe.message_read_says_more_data",
     "a read of a part of a message succeeds without ERROR_MORE_DATA", &reads::HideMoreData},
    {"pipe_message_is_split", "pipe.message_stays_one_message", "one write becomes two messages",
     &ReplaceWriteFileExWithHandles<&SplitMessage>},
    {"nowait_ignores_waiting_reads", "pipe.nowait_counts_waiting_reads",
     "a PIPE_NOWAIT pipe takes nothing beyond its quota although a read waits for more",
     &nowait::IgnoreWaitingReads},
    {"nowait_refuses_a_part", "pipe.nowait_fills_a_waiting_read",
     "a PIPE_NOWAIT pipe gives a waiting read nothing of a write that does not fit",
     &nowait::RefuseAPart},
    {"nowait_message_takes_a_part", "pipe.nowait_message_is_whole_or_nothing",
     "a PIPE_NOWAIT pipe gives a waiting read a part of a message that does not fit",
     &nowait::TakeAPartOfAMessage},
    {"pipe_without_wait_refuses_quota", "pipe.nowait_takes_the_quota",
     "a PIPE_NOWAIT pipe takes nothing of a write of exactly its quota",
     &ReplaceWriteFileExWithHandles<&TakeLessThanQuotaWithoutWait>},
    {"pipe_without_wait_takes_a_part", "pipe.nowait_writes_nothing_when_full",
     "a PIPE_NOWAIT pipe takes what fits of a write beyond its quota",
     &ReplaceWriteFileExWithHandles<&TakeWhatFitsWithoutWait>},
    {"pipe_null_write_waits_its_turn", "pipe.null_write_does_not_pend",
     "a zero-byte write waits for the pending write before it",
     &ReplaceWriteFileExWithHandles<&HoldNullBehindPending>},
    {"pipe_empty_message_is_dropped", "pipe.null_write_is_an_empty_message",
     "a zero-byte write to a message pipe delivers nothing",
     &ReplaceWriteFileExWithHandles<&DropEmptyMessage>},
    {"pipe_null_write_counts_as_a_byte", "pipe.null_write_of_bytes_is_silent",
     "after a zero-byte write to a byte pipe the reader is told of a byte",
     &reads::CountNullWrites},
    {"pipe_needs_offset_zero", "pipe.offset_is_ignored", "a pipe refuses a write with an offset",
     &ReplaceWriteFileExWithHandles<&NeedNoOffset>},
    {"pipe_partial_read_drops_the_rest", "pipe.partial_read_keeps_the_rest",
     "a read with a smaller buffer drops what it does not take", &reads::DropTheRest},
    {"pipe_peer_closing_is_no_data", "pipe.peer_closing_breaks_a_pending_write",
     "a pending write whose peer closes ends with ERROR_NO_DATA",
     &ReplaceDelivery<&MisnameEnd<ERROR_BROKEN_PIPE, ERROR_NO_DATA>>},
    {"pipe_shows_only_its_quota", "pipe.pending_bytes_are_visible",
     "the reader is not told of the bytes beyond the quota", &reads::ShowOnlyTheQuota},
};

}  // namespace

std::span<const Mutant> PipeMutants() { return kPipeMutants; }

}  // namespace wfx::mutants
