// What a record of many results costs.
#pragma once

#include <cstddef>
#include <vector>

#include "bench/overhead/row.h"

namespace wfx {

// Seconds to write a record of so many results whole, to read it and to make a report of it; and to
// write them one by one as a run does, each flushed. Throws std::runtime_error, one line, when it
// cannot write.
std::vector<Row> MeasureRecords(std::size_t results);

}  // namespace wfx
