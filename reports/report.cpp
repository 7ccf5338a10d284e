#include "reports/report.h"

#include "reports/figures.h"
#include "reports/sections.h"

namespace wfx {
namespace {

Document DocumentOf(const std::vector<RunRecord>& records) {
  const Comparison comparison(records);
  Document document;
  AddHead(document, comparison);
  AddVerdictCounts(document, comparison);
  AddFailures(document, comparison);
  AddDeclared(document, comparison);
  AddDifferences(document, comparison);
  AddMeasurements(document, comparison);
  AddKnownDeviations(document, comparison);
  AddNotRun(document, comparison);
  AddObserved(document, comparison);
  AddCoverage(document, comparison);
  AddTechnologies(document, comparison);
  AddEnvironment(document, comparison);
  return document;
}

}  // namespace

std::string ToMarkdown(const std::vector<RunRecord>& records, std::size_t longest) {
  std::string text = RenderMarkdown(DocumentOf(records));
  if (text.size() <= longest) return text;
  const std::string note = "\n**Truncated**: this report is " + Thousands(text.size()) +
                           " bytes long. `wfx report RECORD` prints all of it.\n";
  const std::size_t room = longest > note.size() ? longest - note.size() : 0;
  const std::size_t line_end = text.rfind('\n', room);
  text.resize(line_end == text.npos || line_end >= room ? 0 : line_end + 1);
  return text + note;
}

std::string ToText(const std::vector<RunRecord>& records) {
  return RenderText(DocumentOf(records));
}

}  // namespace wfx
