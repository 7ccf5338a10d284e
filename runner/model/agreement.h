// Random sequences of operations, done alike on two systems through their tables, to see where
// they differ.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "runner/win32/api.h"

namespace wfx {

// What one operation did and said, in words that are the same wherever the system does the same.
// Whether a failure came from the call or through the routine is not in them: both are legal.
struct Outcome {
  std::string operation;  // "write 300 bytes at 5000 through unbuffered"
  std::string said;       // "TRUE; w4 ended with 300 bytes"
};

// Does `count` operations that `seed` chooses, on a file in `directory` and on a pipe, on the
// calling thread. Everything it made is gone afterwards. Throws std::runtime_error when the file or
// the pipe cannot be made.
std::vector<Outcome> DoSequence(const Win32Api& api, const std::string& directory,
                                std::uint64_t seed, std::size_t count);

// A difference of Wine 8 that random sequences meet, told by what was done and what both said.
struct KnownDifference {
  std::string_view id;     // as tests and documents name it
  std::string_view cause;  // as in scenarios/deviations/wine_8.json, where it stands there
  bool (*explains)(const Outcome& right, const Outcome& seen);
  bool diverges;  // from then on the two are in different states: the sequence is over
};
const std::vector<KnownDifference>& DifferencesOfWine8();

struct Comparison {
  std::size_t operations = 0;              // compared
  std::vector<std::size_t> met;            // how often, by index into the known differences
  std::vector<std::string> disagreements;  // one line each: seed, operation, both
};
// Compares two runs of one sequence, as far as they can be compared.
void Compare(const std::vector<Outcome>& right, const std::vector<Outcome>& seen,
             const std::vector<KnownDifference>& known, std::uint64_t seed, Comparison& comparison);

}  // namespace wfx
