// wfx report: one or several records for people.
#include "reports/record.h"
#include "reports/report.h"
#include "tools/wfx_command.h"

namespace wfx {
namespace {

ExitCode Report(const Request& request) {
  std::vector<RunRecord> records;
  for (const std::string& file : request.words) records.push_back(ReadRecord(file));
  const std::string text = request.Has("--markdown") ? ToMarkdown(records) : ToText(records);
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
     {"--output", "FILE", "writes to FILE instead of standard output"}},
    Report};

}  // namespace wfx
