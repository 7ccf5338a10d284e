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

std::string EndEarly(std::string markdown, std::size_t longest, const std::string& command) {
  if (markdown.size() <= longest) return markdown;
  const std::string note = "\n**Truncated**: this report is " + Thousands(markdown.size()) +
                           " bytes long. `" + command + " RECORD` prints all of it.\n";
  const std::size_t room = longest > note.size() ? longest - note.size() : 0;
  const std::size_t line_end = markdown.rfind('\n', room);
  markdown.resize(line_end == markdown.npos || line_end >= room ? 0 : line_end + 1);
  return markdown + note;
}

std::string ToMarkdown(const std::vector<RunRecord>& records, std::size_t longest) {
  return EndEarly(RenderMarkdown(DocumentOf(records)), longest, "wfx report");
}

std::string ToText(const std::vector<RunRecord>& records) {
  return RenderText(DocumentOf(records));
}

}  // namespace wfx
