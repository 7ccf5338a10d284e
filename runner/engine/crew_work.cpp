#include "runner/engine/crew_work.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <thread>

#include "runner/engine/append_record.h"
#include "runner/engine/scene.h"
#include "runner/engine/solo_writer.h"

namespace wfx {
namespace {

// A system that refuses everything need not be asked a thousand times.
constexpr std::size_t kMostFailures = 16;
constexpr std::uint64_t kEndOfFile = ~std::uint64_t{0};
// How long a lock is held, for others to run into, and what a thread waits between its turns.
constexpr std::chrono::microseconds kHold{100}, kPause{50};
constexpr std::uint64_t kCellMark = 0xCE11;  // the upper 16 bits of a cell's words

using End = SoloWriter::End;

std::uint64_t Nanoseconds() {
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<Duration>(SteadyClock::now().time_since_epoch()).count());
}

// One racer at work.
class Racer {
 public:
  Racer(const Win32Api& api, const RaceOrder& order, std::uint32_t position, HANDLE file)
      : api_(api),
        order_(order),
        number_(order.first_racer + position),
        file_(file),
        writer_(api) {}

  RacerRecord Run(bool locks) {
    for (std::uint32_t round = 0; round < order_.rounds && !record_.stuck; ++round) {
      if (SteadyClock::now() >= deadline_) break;
      const std::uint64_t chance = SeedOf(order_.seed + number_, std::to_string(round));
      const auto cell = static_cast<std::uint32_t>(chance % order_.cells);
      const bool two = (chance >> 32) % 2 == 1 && cell + 1 < order_.cells;
      locks ? LockOne(cell) : Write(cell, two ? 2 : 1);
      // Without it one thread may be through before the next has begun.
      std::this_thread::sleep_for(kPause);
    }
    return std::move(record_);
  }

 private:
  std::uint64_t At(std::uint32_t cell) const { return std::uint64_t{cell} * order_.length; }

  // Its owner may write into it; nobody else may.
  void LockOne(std::uint32_t cell) {
    RaceCall& lock = Begin("lock", cell, 1);
    const CallOutcome locked = LockRange(api_, file_, At(cell), order_.length, true);
    Finish(lock, locked.succeeded ? 0 : locked.error);
    if (!locked.succeeded) return;
    Write(cell, 1);
    std::this_thread::sleep_for(kHold);
    RaceCall& unlock = Begin("unlock", cell, 1);
    const CallOutcome unlocked = UnlockRange(api_, file_, At(cell), order_.length);
    Finish(unlock, unlocked.succeeded ? 0 : unlocked.error);
  }

  void Write(std::uint32_t cell, std::uint32_t cells) {
    const std::uint64_t word =
        kCellMark << 48 | std::uint64_t{number_} << 32 | record_.calls.size();
    std::vector<std::uint8_t> bytes(std::size_t{cells} * order_.length);
    for (std::size_t offset = 0; offset < bytes.size(); offset += sizeof word)
      std::memcpy(&bytes[offset], &word, sizeof word);
    RaceCall& call = Begin("write", cell, cells);
    const End end = writer_.Write(file_, At(cell), bytes, deadline_);
    Finish(call, end.error);
    record_.stuck = end.kind == End::Kind::kEndless;
  }

  RaceCall& Begin(const char* what, std::uint32_t cell, std::uint32_t cells) {
    return record_.calls.emplace_back(RaceCall{what, cell, cells, Nanoseconds(), 0, 0});
  }
  static void Finish(RaceCall& call, std::uint32_t error) {
    call.ended = Nanoseconds();
    call.error = error;
  }

  const Win32Api& api_;
  const RaceOrder& order_;
  const std::uint32_t number_;
  const HANDLE file_;
  const SteadyClock::time_point deadline_ = SteadyClock::now() + order_.at_most;
  SoloWriter writer_;
  RacerRecord record_;
};

}  // namespace

AppendTally AppendRecords(const Win32Api& api, const AppendOrder& order, std::uint32_t position,
                          HANDLE file) {
  AppendTally tally;
  SoloWriter writer(api);
  const auto deadline = SteadyClock::now() + order.at_most;
  std::vector<std::uint8_t> record(order.length);
  for (std::uint32_t number = 0; number < order.records; ++number) {
    if (SteadyClock::now() >= deadline || tally.failed.size() >= kMostFailures) break;
    MakeRecord({order.first_writer + position, number, Nanoseconds()}, order.seed, record);
    const End end = writer.Write(file, order.append_only ? 0 : kEndOfFile, record, deadline);
    ++tally.issued;
    tally.surplus += end.surplus;
    if (end.kind == End::Kind::kEndless) {
      tally.endless = 1;
      return tally;
    }
    if (end.kind == End::Kind::kRefused || end.error != 0 || end.bytes != order.length) {
      tally.failed.emplace_back(number, end.error);
    } else {
      ++tally.completed;
    }
  }
  tally.surplus += writer.Leftover();
  return tally;
}

RacerRecord Race(const Win32Api& api, const RaceOrder& order, std::uint32_t position, HANDLE file) {
  return Racer(api, order, position, file).Run(position < order.lockers);
}

std::vector<CellRecord> CellsOf(std::span<const std::uint8_t> bytes,
                                std::span<const std::uint8_t> initial, std::uint32_t length) {
  std::vector<CellRecord> cells(bytes.size() / length);
  for (std::size_t index = 0; index < cells.size(); ++index) {
    const std::span cell = bytes.subspan(index * length, length);
    const std::span before = initial.subspan(index * length, length);
    std::uint64_t word = 0;
    std::memcpy(&word, cell.data(), sizeof word);
    const bool uniform =
        std::equal(cell.begin(), cell.end() - sizeof word, cell.begin() + sizeof word);
    cells[index].untouched = std::ranges::equal(cell, before);
    cells[index].mixed = !cells[index].untouched && (!uniform || word >> 48 != kCellMark);
    if (cells[index].untouched || cells[index].mixed) continue;
    cells[index].racer = static_cast<std::uint32_t>(word >> 32) & 0xFFFF;
    cells[index].call = static_cast<std::uint32_t>(word);
  }
  return cells;
}

}  // namespace wfx
