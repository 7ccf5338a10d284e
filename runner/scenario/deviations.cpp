// Reads a file of known deviations.
#include <algorithm>

#include "runner/scenario/catalogue.h"
#include "runner/scenario/fields.h"
#include "runner/scenario/spelling.h"

namespace wfx {
namespace {

bool IsDate(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  for (const std::size_t i : {0, 1, 2, 3, 5, 6, 8, 9}) {
    if (text[i] < '0' || text[i] > '9') return false;
  }
  const auto number = [&](std::size_t at) { return (text[at] - '0') * 10 + (text[at + 1] - '0'); };
  const int year = number(0) * 100 + number(2);
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(number(5))),
                                         std::chrono::day(static_cast<unsigned>(number(8)))};
  return date.ok();
}

class DeviationReader {
 public:
  DeviationReader(DeviationFile& result, const Catalogue* catalogue, ErrorSink& errors)
      : result_(result), catalogue_(catalogue), errors_(errors) {}

  void Read(const JsonNode& root) {
    Fields fields(root, "a file of deviations", errors_);
    fields.Find("$schema");
    if (const JsonNode* applies_to =
            fields.Require("applies_to", "an object with \"system\" and \"version\"")) {
      ReadAppliesTo(*applies_to);
    }
    fields.Require("groups", "a list of {\"cause\", \"link\", \"deviations\"}");
    EachObject(fields, "groups", "{\"cause\": ..., \"link\": ..., \"deviations\": [...]}",
               [&](const JsonNode& group) { ReadGroup(group); });
    fields.Finish();
  }

 private:
  template <typename Take>
  void EachObject(Fields& fields, std::string_view key, const std::string& form, Take take) {
    fields.EachOfList(key, "a list of objects " + form, [&](const JsonNode& item) {
      if (item.kind == JsonNode::Kind::kObject) return take(item);
      fields.Wrong(key, item.line, "expected an object " + form + ", found " + item.Describe());
    });
  }

  void ReadAppliesTo(const JsonNode& node) {
    if (node.kind != JsonNode::Kind::kObject) {
      errors_.Add(node.line,
                  "\"applies_to\": expected an object {\"system\": ..., \"version\": ...}, found " +
                      node.Describe());
      return;
    }
    Fields fields(node, "applies_to", errors_);
    result_.system = fields.Text("system", "the platform, such as \"wine\"");
    result_.version = fields.Text("version", "the version as text, such as \"8\"");
    result_.target = fields.Text("target", "the name of a target", "");
    fields.Finish();
  }

  void ReadGroup(const JsonNode& node) {
    Fields fields(node, "group", errors_);
    Deviation common;
    common.file = result_.file;
    common.cause = fields.Text("cause", "one sentence: why it happens");
    common.link = fields.Text("link", "a report, or the reason in a sentence");
    ReadExcept(fields, common);
    fields.Require("deviations", "a list of deviations");
    EachObject(fields, "deviations", "{\"scenario\": ..., \"expectation\": ..., \"observed\": ...}",
               [&](const JsonNode& item) { ReadDeviation(item, common); });
    if (const JsonNode* list = fields.Find("deviations");
        list != nullptr && list->kind == JsonNode::Kind::kArray && list->items.empty()) {
      fields.Wrong("deviations", "the group is empty; remove it");
    }
    fields.Finish();
  }

  void ReadExcept(Fields& fields, Deviation& deviation) {
    fields.Each("except", [&](const JsonNode& item) {
      if (item.kind == JsonNode::Kind::kString && !item.string.empty()) {
        deviation.except.push_back(item.string);
        return;
      }
      fields.Wrong("except", item.line,
                   "expected the name of a target such as \"ntfs_4k\" or \"ntfs_*\", found " +
                       item.Describe());
    });
  }

  void ReadDeviation(const JsonNode& node, const Deviation& common) {
    Fields fields(node, "deviation", errors_);
    Deviation deviation = common;
    deviation.line = fields.LineOf("scenario");
    deviation.scenario = fields.Text("scenario", "the id of a scenario");
    fields.Each("case", [&](const JsonNode& item) {
      if (item.kind != JsonNode::Kind::kString) {
        fields.Wrong(
            "case", item.line,
            "expected the id of a case such as \"offset=inside\", found " + item.Describe());
      }
      deviation.cases.push_back(item.string);
    });
    CheckScenario(fields, deviation);
    deviation.target = fields.Text("target", "the name of a target", result_.target);
    ReadExcept(fields, deviation);
    deviation.expectation = fields.Text("expectation", "the expectation as the report words it");
    deviation.observed =
        fields.Text("observed", "the wrong value that was seen, as the report words it");
    deviation.kind = fields.Choice<std::string>(
        "kind", {{"defect", "defect"}, {"by_design", "by_design"}, {"unstable", "unstable"}});
    deviation.owner = fields.Text("owner", "who follows it up");
    deviation.expires =
        fields.Text("expires", "the day from which it must be looked at again, \"YYYY-MM-DD\"");
    if (!deviation.expires.empty() && !IsDate(deviation.expires)) {
      fields.Wrong("expires",
                   "expected a day as \"YYYY-MM-DD\", found " + Quoted(deviation.expires));
    }
    fields.Finish();
    result_.deviations.push_back(std::move(deviation));
  }

  void CheckScenario(Fields& fields, const Deviation& deviation) {
    if (catalogue_ == nullptr || deviation.scenario.empty()) return;
    const auto scenario =
        std::ranges::find(catalogue_->scenarios, deviation.scenario, &Scenario::id);
    if (scenario == catalogue_->scenarios.end()) {
      std::vector<std::string_view> ids;
      for (const Scenario& each : catalogue_->scenarios) ids.push_back(each.id);
      fields.Wrong("scenario", "there is no scenario " + Quoted(deviation.scenario) +
                                   Suggestion(deviation.scenario, ids, "scenarios"));
      return;
    }
    std::vector<std::string_view> ids;
    for (const Case& each : scenario->cases) ids.push_back(each.case_id);
    for (const std::string& id : deviation.cases) {
      if (std::ranges::find(ids, id) != ids.end()) continue;
      const bool plain = ids.size() == 1 && ids.front().empty();
      fields.Wrong("case", deviation.scenario + (plain ? " has no matrix; leave \"case\" out"
                                                       : " has no case " + Quoted(id) +
                                                             Suggestion(id, ids, "cases")));
    }
  }

  DeviationFile& result_;
  const Catalogue* catalogue_;
  ErrorSink& errors_;
};

}  // namespace

DeviationFile ReadDeviations(std::string_view text, const std::string& file,
                             const Catalogue* catalogue, std::vector<ReadError>& errors) {
  DeviationFile result;
  result.file = file;
  ErrorSink sink(file, errors);
  ReadObject(text, "a file of deviations is an object {\"applies_to\": ..., \"groups\": [...]}",
             sink,
             [&](const JsonNode& root) { DeviationReader(result, catalogue, sink).Read(root); });
  return result;
}

}  // namespace wfx
