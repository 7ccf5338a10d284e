#include "runner/model/pipe_flow.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "runner/model/kernel.h"
#include "runner/model/pipe.h"

namespace wfx::model {

// What a read takes at most.
std::size_t PipeFlow::Room(const Request& read) const {
  return piece_ == 0 ? read.length : std::min<std::size_t>(read.length, piece_);
}

// What the waiting reads take at most.
std::uint64_t PipeFlow::Wanted() const {
  std::uint64_t wanted = 0;
  for (const RequestPtr& read : reads_) wanted += Room(*read);
  return wanted;
}

// Gives a write to the waiting reads; how many of its bytes they took. An empty message is for one
// of them (pipe.null_write_is_an_empty_message).
std::size_t PipeFlow::Deliver(Kernel& kernel, std::span<const std::uint8_t> bytes) {
  std::size_t given = 0;
  bool owed = bytes.empty();
  while (!reads_.empty() && (given < bytes.size() || owed)) {
    const RequestPtr read = std::move(reads_.front());
    reads_.pop_front();
    const std::size_t count = std::min(Room(*read), bytes.size() - given);
    std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(given), count, read->target);
    given += count;
    owed = false;
    // pipe.message_read_says_more_data
    const bool cut = given < bytes.size() && reads_messages;
    kernel.Complete(read, cut ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS, static_cast<DWORD>(count));
  }
  return given;
}

void PipeFlow::Keep(Kernel& kernel, Request& request,
                    void (PipeFlow::*withdraw)(Kernel&, const Request*)) {
  // Not the shared pointer: the request would keep itself alive.
  request.withdraw = [this, &kernel, withdraw, raw = &request] { (this->*withdraw)(kernel, raw); };
}

Status PipeFlow::Write(Kernel& kernel, Request& request, bool nowait) {
  const std::uint64_t wanted = Wanted();
  const std::uint64_t rest = request.length - std::min<std::uint64_t>(wanted, request.length);
  // pipe.fits_quota_completes_at_once, pipe.keeps_order: what waits is unread beyond the quota, so
  // nothing fits behind it.
  const bool fits = rest == 0 || unread_ + rest <= quota_;
  std::size_t length = request.length;
  if (nowait && !fits) {
    // pipe.nowait_writes_nothing_when_full; what waiting reads take of a write of bytes is written,
    // and of a message nothing is (completion:WFX-PIPE-016, completion:WFX-PIPE-017).
    length = messages_ ? 0 : static_cast<std::size_t>(wanted);
    request.transferred = static_cast<DWORD>(length);
    if (length == 0) return STATUS_SUCCESS;
  } else {
    request.transferred = request.length;
  }
  // pipe.null_write_of_bytes_is_silent
  if (request.length == 0 && !messages_) return STATUS_SUCCESS;

  const bool woke_one = !reads_.empty();
  const std::size_t given = Deliver(kernel, std::span(request.bytes).first(length));
  // pipe.null_write_does_not_pend: an empty message takes its place in the order.
  const bool remains = request.length == 0 ? !woke_one : given < length;
  if (!remains) return STATUS_SUCCESS;

  // pipe.pending_bytes_are_visible, and completion:WFX-PIPE-032: the bytes are copied now.
  Entry entry;
  entry.bytes = std::move(request.bytes);
  entry.read = given;
  unread_ += entry.left();
  if (!fits) entry.request = request.shared_from_this();
  entries_.push_back(std::move(entry));
  if (fits) return STATUS_SUCCESS;
  // pipe.beyond_quota_pends
  request.transferred = 0;
  Keep(kernel, request, &PipeFlow::WithdrawEntry);
  return STATUS_PENDING;
}

