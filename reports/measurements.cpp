// Latency and throughput, with what to know before believing them.
#include <algorithm>
#include <cmath>
#include <set>

#include "reports/figures.h"
#include "reports/measurement_notes.h"
#include "reports/sections.h"
#include "reports/speed_cells.h"

namespace wfx {
namespace {

using MeasurementRow = Comparison::Row<Measurement>;

Table EmptyTable() {
  return {{{"Case"},
           {"Target"},
           {"p50 us", true},
           {"p90 us", true},
           {"p99 us", true},
           {"p99.9 us", true},
           {"max us", true},
           {"IOPS", true},
           {"MiB/s", true},
           {"depth asked/kept", true},
           {"pending", true},
           {"Instead of numbers"}},
          {}};
}

std::string PerSecond(double number, const Measurement& measurement) {
  if (measurement.seconds <= 0) return "-";
  const double rate = number / measurement.seconds;
  return rate >= 100 ? Thousands(static_cast<std::uint64_t>(std::llround(rate))) : Fixed(rate, 1);
}

// "8 / 8.0"; of an open loop, whose depth nobody asked for, "2,000/s: 1.3".
std::string Depth(const Measurement& measurement) {
  const std::string kept = Fixed(measurement.kept_depth, 1);
  if (measurement.open.asked_rate <= 0)
    return std::to_string(measurement.asked_depth) + " / " + kept;
  return Thousands(static_cast<std::uint64_t>(std::llround(measurement.open.asked_rate))) +
         "/s: " + kept;
}

bool IsSibling(const Measurement& measurement) { return measurement.api != "WriteFileEx"; }

bool IsOpen(const Measurement& measurement) { return measurement.open.asked_rate > 0; }

std::vector<Line> Cells(const Measurement& measurement) {
  const Latency& latency = measurement.latency;
  constexpr double kMebibyte = 1024.0 * 1024.0;
  return {Microseconds(latency.p50),
          Microseconds(latency.p90),
          Microseconds(latency.p99),
          Microseconds(latency.p999),
          Microseconds(latency.max),
          PerSecond(static_cast<double>(measurement.writes), measurement),
          PerSecond(static_cast<double>(measurement.bytes) / kMebibyte, measurement),
          Depth(measurement),
          Fixed(measurement.pending_share * 100, 0) + " %"};
}

// Why there are no numbers, empty when there are.
std::string WhyNone(const Measurement& measurement) {
  if (!measurement.errors.empty()) return "failed: " + measurement.errors.front();
  return measurement.reason.empty() ? "" : "not run: " + measurement.reason;
}

// There is nothing to hold against anything.
bool WasNowhereRun(const MeasurementRow& row) {
  return std::ranges::all_of(row.cells, [](const Measurement* measurement) {
    return measurement == nullptr || !measurement->reason.empty();
  });
}

void AddRow(Table& table, Line name, const std::string& label, const Measurement& measurement) {
  const std::string why_none = WhyNone(measurement);
  std::vector<Line>& row = table.rows.emplace_back();
  row = {std::move(name), label};
  const std::vector<Line> numbers = why_none.empty()
                                        ? Cells(measurement)
                                        : std::vector<Line>(table.columns.size() - 3, Line("-"));
  row.insert(row.end(), numbers.begin(), numbers.end());
  row.push_back(why_none);
}

void DropLastColumnIfEmpty(Table& table) {
  for (const std::vector<Line>& row : table.rows)
    if (!row.back().spans.front().text.empty()) return;
  table.columns.pop_back();
  for (std::vector<Line>& row : table.rows) row.pop_back();
}

// In front of the last column, which says why there are no numbers.
void AddRatios(Table& table, const std::vector<SpeedCells>& cells) {
  table.columns.insert(table.columns.end() - 1,
                       {{"speed"}, {"p50 to base"}, {"p99 to base"}, {"repetitions"}});
  for (std::size_t i = 0; i < cells.size(); ++i)
    table.rows[i].insert(table.rows[i].end() - 1,
                         {cells[i].ratio, cells[i].p50, cells[i].p99, cells[i].repetitions});
}

// What the writes of each row were issued with, as the third column; nothing where that is
// WriteFileEx everywhere.
void NameApis(Table& table, const std::vector<const Measurement*>& rows) {
  if (!std::ranges::any_of(rows, [](const Measurement* row) { return IsSibling(*row); })) return;
  table.columns.insert(table.columns.begin() + 2, {"API"});
  for (std::size_t i = 0; i < rows.size(); ++i)
    table.rows[i].insert(table.rows[i].begin() + 2, Line(rows[i]->api));
}

// Something to know about the numbers of some cases.
struct Caveat {
  std::string words;
  bool (*applies)(const Measurement& measurement);
};

// A slice without a completion between two that have some; of a closed loop, which always has
// writes outstanding, and only where slices have many.
bool StoodStill(const Measurement& measurement) {
  constexpr std::uint64_t kMany = 10;
  if (IsOpen(measurement)) return false;
  for (const Series& series : measurement.series) {
    std::uint64_t most = 0;
    for (const Series::Slice& slice : series.slices) most = std::max(most, slice.writes);
    const bool empty =
        std::ranges::any_of(series.slices, [](const auto& slice) { return slice.writes == 0; });
    if (most >= kMany && empty) return true;
  }
  return false;
}

double OwnShareOf(const Measurement& measurement) {
  return OwnShare(measurement.own_cost_ns,
                  measurement.kept_depth / std::max(measurement.threads, 1u),
                  static_cast<double>(measurement.latency.p50));
}

constexpr double kMuchOfItsOwn = 0.01;
constexpr double kFewForP999 = 10'000;
constexpr double kRateTolerance = 0.005;

const Caveat kCaveats[] = {
    {"every write was final when WriteFileEx returned (pending 0 %): the system completes inside "
     "the call, so latency at "
     "depth N is about N service times, and depth buys nothing",
     [](const Measurement& one) {
       return !IsOpen(one) && !IsSibling(one) && one.asked_depth > 1 && one.pending_share == 0;
     }},
    {"every write of a sibling was final when its call returned (pending 0 %): the system "
     "completes inside the call, and depth buys nothing",
     [](const Measurement& one) {
       return !IsOpen(one) && IsSibling(one) && one.asked_depth > one.threads &&
              one.pending_share == 0;
     }},
    {"the depth kept is more than 10 % below the depth asked: the numbers are those of a shallower "
     "queue",
     [](const Measurement& one) { return !IsOpen(one) && one.kept_depth < 0.9 * one.asked_depth; }},
    {"the rate achieved is more than 0.5 % off the rate asked: the system, or this loop, did not "
     "keep up, and latencies grow with the length of the run",
     [](const Measurement& one) {
       return IsOpen(one) &&
              std::abs(one.open.achieved_rate / one.open.asked_rate - 1) > kRateTolerance;
     }},
    {"writes were due that were never issued: they are in no figure, and would have been the "
     "slowest",
     [](const Measurement& one) { return one.open.unissued != 0; }},
    {"writes were issued more than 1 ms after they were due (p99): the issuing thread was busy or "
     "not running, and latency holds that too",
     [](const Measurement& one) { return IsOpen(one) && one.open.lag.p99 > 1'000'000; }},
    {"throughput was not steady when the measurement began, for all the time it was given",
     [](const Measurement& one) { return one.never_steady; }},
    {"nothing completed for a whole slice of the run: the system stood still; the record's slices "
     "show when",
     &StoodStill},
    {"the harness itself may be more than 1 % of the p50: on a system as fast as this its own cost "
     "is in "
     "the numbers",
     [](const Measurement& one) { return OwnShareOf(one) > kMuchOfItsOwn; }},
    {"fewer than 10,000 writes: p99.9 rests on fewer than ten of them",
     [](const Measurement& one) { return static_cast<double>(one.writes) < kFewForP999; }},
    {"one repetition only: nothing says how much the next run differs",
     [](const Measurement& one) { return one.repetition_seconds.size() == 1; }},
    {"repetitions differ by more than 20 % in writes per second",
     [](const Measurement& one) {
       double lowest = INFINITY, highest = 0;
       for (std::size_t i = 0;
            i < one.repetition_seconds.size() && i < one.repetition_writes.size(); ++i) {
         if (one.repetition_seconds[i] <= 0) continue;
         const double rate =
             static_cast<double>(one.repetition_writes[i]) / one.repetition_seconds[i];
         lowest = std::min(lowest, rate);
         highest = std::max(highest, rate);
       }
       return highest > 1.2 * lowest;
     }},
};

List CaveatsOf(const Comparison& comparison) {
  List list;
  for (const Caveat& caveat : kCaveats) {
    std::uint64_t count = 0, of = 0;
    std::string first;
    for (const MeasurementRow& row : comparison.measurements()) {
      for (const Measurement* measurement : row.cells) {
        if (measurement == nullptr || !WhyNone(*measurement).empty()) continue;
        ++of;
        if (!caveat.applies(*measurement)) continue;
        if (++count == 1) first = measurement->FullId();
      }
    }
    if (count == 0) continue;
    Line line{Strong("Caution"),
              ", " + (count == of ? std::string("all cases")
                                  : Thousands(count) + " of " + Count(of, "case"))};
    if (count != of) {
      line += " (";
      line += Code(first);
      line += count > 1 ? " and others)" : ")";
    }
    line += ": " + caveat.words + ".";
    list.items.push_back(std::move(line));
  }
  return list;
}

// What the harness took of a record's numbers; empty where it did not measure that.
Line OwnCostOf(const RunRecord& record) {
  const Measurement* worst = nullptr;
  for (const Measurement& one : record.measurements) {
    if (one.own_cost_ns <= 0 || !WhyNone(one).empty()) continue;
    if (worst == nullptr || OwnShareOf(one) > OwnShareOf(*worst)) worst = &one;
  }
  if (worst == nullptr) return {};
  Line line{"Own cost of the harness on " + SystemName(record) + ": " +
            Fixed(worst->own_cost_ns, 0) + " ns a write, at most " +
            Fixed(100 * OwnShareOf(*worst), 1) + " % of a p50 ("};
  line += Code(worst->FullId());
  line += ").";
  return line;
}

}  // namespace

void AddMeasurements(Document& document, const Comparison& comparison, Ratios ratios) {
  if (comparison.measurements().empty()) return;
  Table table = EmptyTable();
  std::vector<const Measurement*> rows;
  std::vector<SpeedCells> speeds;
  for (const MeasurementRow& row : comparison.measurements()) {
    if (ratios == Ratios::kShown && WasNowhereRun(row)) continue;
    bool named = false;
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      if (row.cells[i] == nullptr) continue;
      AddRow(table, named ? Line() : Line(Code(row.Id())), comparison.columns()[i].label,
             *row.cells[i]);
      rows.push_back(row.cells[i]);
      if (ratios == Ratios::kShown) speeds.push_back(SpeedCellsOf(comparison, row, i));
      named = true;
    }
  }
  if (table.rows.empty()) return;
  if (ratios == Ratios::kShown) AddRatios(table, speeds);
  DropLastColumnIfEmpty(table);
  NameApis(table, rows);
  document.Add(Heading{2, "Measurements"});
  document.Add(
      Paragraph{"Latency is from before the call to the start of the completion routine; pending "
                "is the share of writes that were not "
                "final when WriteFileEx returned. Of an open loop, shown by its rate, latency is "
                "from when a write was due."});
  if (std::ranges::any_of(rows, [](const Measurement* row) { return IsSibling(*row); })) {
    document.Add(
        Paragraph{"Of WriteFileEx's siblings latency is to when the program knows that the write "
                  "is over: its "
                  "call has returned, or the wait for its event, its packet or its entry."});
  }
  if (ratios == Ratios::kShown) document.Add(AboutSpeedCells());
  document.Add(std::move(table));
  List caveats = CaveatsOf(comparison);
  AddNotes(caveats, comparison);
  for (const RunRecord& record : comparison.records())
    if (!record.measurements.empty() && !record.environment.clock.empty())
      caveats.items.push_back(
          Line("Clock on " + SystemName(record) + ": " + record.environment.clock + "."));
  for (const RunRecord& record : comparison.records()) {
    Line own = OwnCostOf(record);
    if (!own.spans.empty()) caveats.items.push_back(std::move(own));
  }
  if (!caveats.items.empty()) document.Add(std::move(caveats));
}

}  // namespace wfx
