// What broke the run: each failure at its place in the scenario file, with expected and observed.
#include "reports/failures.h"

#include "reports/figures.h"
#include "reports/sections.h"

namespace wfx {
namespace {

// "locked_range/own.json:23"; a standing rule stands in no file.
std::string PlaceOf(const Result& result, const Finding& finding) {
  return result.scenario + ".json" + (finding.line == 0 ? "" : ":" + std::to_string(finding.line));
}

void AddRequirements(List& list, const RunRecord& record, const Result& result) {
  for (const std::string& id : result.requirements) {
    const auto requirement = record.requirements.find(id);
    Line line{"requirement ", Code(id)};
    if (requirement != record.requirements.end()) {
      line += ": " + requirement->second.statement;
      std::string sources;
      for (const std::string& source : requirement->second.sources)
        sources += (sources.empty() ? "" : ", ") + source;
      if (!sources.empty()) line += " (" + sources + ")";
    }
    list.items.push_back(std::move(line));
  }
}

void AddFailedResult(Document& document, const Comparison& comparison, const RunRecord& record,
                     const Result& result, bool is_brief) {
  Line heading{Code(result.FullId()), ": " + std::string(Describe(result.verdict).name)};
  if (comparison.records().size() > 1) heading += " on " + SystemName(record);
  document.Add(Heading{3, std::move(heading)});
  List list;
  const std::string& title = comparison.TitleOf(result.scenario);
  if (!title.empty() && !is_brief) list.items.push_back(Line(title));
  for (const Finding& finding : result.findings) {
    Line line{Code(PlaceOf(result, finding)), ": expected ", Code(finding.expectation),
              ", observed ", Code(finding.observed)};
    if (!finding.deviation.empty()) line += " (known: " + finding.deviation + ")";
    list.items.push_back(std::move(line));
  }
  if (!result.reason.empty()) list.items.push_back(Line(result.reason));
  if (!is_brief) AddRequirements(list, record, result);
  document.Add(std::move(list));
}

void AddFailedMeasurement(Document& document, const Comparison& comparison, const RunRecord& record,
                          const Measurement& measurement) {
  Line heading{Code(measurement.FullId()), ": the measurement failed"};
  if (comparison.records().size() > 1) heading += " on " + SystemName(record);
  document.Add(Heading{3, std::move(heading)});
  List list;
  const std::string& title = comparison.TitleOf(measurement.scenario);
  if (!title.empty()) list.items.push_back(Line(title));
  for (const std::string& error : measurement.errors) list.items.push_back(Code(error));
  document.Add(std::move(list));
}

}  // namespace

std::vector<Failure> FailuresOf(const Comparison& comparison) {
  std::vector<Failure> failures;
  for (const RunRecord& record : comparison.records()) {
    for (const Result& result : record.results)
      if (Describe(result.verdict).breaks_the_run) failures.push_back({&record, &result, nullptr});
    for (const Measurement& measurement : record.measurements)
      if (!measurement.errors.empty()) failures.push_back({&record, nullptr, &measurement});
  }
  return failures;
}

void AddFailure(Document& document, const Comparison& comparison, const Failure& failure,
                bool is_brief) {
  if (failure.result != nullptr)
    AddFailedResult(document, comparison, *failure.record, *failure.result, is_brief);
  else
    AddFailedMeasurement(document, comparison, *failure.record, *failure.measurement);
}

void AddFailures(Document& document, const Comparison& comparison) {
  const std::vector<Failure> failures = FailuresOf(comparison);
  if (failures.empty()) return;
  document.Add(Heading{2, "What broke the run: " + Count(failures.size(), "case")});
  document.Add(Paragraph{{"To run one of them again, give its id to ", Code("--only"), "."}});
  for (const Failure& failure : failures) AddFailure(document, comparison, failure);
}

}  // namespace wfx
