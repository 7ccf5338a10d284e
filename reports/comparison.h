// What one report is about: records side by side, a column for each target of each system.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "reports/facts.h"

namespace wfx {

// "Wine 8.0", "Windows 10 Pro 19045", "model"; providers after it: "Wine 8.0 + slow_disk.dll".
std::string SystemName(const RunRecord& record);

class Comparison {
 public:
  struct Column {
    std::size_t system;  // index of the first record of this system
    std::string target;
    std::string label;  // short and unlike every other column's
  };
  // One case, and what each column has of it.
  template <typename Item>
  struct Row {
    std::string scenario, case_id;
    std::vector<const Item*> cells;  // one a column; null = the column has none
    std::string Id() const { return scenario + (case_id.empty() ? "" : "/" + case_id); }
  };

  // Records of one system share its columns, but for those of one program that have a target in
  // common: these are runs to be compared. Where systems are called the
  // same, `names` of the records, one each or none, stand for them. `records` must outlive this.
  explicit Comparison(const std::vector<RunRecord>& records, std::vector<std::string> names = {});

  const std::vector<RunRecord>& records() const { return records_; }
  const std::vector<std::string>& names() const { return names_; }
  const std::vector<Column>& columns() const { return columns_; }
  // Rows in the order in which their cases first appear.
  const std::vector<Row<Result>>& results() const { return results_; }
  const std::vector<Row<Measurement>>& measurements() const { return measurements_; }
  // The title of a scenario as its recorded text has it; empty when there is none.
  const std::string& TitleOf(const std::string& scenario) const;
  // The column that a column is held against: of the first system, the one with the same target,
  // or where that has none the first of all.
  std::size_t BaseOf(std::size_t column) const;
  // The first record of a column's system that has its target, or else the first of the system.
  const RunRecord& RecordOf(const Column& column) const;
  // What messages call a record: its name, or what it is of.
  std::string NameOf(std::size_t record) const;
  // True when there is more than one column, so that a target's name says something.
  bool is_side_by_side() const { return columns_.size() > 1; }

 private:
  // The first record of the system that record `index` ran on.
  std::size_t SystemOf(std::size_t index) const;
  std::size_t ColumnOf(std::size_t system, std::string_view target);
  void NameColumns();
  // True when another system has the same name as this one.
  bool HasNamesake(std::size_t system) const;
  template <typename Item>
  void Gather(std::size_t system, const std::vector<Item>& items, std::vector<Row<Item>>& rows);

  const std::vector<RunRecord>& records_;
  const std::vector<std::string> names_;
  std::vector<std::size_t> systems_;  // of each record
  std::vector<Column> columns_;
  std::vector<Row<Result>> results_;
  std::vector<Row<Measurement>> measurements_;
  mutable std::map<std::string, std::string> titles_;
};

// "null_write" of "null_write/does_not_extend".
std::string AreaOf(std::string_view scenario);

}  // namespace wfx
