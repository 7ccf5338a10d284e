#include "reports/comparable.h"

#include <algorithm>
#include <cmath>

#include "reports/figures.h"
#include "reports/speed.h"
#include "runner/joined.h"
#include "runner/sha256.h"

namespace wfx {
namespace {

std::string ShortHash(const std::string& text) { return Sha256Hex(text).substr(0, 12); }

void AddScenarios(const Comparison& comparison, std::vector<std::string>& reasons) {
  const std::vector<RunRecord>& records = comparison.records();
  std::map<std::string, std::size_t> firsts;  // the first record with this scenario
  for (std::size_t i = 0; i < records.size(); ++i) {
    for (const auto& [id, text] : records[i].scenarios) {
      const std::size_t first = firsts.try_emplace(id, i).first->second;
      const std::string& other = records[first].scenarios.at(id);
      if (text == other) continue;
      reasons.push_back("scenario " + id + " differs: its text has SHA-256 " + ShortHash(other) +
                        "... in " + comparison.NameOf(first) + " and " + ShortHash(text) +
                        "... in " + comparison.NameOf(i) + "; run both from the same files");
    }
  }
}

std::string LengthsOf(const Measurement& measurement) {
  if (measurement.lengths.empty())
    return measurement.writes == 0
               ? ""
               : Thousands(measurement.bytes / measurement.writes) + " bytes a write";
  std::vector<std::string> lengths;
  for (const LengthCount& each : measurement.lengths)
    lengths.push_back(Fixed(each.share * 100, 1) + " % of " + Bytes(each.length));
  return Joined(lengths);
}

// What was asked of the system, as far as a record tells.
std::string LoadOf(const Measurement& measurement) {
  const bool is_open = measurement.open.asked_rate > 0;
  std::string text = measurement.api + ", " + LengthsOf(measurement) + ", " +
                     Count(measurement.threads, "thread") + ", " +
                     (is_open ? Fixed(measurement.open.asked_rate, 1) + " writes a second"
                              : "depth " + Thousands(measurement.asked_depth));
  if (!measurement.handles.empty()) text += ", through " + Joined(measurement.handles);
  return text;
}

void AddLoads(const Comparison& comparison, std::vector<std::string>& reasons) {
  for (const auto& row : comparison.measurements()) {
    const auto first = std::ranges::find_if(row.cells, &HasFigures);
    for (auto cell = first; cell != row.cells.end(); ++cell) {
      if (!HasFigures(*cell) || LoadOf(**cell) == LoadOf(**first)) continue;
      const auto label = [&](auto place) {
        return comparison.columns()[static_cast<std::size_t>(place - row.cells.begin())].label;
      };
      reasons.push_back("the load of " + row.Id() + " differs: " + LoadOf(**first) + " on " +
                        label(first) + ", and " + LoadOf(**cell) + " on " + label(cell) +
                        "; only the same load can be compared");
    }
  }
}

}  // namespace

std::vector<std::string> WhyNotComparable(const Comparison& comparison) {
  std::vector<std::string> reasons;
  AddScenarios(comparison, reasons);
  AddLoads(comparison, reasons);
  return reasons;
}

bool IsSameHost(const EnvironmentFacts& one, const EnvironmentFacts& other) {
  constexpr double kTakenBeforeCounting = 0.01;
  const auto memory = static_cast<double>(one.memory_bytes);
  return one.cpu == other.cpu && one.logical_cpus == other.logical_cpus &&
         std::abs(memory - static_cast<double>(other.memory_bytes)) <=
             kTakenBeforeCounting * memory;
}

bool IsOnHostOfBase(const Comparison& comparison, std::size_t column) {
  const auto host = [&](std::size_t which) -> const EnvironmentFacts& {
    return comparison.records()[comparison.columns()[which].system].environment;
  };
  return IsSameHost(host(comparison.BaseOf(column)), host(column));
}

}  // namespace wfx
