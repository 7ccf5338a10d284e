// What each write of a loop is: where it goes, how long it is, which bytes it carries.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "runner/engine/load_data.h"
#include "runner/engine/load_interval.h"
#include "runner/engine/load_loop.h"
#include "runner/engine/load_tags.h"
#include "runner/engine/load_ticket.h"

namespace wfx {

// Thread rule: of the loop's thread while that runs.
class LoadContents {
 public:
  // Every ticket gets the length that all writes have, where they have one. `tickets` has two for
  // each slot.
  LoadContents(const LoopSettings& settings, TicketBlock& tickets);

  // Fills in where the write that `ticket` is to issue goes and how long it is, and readies the
  // bytes of its slot, whose last write is over. The ticket has its number. A load with one length
  // and no tags pays for nothing else.
  void Next(LoadTicket& ticket, std::size_t slot) {
    switch (way_) {
      case Way::kSequential:
        ticket.offset = places_.NextSequential();
        return;
      case Way::kRandom:
        ticket.offset = places_.NextRandom();
        return;
      case Way::kAppend:
        ticket.offset = LoadPlaces::kEndOfFile;
        return;
      case Way::kFixed:
        return;
      case Way::kComposed:
        Compose(ticket, slot);
    }
  }
  const char* Of(std::size_t slot) const { return data_->Of(slot); }
  // The slot's write has completed, and no other is issued at once.
  void Parked(std::size_t slot) {
    if (tags_ != nullptr) tags_->Settle(slot);
  }

  // Makes the bytes of `interval` right where writes differ in length.
  void CountBytes(Interval& interval) const;
  const std::shared_ptr<LoadData>& data() const { return data_; }
  const LoadTags* tags() const { return tags_.get(); }

 private:
  enum class Way { kSequential, kRandom, kAppend, kFixed, kComposed };
  static Way WayOf(const LoopSettings& settings);
  void Compose(LoadTicket& ticket, std::size_t slot);

  const Way way_;
  LoadPlaces places_;
  const std::shared_ptr<LoadData> data_;
  std::unique_ptr<LoadTags> tags_;
  // Of several lengths: each, and the part of 2^32 numbers that choose it or one before it.
  std::size_t kinds_ = 0;
  std::array<std::uint32_t, kMostMixedLengths> lengths_{};
  std::array<std::uint64_t, kMostMixedLengths> chosen_below_{};
  LoadRandom choice_;
};

}  // namespace wfx
