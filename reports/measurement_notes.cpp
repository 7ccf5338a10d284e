#include "reports/measurement_notes.h"

#include <string>

#include "reports/figures.h"
#include "runner/joined.h"

namespace wfx {
namespace {

// "70.1 % of 4 KiB (70 % asked), 29.9 % of 64 KiB (30 % asked), 22,528 bytes a write".
std::string LengthWords(const Measurement& measurement) {
  std::vector<std::string> lengths;
  const auto writes = static_cast<double>(measurement.writes);
  for (const LengthCount& each : measurement.lengths) {
    lengths.push_back(Fixed(static_cast<double>(each.writes) / writes * 100, 1) + " % of " +
                      Bytes(each.length) + " (" + Fixed(each.share * 100, 1) + " % asked)");
  }
  return Joined(lengths) + "; " + Thousands(measurement.bytes / measurement.writes) +
         " bytes a write on average";
}

}  // namespace

void AddNotes(List& list, const Comparison& comparison) {
  std::uint64_t blocks = 0, verified = 0;
  for (const auto& row : comparison.measurements()) {
    for (const Measurement* measurement : row.cells) {
      if (measurement == nullptr || measurement->writes == 0 || !measurement->errors.empty())
        continue;
      blocks += measurement->verified_blocks;
      verified += measurement->verified_blocks > 0 ? 1 : 0;
      const std::string id = measurement->FullId();
      if (!measurement->lengths.empty())
        list.items.push_back(Line{Code(id), ": " + LengthWords(*measurement) + "."});
      if (!measurement->handles.empty())
        list.items.push_back(
            Line{Code(id), ": through " + Joined(measurement->handles) + " at the same time."});
    }
  }
  if (blocks == 0) return;
  list.items.push_back(Line("Verified: " + Count(blocks, "tagged block") + " of " +
                            Count(verified, "case") +
                            ", every byte: each of a write that went there, none lost."));
}

}  // namespace wfx
