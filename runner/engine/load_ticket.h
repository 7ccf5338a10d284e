// The OVERLAPPED structures of a load's writes, in memory that is never freed, so that a routine
// that runs too late or too often finds what it belongs to.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "runner/win32/api.h"

namespace wfx {

// One write's place. A completion routine gets the address of its first member.
struct alignas(64) LoadTicket {
  enum class Status : std::uint16_t { kFree, kOutstanding, kRefused };
  OVERLAPPED overlapped{};
  std::uint64_t issued = 0;  // the stamp just before the call
  std::uint64_t number = 0;  // of the write, from 0
  std::uint64_t offset = 0;
  Status status = Status::kFree;  // kRefused: its call failed, so its routine must never run
  std::uint16_t kind = 0;         // which of the load's lengths it has
  std::uint32_t length = 0;
};

// A routine that ran when its measurement had ended.
struct LateWrite {
  std::string name;  // of the measurement; empty when no measurement gave that OVERLAPPED out
  std::uint64_t number = 0;  // of the first such write
  std::uint32_t runs = 0;
};

// Those of all measurements of this process so far.
std::vector<LateWrite> LateWrites();

// The tickets of one loop: two for each slot of the queue, used in turn, so that a second routine
// for a write is recognized although the slot's next write is outstanding already.
class TicketBlock {
 public:
  // Lives until the process ends.
  static TicketBlock& Make(std::string name, std::uint32_t slots);

  std::size_t size() const { return count_; }
  LoadTicket& operator[](std::size_t index) { return tickets_[index]; }
  std::size_t IndexOf(const LoadTicket& ticket) const {
    return static_cast<std::size_t>(&ticket - tickets_.get());
  }

  // The ticket `overlapped` is the first member of; null when it is none of this block.
  LoadTicket* Find(const OVERLAPPED* overlapped) {
    const std::uintptr_t distance = reinterpret_cast<std::uintptr_t>(overlapped) -
                                    reinterpret_cast<std::uintptr_t>(tickets_.get());
    if (distance >= count_ * sizeof(LoadTicket) || distance % sizeof(LoadTicket) != 0) {
      return nullptr;
    }
    return &tickets_[distance / sizeof(LoadTicket)];
  }

  // Those of writes that are outstanding, in the order of their numbers.
  std::vector<const LoadTicket*> Outstanding() const;

  // Set while the loop runs.
  std::atomic<bool> active{false};
  // Routines that ran meanwhile on another thread than the loop's.
  std::atomic<std::uint32_t> runs_elsewhere{0};

  // Keeps what a lost write may still use until the process ends.
  void KeepForEver(std::shared_ptr<void> memory) { kept_.push_back(std::move(memory)); }

  // Books a routine that no running loop of this thread expects with the block it belongs to. False
  // when there is none. Takes no lock.
  static bool BookUnexpected(const OVERLAPPED* overlapped) noexcept;
  // Books a routine with an OVERLAPPED of no block, while no loop runs on this thread.
  static void BookStray() noexcept;

 private:
  friend std::vector<LateWrite> LateWrites();
  TicketBlock(std::string name, std::uint32_t slots);

  std::string name_;
  std::size_t count_;
  std::unique_ptr<LoadTicket[]> tickets_;
  std::vector<std::shared_ptr<void>> kept_;
  std::atomic<std::uint32_t> late_runs_{0};
  std::atomic<std::uint64_t> first_late_{0};
  TicketBlock* next_ = nullptr;
};

}  // namespace wfx
