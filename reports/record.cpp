#include "reports/record.h"

#include <algorithm>
#include <fstream>
#include <stdexcept>
#include <string_view>
#include <system_error>
#include <vector>

#include "reports/declared.h"
#include "reports/journal.h"
#include "reports/record_lines.h"

namespace wfx {
namespace {

std::string ReadWhole(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary | std::ios::ate);
  if (!stream) {
    std::error_code ignored;
    const bool died = std::filesystem::exists(JournalOf(file), ignored);
    throw std::runtime_error(
        "cannot read " + file.string() +
        (died ? "; its run died: " + JournalOf(file).string() + " holds what was done"
              : "; give the JSON file that --record wrote"));
  }
  std::string text(static_cast<std::size_t>(stream.tellg()), '\0');
  stream.seekg(0);
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  return text;
}

// A run that died left its journal beside the record of an earlier run.
void WarnOfNewerJournal(const std::filesystem::path& file, RunRecord& record) {
  std::error_code failed;
  const std::filesystem::path journal = JournalOf(file);
  if (!std::filesystem::exists(journal, failed) || failed) return;
  record.warnings.push_back(journal.string() +
                            " is of a later run that has not ended; this record is older");
}

// One result on a line of its own.
struct ResultLine {
  std::string_view text;
  int line;
};

// The results of a record that is laid out as ToJson does it, and in `rest` the record with empty
// lines instead. Nothing, when it is laid out in any other way. One tree of ten thousand results
// costs more than all else; one result at a time costs little.
std::vector<ResultLine> TakeResults(std::string_view text, std::string& rest) {
  constexpr std::string_view kOpening = "\n  \"results\": [\n", kClosing = "\n  ]";
  const std::size_t opens = text.find(kOpening);
  if (opens == text.npos) return {};
  const std::size_t first = opens + kOpening.size();
  const auto lines_before =
      std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(first), '\n');
  std::vector<ResultLine> results;
  std::size_t at = first;
  for (bool more = true; more;) {
    const std::size_t end = text.find('\n', at);
    if (end == text.npos || !text.substr(at).starts_with("    {")) return {};
    std::string_view item = text.substr(at, end - at);
    more = item.ends_with(',');
    if (more) item.remove_suffix(1);
    results.push_back(
        {item, 1 + static_cast<int>(lines_before) + static_cast<int>(results.size())});
    at = end + 1;
  }
  if (!text.substr(at - 1).starts_with(kClosing)) return {};
  rest.assign(text.substr(0, first));
  rest.append(results.size(), '\n');
  rest += text.substr(at);
  return results;
}

RunRecord FromText(std::string_view text, const std::string& name) {
  std::string rest;
  const std::vector<ResultLine> lines = TakeResults(text, rest);
  const JsonNode tree = ParseJson(lines.empty() ? text : std::string_view(rest), name);
  RunRecord record = ReadFacts(tree, name);
  record.results.reserve(lines.size());
  Gatherer gatherer(record);
  for (const ResultLine& line : lines)
    gatherer.Add(OnLine(line.line, [&] { return ReadResult(ParseJson(line.text, name), name); }));
  if (tree.Find("results") != nullptr)
    for (const JsonNode& item : tree.GetItems("results", name))
      gatherer.Add(ReadResult(item, name));
  if (tree.Find("measurements") != nullptr)
    for (const JsonNode& item : tree.GetItems("measurements", name))
      gatherer.Add(ReadMeasurement(item, name));
  return record;
}

}  // namespace

bool IsComplete(const RunRecord& record) {
  return !record.run.end.empty() &&
         record.results.size() + record.measurements.size() >= record.planned;
}

bool Held(const RunRecord& record) {
  if (FailedClaims(record) > 0) return false;
  for (const Result& result : record.results)
    if (Describe(result.verdict).breaks_the_run) return false;
  for (const Measurement& measurement : record.measurements)
    if (!measurement.errors.empty()) return false;
  return true;
}

RunRecord ReadRecord(const std::filesystem::path& file) {
  const std::string text = ReadWhole(file);
  RunRecord record = ReadRecordText(text, file.string());
  if (!IsJournal(text)) WarnOfNewerJournal(file, record);
  return record;
}

RunRecord ReadRecordText(std::string_view text, const std::string& name) {
  return IsJournal(text) ? ReadJournal(text, name) : FromText(text, name);
}

void WriteFileWhole(const std::filesystem::path& file, const std::string& text) {
  std::filesystem::path fresh = file;
  fresh += ".new";
  {
    std::ofstream stream(fresh, std::ios::binary | std::ios::trunc);
    stream << text;
    stream.close();
    if (!stream)
      throw std::runtime_error("cannot write " + fresh.string() +
                               ": no such folder, no right, or no space");
  }
  std::error_code failed;
  std::filesystem::rename(fresh, file, failed);
  if (failed) throw std::runtime_error("cannot replace " + file.string() + ": " + failed.message());
}

}  // namespace wfx
