// wfx report: one or several records for people.
#include "reports/record.h"
#include "reports/report.h"
#include "tools/wfx_command.h"

namespace wfx {
namespace {

std::string TextFor(const Request& request, const std::vector<RunRecord>& records) {
  if (request.Has("--html")) return ToHtml(records);
  return request.Has("--markdown") ? ToMarkdown(records) : ToText(records);
}

ExitCode Report(const Request& request) {
  if (request.Has("--html") && request.Has("--markdown"))
    throw BadRequest("--html and --markdown are two forms of one report; give one of them");
  std::vector<RunRecord> records;
  for (const std::string& file : request.words) records.push_back(ReadRecord(file));
  const std::string text = TextFor(request, records);
  if (!request.Has("--output")) {
    request.out << text;
    return kHeld;
  }
  WriteFileWhole(request.One("--output"), text);
  return kHeld;
}

}  // namespace

const Command kReportCommand{
    "report",
    "RECORD...",
    1,
    64,
    "prints a report on one record, or on several side by side",
    "Also reads RECORD.journal, what is left of a run that died.\n"
    "Exit code 0 says that the report was made, not that the run held.",
    {{"--markdown", "", "as Markdown, below 1 MiB; default: for a terminal"},
     {"--html", "", "as one HTML page that needs nothing else"},
     {"--output", "FILE", "writes to FILE instead of standard output"}},
    Report};

}  // namespace wfx
