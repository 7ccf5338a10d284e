#include "bench/overhead/row.h"

#include <utility>

#include "reports/figures.h"
#include "reports/json_writer.h"

namespace wfx {
namespace {

constexpr double kControlTolerance = 0.01;

std::string Figure(double number, const Row& row) {
  return Fixed(number, row.digits) + (row.unit.empty() ? "" : " " + row.unit);
}

std::string Range(const Bounds& bounds, int digits) {
  return "[" + Fixed(bounds.low, digits) + ".." + Fixed(bounds.high, digits) + "]";
}

std::string Measured(const Row& row) {
  if (!row.measured) return "-";
  return Figure(*row.measured, row) + (row.bounds ? " " + Range(*row.bounds, row.digits) : "");
}

std::string GoalText(const Row& row) {
  std::string text;
  if (row.goal.at_least) text = ">= " + Figure(*row.goal.at_least, row);
  if (row.goal.at_most) text = "<= " + Figure(*row.goal.at_most, row);
  if (row.goal.low_at_least) text += ", low >= " + Figure(*row.goal.low_at_least, row);
  return text.empty() ? "-" : text;
}

std::string Control(const Row& row) {
  if (!row.control) return "-";
  return Fixed(*row.control, row.digits) +
         (row.control_bounds ? " " + Range(*row.control_bounds, row.digits) : "");
}

void MemberIfAny(JsonWriter& json, const char* key, const std::optional<double>& value) {
  if (value) json.Member(key, *value);
}

void Write(JsonWriter& json, const Row& row) {
  json.Open('{');
  json.Member("metric", row.metric);
  if (!row.unit.empty()) json.Member("unit", row.unit);
  MemberIfAny(json, "measured", row.measured);
  if (row.bounds) {
    json.Member("low", row.bounds->low);
    json.Member("high", row.bounds->high);
  }
  MemberIfAny(json, "at_least", row.goal.at_least);
  MemberIfAny(json, "at_most", row.goal.at_most);
  MemberIfAny(json, "low_at_least", row.goal.low_at_least);
  MemberIfAny(json, "control", row.control);
  if (row.control_bounds) {
    json.Member("control_low", row.control_bounds->low);
    json.Member("control_high", row.control_bounds->high);
  }
  json.Member("met", std::string(Word(OutcomeOf(row))));
  if (!row.note.empty()) json.Member("note", row.note);
  json.Close('}');
}

}  // namespace

Outcome OutcomeOf(const Row& row) {
  const Goal& goal = row.goal;
  if (!row.measured || (!goal.at_least && !goal.at_most && !goal.low_at_least))
    return Outcome::kNotJudged;
  if (row.control && (*row.control < 1 - kControlTolerance || *row.control > 1 + kControlTolerance))
    return Outcome::kVoid;
  const bool missed = (goal.at_least && *row.measured < *goal.at_least) ||
                      (goal.at_most && *row.measured > *goal.at_most) ||
                      (goal.low_at_least && row.bounds && row.bounds->low < *goal.low_at_least);
  return missed ? Outcome::kMissed : Outcome::kMet;
}

std::string_view Word(Outcome outcome) {
  switch (outcome) {
    case Outcome::kMet:
      return "yes";
    case Outcome::kMissed:
      return "no";
    case Outcome::kVoid:
      return "void";
    case Outcome::kNotJudged:
      break;
  }
  return "-";
}

Table TableOf(const std::vector<Row>& rows) {
  Table table{{{"Metric"}, {"Measured", true}, {"Target", true}, {"Met"}, {"A/A", true}, {"Note"}},
              {}};
  for (const Row& row : rows) {
    table.rows.push_back({row.metric, Measured(row), GoalText(row),
                          std::string(Word(OutcomeOf(row))), Control(row), row.note});
  }
  return table;
}

std::string JsonOf(const std::vector<Row>& rows, const std::string& clock,
                   const std::string& system, bool judged) {
  JsonWriter json;
  json.Open('{');
  json.Break(2);
  json.Member("clock", clock);
  json.Break(2);
  json.Member("system", system);
  json.Break(2);
  json.Member("judged", judged);
  json.Break(2);
  json.Key("rows");
  json.Open('[');
  for (const Row& row : rows) {
    json.Break(4);
    Write(json, row);
  }
  json.Break(2);
  json.Close(']');
  json.Break(0);
  json.Close('}');
  return json.Take() + "\n";
}

}  // namespace wfx
