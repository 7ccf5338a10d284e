// What threads of one process do together, and what became of it: plain data that processes send
// each other.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "runner/engine/append_order.h"
#include "runner/observation.h"

namespace wfx {

// Threads that write to and lock cells of one file. Which cell, chance decides by the seed.
struct RaceOrder {
  std::string path;
  std::uint64_t seed = 0;
  std::uint32_t first_racer = 0;           // the number of the first of them; the others follow
  std::uint32_t lockers = 0, writers = 0;  // threads, in this order
  std::uint32_t rounds = 0;                // of each
  std::uint32_t cells = 0, length = 0;     // of the file, of a cell
  Duration at_most{};                      // in real time; what is not begun by then is not begun
};

using CrewOrder = std::variant<AppendOrder, RaceOrder>;

// Of each thread, in their order; one of the two is empty.
struct CrewReport {
  std::vector<AppendTally> tallies;
  std::vector<RacerRecord> racers;
};

// One WriteFileEx by another process. Its bytes are those of Pattern::OfWrite(seed, name, index).
struct PeerWrite {
  std::string name, handle;
  std::uint64_t seed = 0;
  std::uint32_t index = 0;
  std::uint64_t offset = 0;
  std::uint32_t length = 0;
  bool no_overlapped = false, no_routine = false;  // NULL in their place
};

struct PeerWriteReply {
  bool returned = false;
  std::uint32_t last_error = 0;
  OverlappedWords after_call;
};

// A routine that ran in another process.
struct PeerCompletion {
  std::string name;  // of the write
  std::uint32_t error = 0, bytes = 0;
  bool overlapped_is_callers = true;
  OverlappedWords words;
};

// A named pipe of one instance, as CreateNamedPipeW takes it.
struct PeerPipe {
  std::string name;  // without \\.\pipe\ .
  std::uint32_t open_mode = 0, pipe_mode = 0, quota = 0;
};

// ReadFile of another process.
struct PeerReadReply {
  bool succeeded = false;
  std::uint32_t last_error = 0;  // ERROR_IO_PENDING: nothing came in time
  std::vector<std::uint8_t> bytes;
};

}  // namespace wfx
