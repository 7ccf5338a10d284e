// What became of each column's cases, held against its base: newly failing, fixed, newly reachable.
#include <algorithm>
#include <array>

#include "reports/change.h"
#include "reports/figures.h"
#include "reports/result_words.h"
#include "reports/sections.h"

namespace wfx {
namespace {

using ChangeCounts = std::array<std::uint64_t, kChangeNames.size()>;

// All of one kind of change: where, and how it was and is.
struct ChangedCase {
  std::string id;  // with the target, as --only takes it
  std::size_t column;
  Line base, now;
};

Line MeasurementCell(const Measurement& measurement) {
  if (!measurement.errors.empty()) return {"failed: ", Code(measurement.errors.front())};
  return measurement.reason.empty() ? Line("measured") : Line("not run: " + measurement.reason);
}

std::pair<Line, Line> CellsOf(const Result& base, const Result& now) {
  const bool with_manner = DifferInManner({&base, &now});
  // The matrix has no room for these; here they are what is asked for.
  const auto cell = [&](const Result& result) {
    Line line = CellOf(&result, with_manner);
    if (!result.findings.empty()) {
      line += " instead of ";
      line += Code(result.findings.front().expectation);
    }
    if (!result.reason.empty()) line += ": " + result.reason;
    return line;
  };
  return {cell(base), cell(now)};
}

std::pair<Line, Line> CellsOf(const Measurement& base, const Measurement& now) {
  return {MeasurementCell(base), MeasurementCell(now)};
}

// True where a deviation of this case comes and goes by chance.
bool IsUnstable(const Comparison& comparison, const Result& result) {
  const auto is_it = [&](const Deviation& deviation) {
    return deviation.kind == "unstable" && deviation.scenario == result.scenario &&
           (deviation.cases.empty() ||
            std::ranges::find(deviation.cases, result.case_id) != deviation.cases.end());
  };
  return std::ranges::any_of(comparison.records(), [&](const RunRecord& record) {
    return std::ranges::any_of(record.deviations, is_it);
  });
}

// What is to be said of a change: nothing where chance makes and undoes it.
Change Told(const Comparison& comparison, const Result* base, const Result* now) {
  const Change change = ChangeOf(base, now);
  const bool by_chance = (change == Change::kFixed && base->verdict == Verdict::kXfail) ||
                         change == Change::kNewlyExcused;
  return by_chance && IsUnstable(comparison, *now) ? Change::kNone : change;
}

Change Told(const Comparison&, const Measurement* base, const Measurement* now) {
  return ChangeOf(base, now);
}

// Every change of every column against its base.
class ChangeList {
 public:
  explicit ChangeList(const Comparison& comparison)
      : comparison_(comparison), counts_(comparison.columns().size()) {
    Gather(comparison.results());
    Gather(comparison.measurements());
  }

  const ChangeCounts& counts(std::size_t column) const { return counts_[column]; }
  const std::vector<ChangedCase>& Of(Change change) const { return cases_[Index(change)]; }

 private:
  static std::size_t Index(Change change) { return static_cast<std::size_t>(change); }

  template <typename Item>
  void Gather(const std::vector<Comparison::Row<Item>>& rows) {
    for (const Comparison::Row<Item>& row : rows) {
      for (std::size_t i = 0; i < row.cells.size(); ++i) {
        const Item* base = row.cells[comparison_.BaseOf(i)];
        const Change change = Told(comparison_, base, row.cells[i]);
        ++counts_[i][Index(change)];
        if (change == Change::kNone || base == nullptr || row.cells[i] == nullptr) continue;
        auto [was, is] = CellsOf(*base, *row.cells[i]);
        cases_[Index(change)].push_back({row.cells[i]->FullId(), i, std::move(was), std::move(is)});
      }
    }
  }

  const Comparison& comparison_;
  std::vector<ChangeCounts> counts_;
  std::array<std::vector<ChangedCase>, kChangeNames.size()> cases_;
};

// A row for each column that is held against another, a column for each change that occurs.
Table TableOfCounts(const Comparison& comparison, const ChangeList& changes) {
  Table table{{{"Column"}, {"held against"}}, {}};
  std::vector<std::size_t> shown;
  for (std::size_t change = 0; change < kChangeNames.size(); ++change) {
    const auto occurs = [&](std::size_t column) { return changes.counts(column)[change] != 0; };
    bool any = change == static_cast<std::size_t>(Change::kNewlyFailing);
    for (std::size_t i = 0; i < comparison.columns().size(); ++i) any = any || occurs(i);
    if (!any || change == static_cast<std::size_t>(Change::kNone)) continue;
    shown.push_back(change);
    table.columns.push_back({std::string(kChangeNames[change]), true});
  }
  for (std::size_t i = 0; i < comparison.columns().size(); ++i) {
    if (comparison.BaseOf(i) == i) continue;
    std::vector<Line>& row = table.rows.emplace_back();
    row = {comparison.columns()[i].label, comparison.columns()[comparison.BaseOf(i)].label};
    for (const std::size_t change : shown) row.push_back(Thousands(changes.counts(i)[change]));
  }
  return table;
}

void AddCases(Document& document, const Comparison& comparison,
              const std::vector<ChangedCase>& cases, Change change) {
  if (cases.empty()) return;
  const bool several = comparison.columns().size() > 2;
  std::string title(NameOf(change));
  title.front() = static_cast<char>(title.front() - 'a' + 'A');
  document.Add(Heading{2, title + ": " + Count(cases.size(), "case")});
  Table table{{{"Case"}, {"Was"}, {"Is"}}, {}};
  if (several) table.columns.insert(table.columns.begin() + 1, {"On"});
  for (const ChangedCase& each : cases) {
    std::vector<Line>& row = table.rows.emplace_back();
    row = {Code(each.id), each.base, each.now};
    if (several) row.insert(row.begin() + 1, Line(comparison.columns()[each.column].label));
  }
  document.Add(std::move(table));
}

}  // namespace

void AddChanges(Document& document, const Comparison& comparison) {
  const ChangeList changes(comparison);
  const std::size_t failing = changes.Of(Change::kNewlyFailing).size();
  document.Add(failing == 0 ? Paragraph{{Strong("HELD"), ": nothing is newly failing."}}
                            : Paragraph{{Strong("FAILED"), ": " + Count(failing, "case") +
                                                               (failing == 1 ? " is" : " are") +
                                                               " newly failing."}});
  document.Add(TableOfCounts(comparison, changes));
  for (const Change change :
       {Change::kNewlyFailing, Change::kFixed, Change::kNewlyReachable, Change::kNoLongerReached})
    AddCases(document, comparison, changes.Of(change), change);
}

}  // namespace wfx
