// Keeps every block of tickets the process ever made.
#include "runner/engine/load_ticket.h"

#include <algorithm>

namespace wfx {
namespace {

// The newest block; each knows the one before it.
std::atomic<TicketBlock*> newest{nullptr};
// Routines with an OVERLAPPED of no block.
std::atomic<std::uint32_t> strays{0};

}  // namespace

TicketBlock::TicketBlock(std::string name, std::uint32_t slots)
    : name_(std::move(name)),
      count_(std::size_t{slots} * 2),
      tickets_(std::make_unique<LoadTicket[]>(count_)) {}

TicketBlock& TicketBlock::Make(std::string name, std::uint32_t slots) {
  auto* block = new TicketBlock(std::move(name), slots);
  block->next_ = newest.load();
  while (!newest.compare_exchange_weak(block->next_, block)) {
  }
  return *block;
}

std::vector<const LoadTicket*> TicketBlock::Outstanding() const {
  std::vector<const LoadTicket*> outstanding;
  for (std::size_t index = 0; index < count_; ++index) {
    if (tickets_[index].status == LoadTicket::Status::kOutstanding)
      outstanding.push_back(&tickets_[index]);
  }
  std::ranges::sort(outstanding, {}, &LoadTicket::number);
  return outstanding;
}

bool TicketBlock::BookUnexpected(const OVERLAPPED* overlapped) noexcept {
  for (TicketBlock* block = newest.load(); block != nullptr; block = block->next_) {
    const LoadTicket* ticket = block->Find(overlapped);
    if (ticket == nullptr) continue;
    if (block->active.load()) {
      block->runs_elsewhere.fetch_add(1);
    } else if (block->late_runs_.fetch_add(1) == 0) {
      block->first_late_.store(ticket->number);
    }
    return true;
  }
  return false;
}

void TicketBlock::BookStray() noexcept { strays.fetch_add(1); }

std::vector<LateWrite> LateWrites() {
  std::vector<LateWrite> late;
  for (TicketBlock* block = newest.load(); block != nullptr; block = block->next_) {
    const std::uint32_t runs = block->late_runs_.load();
    if (runs != 0) late.push_back({block->name_, block->first_late_.load(), runs});
  }
  if (const std::uint32_t runs = strays.load(); runs != 0) late.push_back({"", 0, runs});
  return late;
}

}  // namespace wfx
