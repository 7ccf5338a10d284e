#include "reports/compare.h"

namespace wfx {
namespace {

Document ComparisonDocument(const Comparison& comparison, RowsShown rows) {
  Document document;
  AddHead(document, comparison, "WriteFileEx comparison");
  AddEnvironmentDifferences(document, comparison);
  AddChanges(document, comparison);
  AddRequirementMatrix(document, comparison, rows);
  AddDifferences(document, comparison, rows);
  AddMeasurements(document, comparison, Ratios::kShown);
  return document;
}

}  // namespace

std::string CompareToMarkdown(const Comparison& comparison, RowsShown rows, std::size_t longest) {
  return EndEarly(RenderMarkdown(ComparisonDocument(comparison, rows)), longest, "wfx compare");
}

std::string CompareToText(const Comparison& comparison, RowsShown rows) {
  return RenderText(ComparisonDocument(comparison, rows));
}

}  // namespace wfx
