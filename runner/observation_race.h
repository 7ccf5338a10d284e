// What threads did that wrote to and locked ranges of one file at the same time: every call, with
// the times between which it took effect.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace wfx {

// One call of one racer. Its range is whole cells of the file.
struct RaceCall {
  std::string what;  // "lock" (exclusive, without waiting), "unlock" or "write"
  std::uint32_t first = 0, cells = 1;
  std::uint64_t begun = 0, ended = 0;  // ns; the same clock for all; a write ended with its routine
  std::uint32_t error = 0;
  friend bool operator==(const RaceCall&, const RaceCall&) = default;
};

// A thread with a handle of its own that made one call after the other.
struct RacerRecord {
  std::string actor;  // the process it belongs to; "" = the scenario's own
  std::vector<RaceCall> calls;
  bool stuck = false;  // a call of its own had no end
  friend bool operator==(const RacerRecord&, const RacerRecord&) = default;
};

// Whose bytes a cell holds at the end.
struct CellRecord {
  std::uint32_t racer = 0, call = 0;  // index of the racer, of its call
  bool untouched = false;             // as before the race
  bool mixed = false;                 // of more than one write, or of none
  friend bool operator==(const CellRecord&, const CellRecord&) = default;
};

struct RaceRecord {
  std::string step, file;
  std::uint32_t length = 0;  // of a cell
  std::vector<RacerRecord> racers;
  std::vector<CellRecord> cells;
  friend bool operator==(const RaceRecord&, const RaceRecord&) = default;
};

}  // namespace wfx
