#include "reports/comparison.h"

#include <algorithm>
#include <set>
#include <unordered_map>

#include "runner/json_text.h"

namespace wfx {
namespace {

std::string JoinNonEmpty(std::initializer_list<std::string> parts) {
  std::string joined;
  for (const std::string& part : parts)
    if (!part.empty()) joined += (joined.empty() ? "" : " ") + part;
  return joined;
}

// Of records without a target nothing is known.
bool ShareTarget(const RunRecord& one, const RunRecord& other) {
  if (one.targets.empty() || other.targets.empty()) return true;
  return std::ranges::any_of(one.targets, [&](const TargetFacts& target) {
    return std::ranges::count(other.targets, target.name, &TargetFacts::name) != 0;
  });
}

}  // namespace

std::string SystemName(const RunRecord& record) {
  std::string name = record.system.base;
  if (name.empty() || name == "kernel32") {
    const EnvironmentFacts& environment = record.environment;
    const std::string system = environment.wine_version.empty()
                                   ? JoinNonEmpty({environment.os, environment.os_build})
                                   : "Wine " + environment.wine_version;
    if (!system.empty()) name = system;
  }
  for (const ProviderFacts& provider : record.system.providers) name += " + " + provider.file;
  return name.empty() ? "an unnamed system" : name;
}

std::string AreaOf(std::string_view scenario) {
  return std::string(scenario.substr(0, scenario.find('/')));
}

Comparison::Comparison(const std::vector<RunRecord>& records, std::vector<std::string> names)
    : records_(records), names_(std::move(names)) {
  for (std::size_t i = 0; i < records_.size(); ++i) systems_.push_back(SystemOf(i));
  for (std::size_t i = 0; i < records_.size(); ++i)
    for (const TargetFacts& target : records_[i].targets) ColumnOf(systems_[i], target.name);
  // Targets that only results name come last, before any row is filled.
  for (std::size_t i = 0; i < records_.size(); ++i) {
    for (const Result& result : records_[i].results) ColumnOf(systems_[i], result.target);
    for (const Measurement& measurement : records_[i].measurements)
      ColumnOf(systems_[i], measurement.target);
  }
  NameColumns();
  for (std::size_t i = 0; i < records_.size(); ++i) {
    Gather(systems_[i], records_[i].results, results_);
    Gather(systems_[i], records_[i].measurements, measurements_);
  }
}

std::size_t Comparison::SystemOf(std::size_t index) const {
  const RunRecord& record = records_[index];
  for (std::size_t i = 0; i < index; ++i) {
    if (systems_[i] != i) continue;
    const RunRecord& first = records_[i];
    const bool same_system = SystemName(first) == SystemName(record) &&
                             first.environment.os == record.environment.os &&
                             first.environment.cpu == record.environment.cpu;
    // The same program twice on one target is a comparison of two runs.
    bool is_other_run = false;
    for (std::size_t other = i; other < index; ++other)
      if (systems_[other] == i && records_[other].run.program == record.run.program)
        is_other_run |= ShareTarget(records_[other], record);
    if (same_system && !is_other_run) return i;
  }
  return index;
}

std::size_t Comparison::ColumnOf(std::size_t system, std::string_view target) {
  for (std::size_t i = 0; i < columns_.size(); ++i)
    if (columns_[i].system == system && columns_[i].target == target) return i;
  columns_.push_back({system, std::string(target), ""});
  return columns_.size() - 1;
}

bool Comparison::HasNamesake(std::size_t system) const {
  return std::ranges::any_of(systems_, [&](std::size_t other) {
    return other != system && SystemName(records_[other]) == SystemName(records_[system]);
  });
}

std::size_t Comparison::BaseOf(std::size_t column) const {
  const std::size_t first = columns_.front().system;
  if (columns_[column].system == first) return 0;
  for (std::size_t i = 0; i < columns_.size(); ++i)
    if (columns_[i].system == first && columns_[i].target == columns_[column].target) return i;
  return 0;
}

const RunRecord& Comparison::RecordOf(const Column& column) const {
  for (std::size_t i = column.system; i < records_.size(); ++i) {
    if (systems_[i] == column.system &&
        std::ranges::count(records_[i].targets, column.target, &TargetFacts::name) != 0)
      return records_[i];
  }
  return records_[column.system];
}

std::string Comparison::NameOf(std::size_t record) const {
  return names_.empty() ? records_[record].run.program + " on " + SystemName(records_[record])
                        : names_[record];
}

void Comparison::NameColumns() {
  const bool one_system =
      std::all_of(systems_.begin(), systems_.end(), [](std::size_t system) { return system == 0; });
  std::set<std::string> taken;
  for (Column& column : columns_) {
    const auto of_system =
        std::count_if(columns_.begin(), columns_.end(),
                      [&](const Column& other) { return other.system == column.system; });
    const bool by_name = HasNamesake(column.system) && !names_.empty();
    std::string label = one_system ? column.target
                        : by_name  ? names_[column.system]
                                   : SystemName(records_[column.system]);
    if (!one_system && (of_system > 1 || column.target != "default")) label += ", " + column.target;
    column.label = label;
    for (int number = 2; !taken.insert(column.label).second; ++number)
      column.label = label + " (" + std::to_string(number) + ")";
  }
}

template <typename Item>
void Comparison::Gather(std::size_t system, const std::vector<Item>& items,
                        std::vector<Row<Item>>& rows) {
  std::unordered_map<std::string, std::size_t> places;
  for (std::size_t i = 0; i < rows.size(); ++i) places.emplace(rows[i].Id(), i);
  for (const Item& item : items) {
    Row<Item> fresh{item.scenario, item.case_id, {}};
    const auto [place, is_new] = places.try_emplace(fresh.Id(), rows.size());
    if (is_new) {
      fresh.cells.resize(columns_.size());
      rows.push_back(std::move(fresh));
    }
    rows[place->second].cells[ColumnOf(system, item.target)] = &item;
  }
}

const std::string& Comparison::TitleOf(const std::string& scenario) const {
  const auto [place, is_new] = titles_.try_emplace(scenario);
  if (!is_new) return place->second;
  for (const RunRecord& record : records_) {
    const auto text = record.scenarios.find(scenario);
    if (text == record.scenarios.end()) continue;
    try {
      place->second = ParseJson(text->second, scenario + ".json").GetString("title", scenario, "");
    } catch (const JsonError&) {
      // A record holds whatever text was run; a report without a title is better than none.
    }
    if (!place->second.empty()) break;
  }
  return place->second;
}

}  // namespace wfx
