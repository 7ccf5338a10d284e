// In what the columns' systems, machines and targets differ: the first thing to know of a
// comparison.
#include <algorithm>
#include <map>
#include <set>

#include "reports/comparable.h"
#include "reports/environment.h"
#include "reports/figures.h"
#include "reports/sections.h"
#include "runner/joined.h"

namespace wfx {
namespace {

// Of one column: what was recorded under this name, empty where nothing was.
using FactsOfColumn = std::vector<std::pair<std::string, std::string>>;

constexpr std::size_t kDigitsOfHash = 12;

// The cost of a reading is measured anew each time.
std::string WithoutItsCost(const std::string& clock) {
  return clock.ends_with(" a reading") ? clock.substr(0, clock.rfind(',')) : clock;
}

std::string ProvidersOf(const SystemFacts& system) {
  std::vector<std::string> providers;
  for (const ProviderFacts& provider : system.providers)
    providers.push_back(provider.file + " (" + provider.sha256.substr(0, kDigitsOfHash) + ")");
  return Joined(providers);
}

void AddFacts(FactsOfColumn& facts, const RunRecord& record) {
  const EnvironmentFacts& environment = record.environment;
  facts.insert(facts.end(),
               {{"system", record.system.base},
                {"providers", ProvidersOf(record.system)},
                {"Wine", environment.wine_version},
                {"operating system", Joined({environment.os, environment.os_build}, " ")},
                {"machine", Machine(environment)},
                {"clock", WithoutItsCost(environment.clock)},
                {"harness", record.run.harness_version},
                {"commit", record.run.commit.substr(0, kDigitsOfHash)},
                {"scenarios", record.run.scenarios_sha256.substr(0, kDigitsOfHash)},
                {"seed", std::to_string(record.run.seed)},
                {"time scale", Fixed(record.run.time_scale, 2)},
                {"repeat", std::to_string(record.run.repeat)}});
}

void AddFacts(FactsOfColumn& facts, const TargetFacts& target) {
  const Bindings& bindings = target.bindings;
  facts.insert(facts.end(), {{"file system", target.file_system},
                             {"mount", target.mount},
                             {"protocol", target.protocol},
                             {"share offers", Joined(target.share)},
                             {"sector", Bytes(bindings.sector)},
                             {"page", Bytes(bindings.page)},
                             {"cluster", Bytes(bindings.cluster)},
                             {"pipe quota", Bytes(bindings.pipe_quota)},
                             {"buffer alignment", Thousands(bindings.buffer_alignment)},
                             {"largest file", Bytes(bindings.maximum_file_size)},
                             {"time step", Thousands(bindings.time_step) + " ns"}});
}

TargetFacts TargetOf(const Comparison& comparison, const Comparison::Column& column) {
  const std::vector<TargetFacts>& targets = comparison.RecordOf(column).targets;
  const auto target = std::ranges::find(targets, column.target, &TargetFacts::name);
  return target == targets.end() ? TargetFacts{} : *target;
}

FactsOfColumn FactsOf(const Comparison& comparison, const Comparison::Column& column) {
  FactsOfColumn facts;
  AddFacts(facts, comparison.RecordOf(column));
  AddFacts(facts, TargetOf(comparison, column));
  return facts;
}

// A row for each capability that some columns have and others lack.
void AddCapabilities(Table& table, const Comparison& comparison) {
  std::map<std::string, std::map<std::size_t, bool>> present;  // by name and column
  for (std::size_t i = 0; i < comparison.columns().size(); ++i)
    for (const auto& [name, why_missing] :
         TargetOf(comparison, comparison.columns()[i]).capabilities)
      present[name][i] = why_missing.empty();
  for (const auto& [name, by_column] : present) {
    std::vector<Line> row{Line{Code(name)}};
    std::set<bool> different;
    for (std::size_t i = 0; i < comparison.columns().size(); ++i) {
      const auto found = by_column.find(i);
      if (found != by_column.end()) different.insert(found->second);
      row.push_back(found == by_column.end() ? "-" : found->second ? "yes" : "no");
    }
    if (different.size() > 1) table.rows.push_back(std::move(row));
  }
}

// Other hosts than the base's: their speeds are not held against each other.
void AddHosts(Document& document, const Comparison& comparison) {
  if (comparison.measurements().empty()) return;
  for (std::size_t i = 0; i < comparison.columns().size(); ++i) {
    if (IsOnHostOfBase(comparison, i)) continue;
    const std::size_t base = comparison.BaseOf(i);
    document.Add(Paragraph{{Strong("Different hosts"),
                            ": " + comparison.columns()[i].label + " and " +
                                comparison.columns()[base].label +
                                " were measured on different machines, so no speed is given "
                                "relative to the other."}});
  }
}

}  // namespace

void AddEnvironmentDifferences(Document& document, const Comparison& comparison) {
  std::vector<FactsOfColumn> facts;
  Table table{{{"Fact"}}, {}};
  for (const Comparison::Column& column : comparison.columns()) {
    facts.push_back(FactsOf(comparison, column));
    table.columns.push_back({column.label});
  }
  for (std::size_t fact = 0; fact < facts.front().size(); ++fact) {
    std::vector<Line> row{facts.front()[fact].first};
    std::set<std::string> different;
    for (const FactsOfColumn& column : facts) {
      const std::string& value = column[fact].second;
      different.insert(value);
      row.push_back(value.empty() ? Line("-") : Line(Code(value)));
    }
    if (different.size() > 1) table.rows.push_back(std::move(row));
  }
  AddCapabilities(table, comparison);
  document.Add(Heading{2, "Environment differences"});
  if (table.rows.empty())
    document.Add(Paragraph{"None: system, machine, harness and targets are recorded alike."});
  else
    document.Add(std::move(table));
  AddHosts(document, comparison);
}

}  // namespace wfx
