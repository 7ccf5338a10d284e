// What the table of measurements says of a case's speed beside its base's.
#pragma once

#include <string>

#include "reports/comparison.h"
#include "reports/document.h"

namespace wfx {

struct SpeedCells {
  std::string ratio;        // "≈ 1.02 (0.95 to 1.09)"; "base"; "-" where nothing can be said
  std::string brief;        // "≈" or "0.52"; empty where the ratio is no number
  std::string p50, p99;     // of latency, likewise; less is faster
  std::string repetitions;  // of the base and of this: "3 / 3"
};

// Of one column of a row; of records from different hosts nothing is said.
SpeedCells SpeedCellsOf(const Comparison& comparison, const Comparison::Row<Measurement>& row,
                        std::size_t column);

// What these cells mean.
Paragraph AboutSpeedCells();

}  // namespace wfx
