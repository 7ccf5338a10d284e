// From the start of a program to its end, for one write.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "bench/overhead/row.h"

namespace wfx {

struct Starts {
  std::filesystem::path programs;   // the folder of wfx-bench and wfx-minimal-write
  std::filesystem::path catalogue;  // the scenarios that come with the suite; "" = there are none
  std::string target;               // a directory, as --target takes it; "" = a temporary one
  std::uint32_t rounds = 15;
};

// How long wfx-bench takes to start, make one write, write its record and end, as a multiple of
// what wfx-minimal-write takes, which does the same with nothing but the calls; each has a turn in
// every round. Once with a folder of one scenario, and once with that beside all that come with the
// suite. A row that says why where those programs do not run. Throws std::runtime_error, one line,
// when one of them fails.
std::vector<Row> CompareStarts(const Starts& how,
                               const std::function<void(const std::string&)>& say);

}  // namespace wfx
