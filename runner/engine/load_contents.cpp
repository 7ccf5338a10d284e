// The writes that are not all alike.
#include "runner/engine/load_contents.h"

#include <cmath>
#include <optional>

namespace wfx {

LoadContents::Way LoadContents::WayOf(const LoopSettings& settings) {
  if (settings.tagged || !settings.mix.empty()) return Way::kComposed;
  switch (settings.pattern) {
    case Load::Pattern::kSequential:
      return Way::kSequential;
    case Load::Pattern::kRandom:
      return Way::kRandom;
    case Load::Pattern::kAppend:
      return Way::kAppend;
    case Load::Pattern::kFixed:
      break;
  }
  return Way::kFixed;
}

LoadContents::LoadContents(const LoopSettings& settings, TicketBlock& tickets)
    : way_(WayOf(settings)),
      places_(settings.pattern, settings.Step(), settings.begins_at, settings.size, settings.seed),
      data_(
          std::make_shared<LoadData>(settings.queue_depth, settings.length, settings.alignment,
                                     settings.zeros ? std::nullopt : std::optional(settings.seed))),
      tags_(settings.tagged ? std::make_unique<LoadTags>(settings) : nullptr),
      kinds_(settings.mix.size()),
      // Neither the numbers of the data nor those of the places.
      choice_(settings.seed + 2) {
  for (std::size_t i = 0; i < tickets.size(); ++i) tickets[i].length = settings.length;
  double below = 0;
  for (std::size_t i = 0; i < kinds_; ++i) {
    below += settings.mix[i].share;
    lengths_[i] = settings.mix[i].length;
    chosen_below_[i] = static_cast<std::uint64_t>(std::llround(below * 0x1p32));
  }
}

void LoadContents::Compose(LoadTicket& ticket, std::size_t slot) {
  if (kinds_ != 0) {
    const std::uint64_t drawn = choice_.Next() >> 32;
    std::size_t kind = 0;
    while (kind + 1 < kinds_ && drawn >= chosen_below_[kind]) ++kind;
    ticket.kind = static_cast<std::uint16_t>(kind);
    ticket.length = lengths_[kind];
  }
  ticket.offset = places_.NextOf(ticket.length);
  if (tags_ != nullptr) tags_->Stamp(ticket, slot, data_->At(slot));
}

void LoadContents::CountBytes(Interval& interval) const {
  if (kinds_ == 0) return;
  interval.bytes = 0;
  for (std::size_t kind = 0; kind < kinds_; ++kind)
    interval.bytes += interval.by_length[kind] * lengths_[kind];
}

}  // namespace wfx
