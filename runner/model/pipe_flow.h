// What travels through a pipe in one direction, and who waits for it.
#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <vector>

#include "runner/model/request.h"
#include "runner/model/status.h"

namespace wfx::model {

class Kernel;

// Data that was written and not yet read, in the order of the writes; or, when there is none, the
// reads that wait for some. Writes that wait are among the data: all of their bytes can be read.
// Guarded by the kernel's mutex.
class PipeFlow {
 public:
  // `quota`: bytes that may be unread without a write having to wait. `messages`: each write is a
  // message. `piece`: what a read gives at most, in bytes; 0 = all that fits.
  PipeFlow(std::uint32_t quota, bool messages, std::uint32_t piece)
      : quota_(quota), messages_(messages), piece_(piece) {}

  // Each finishes the request or keeps it, as FileObject's do. `nowait`: a write that would have to
  // wait writes less instead.
  Status Write(Kernel& kernel, Request& request, bool nowait);
  // REQUIRES: there is something to read.
  Status Read(Kernel& kernel, Request& request);
  // Keeps the read until something is written.
  Status Await(Kernel& kernel, Request& request);
  // Is over when all is read that is unread now.
  Status Flush(Kernel& kernel, Request& request);

  struct Seen {
    std::size_t copied = 0;
    std::uint64_t unread = 0;
    std::uint64_t left_of_message = 0;  // beyond what was copied; 0 in a pipe of bytes
  };
  // Copies what a read into `into` would give, and takes nothing out.
  Seen Peek(std::span<std::uint8_t> into) const;

  // Everything that waits ends with `status`, and what is unread is gone.
  void End(Kernel& kernel, Status status);
  // The reads that wait end with `status`.
  void EndReads(Kernel& kernel, Status status);

  bool HasData() const { return !entries_.empty(); }
  bool HasWaitingRead() const { return !reads_.empty(); }
  bool HasWaitingWrite() const;

  // The reading end takes one message at a time (PIPE_READMODE_MESSAGE).
  bool reads_messages = false;

 private:
  struct Entry {
    std::vector<std::uint8_t> bytes;
    std::size_t read = 0;  // of `bytes`, by readers
    RequestPtr request;    // a write that waits, or a flush; null for a write that is over
    std::size_t left() const { return bytes.size() - read; }
    bool IsFlush() const { return request != nullptr && request->kind == Request::Kind::kFlush; }
  };

  std::size_t Room(const Request& read) const;
  std::uint64_t Wanted() const;
  std::size_t Deliver(Kernel& kernel, std::span<const std::uint8_t> bytes);
  void Settle(Kernel& kernel);
  void Keep(Kernel& kernel, Request& request, void (PipeFlow::*withdraw)(Kernel&, const Request*));
  void WithdrawEntry(Kernel& kernel, const Request* request);
  void WithdrawRead(Kernel& kernel, const Request* request);

  const std::uint32_t quota_;
  const bool messages_;
  const std::uint32_t piece_;
  std::deque<Entry> entries_;  // the first is no flush
  std::deque<RequestPtr> reads_;
  std::uint64_t unread_ = 0;  // bytes of `entries_`
};

}  // namespace wfx::model