// pipe.partial_read_keeps_the_rest, pipe.byte_mode_merges_messages, pipe.message_stays_one_message
Status PipeFlow::Read(Kernel& kernel, Request& request) {
  const std::size_t room = Room(request);
  std::size_t count = 0;
  bool cut = false;
  do {
    Entry& entry = entries_.front();
    if (!entry.IsFlush()) {
      const std::size_t taken = std::min(room - count, entry.left());
      std::copy_n(entry.bytes.begin() + static_cast<std::ptrdiff_t>(entry.read), taken,
                  request.target + count);
      count += taken;
      entry.read += taken;
      unread_ -= taken;
      if (entry.left() > 0) {
        cut = reads_messages;
        break;
      }
    }
    const Entry done = std::move(entry);
    entries_.pop_front();
    if (done.request != nullptr) {
      kernel.Complete(done.request, STATUS_SUCCESS, done.request->length);
    }
    if (reads_messages) break;
  } while (!entries_.empty() && count < room);
  Settle(kernel);
  request.transferred = static_cast<DWORD>(count);
  return cut ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
}

// After something was taken out. pipe.completes_when_the_rest_fits: with the full length.
void PipeFlow::Settle(Kernel& kernel) {
  while (!entries_.empty() && entries_.front().IsFlush()) {
    const RequestPtr flush = std::move(entries_.front().request);
    entries_.pop_front();
    kernel.Complete(flush, STATUS_SUCCESS, 0);
  }
  std::uint64_t unread = 0;
  for (Entry& entry : entries_) {
    if (entry.IsFlush()) continue;
    unread += entry.left();
    if (unread > quota_) return;
    if (entry.request == nullptr) continue;
    const RequestPtr write = std::exchange(entry.request, nullptr);
    kernel.Complete(write, STATUS_SUCCESS, write->length);
  }
}

Status PipeFlow::Await(Kernel& kernel, Request& request) {
  reads_.push_back(request.shared_from_this());
  Keep(kernel, request, &PipeFlow::WithdrawRead);
  return STATUS_PENDING;
}

// completion:WFX-PIPE-038, completion:WFX-CAN-019
Status PipeFlow::Flush(Kernel& kernel, Request& request) {
  if (entries_.empty()) return STATUS_SUCCESS;
  Entry entry;
  entry.request = request.shared_from_this();
  entries_.push_back(std::move(entry));
  Keep(kernel, request, &PipeFlow::WithdrawEntry);
  return STATUS_PENDING;
}

PipeFlow::Seen PipeFlow::Peek(std::span<std::uint8_t> into) const {
  Seen seen;
  seen.unread = unread_;
  if (entries_.empty()) return seen;
  for (const Entry& entry : entries_) {
    const std::size_t count = std::min(into.size() - seen.copied, entry.left());
    std::copy_n(entry.bytes.begin() + static_cast<std::ptrdiff_t>(entry.read), count,
                into.begin() + static_cast<std::ptrdiff_t>(seen.copied));
    seen.copied += count;
    if (reads_messages || seen.copied == into.size()) break;
  }
  const std::size_t first = entries_.front().left();
  if (messages_) seen.left_of_message = first - std::min(first, seen.copied);
  return seen;
}

void PipeFlow::End(Kernel& kernel, Status status) {
  EndReads(kernel, status);
  const auto entries = std::exchange(entries_, {});
  unread_ = 0;
  for (const Entry& entry : entries) {
    if (entry.request == nullptr) continue;
    kernel.Complete(entry.request, entry.IsFlush() ? status : GoneStatus(kernel, status), 0);
  }
}

void PipeFlow::EndReads(Kernel& kernel, Status status) {
  for (const RequestPtr& read : std::exchange(reads_, {})) kernel.Complete(read, status, 0);
}

bool PipeFlow::HasWaitingWrite() const {
  return std::any_of(entries_.begin(), entries_.end(), [](const Entry& entry) {
    return entry.request != nullptr && !entry.IsFlush();
  });
}

// cancel.partly_read_write_reports_zero: what is unread goes; cancel.second_write_proceeds.
void PipeFlow::WithdrawEntry(Kernel& kernel, const Request* request) {
  const auto found = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    return entry.request.get() == request;
  });
  if (found == entries_.end()) return;
  unread_ -= found->left();
  // The caller may have no other.
  const RequestPtr kept = std::move(found->request);
  entries_.erase(found);
  Settle(kernel);
}

void PipeFlow::WithdrawRead(Kernel&, const Request* request) {
  std::erase_if(reads_, [&](const RequestPtr& read) { return read.get() == request; });
}

}  // namespace wfx::model
