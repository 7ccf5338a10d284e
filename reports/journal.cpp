#include "reports/journal.h"

#include <fstream>
#include <stdexcept>
#include <utility>

#include "reports/record.h"
#include "reports/record_lines.h"

namespace wfx {
namespace {

constexpr std::string_view kHeadStart = R"({"journal": true, )";

template <typename Item>
void Put(std::vector<Item>& items, std::unordered_map<std::string, std::size_t>& places,
         Item item) {
  const auto [place, is_new] = places.try_emplace(item.FullId(), items.size());
  if (is_new)
    items.push_back(std::move(item));
  else
    items[place->second] = std::move(item);
}

template <typename Item>
std::string Event(const char* kind, const Item& item) {
  JsonWriter json;
  json.Open('{');
  json.Key(kind);
  Write(json, item);
  json.Close('}');
  return json.Take();
}

void AddEvent(Gatherer& gatherer, const JsonNode& event, const std::string& file) {
  if (const JsonNode* result = event.Find("result")) gatherer.Add(ReadResult(*result, file));
  if (const JsonNode* measurement = event.Find("measurement"))
    gatherer.Add(ReadMeasurement(*measurement, file));
}

}  // namespace

void Gatherer::Add(Result result) { Put(record_.results, results_, std::move(result)); }
void Gatherer::Add(Measurement measurement) {
  Put(record_.measurements, measurements_, std::move(measurement));
}

std::filesystem::path JournalOf(const std::filesystem::path& file) {
  std::filesystem::path journal = file;
  journal += ".journal";
  return journal;
}

std::string JournalHead(const RunRecord& begun) {
  JsonWriter json;
  json.Open('{');
  json.Member("journal", true);
  WriteFacts(json, begun, false);
  json.Key("counts");
  json.Open('{');
  json.Member("planned", begun.planned);
  json.Close('}');
  json.Close('}');
  return json.Take();
}

bool IsJournal(std::string_view text) { return text.starts_with(kHeadStart); }

RunRecord ReadJournal(std::string_view text, const std::string& file) {
  const std::size_t head_end = text.find('\n');
  if (head_end == text.npos)
    throw JsonError(file, 1,
                    "the run died before it had written its first line: nothing to read here");
  RunRecord record = ReadFacts(ParseJson(text.substr(0, head_end), file), file);
  Gatherer gatherer(record);
  int line = 1;
  for (std::size_t start = head_end + 1; start < text.size();) {
    ++line;
    const std::size_t end = text.find('\n', start);
    if (end == text.npos) {
      record.warnings.push_back(
          file + ":" + std::to_string(line) +
          ": the last line was being written when the run died; it is left out");
      break;
    }
    OnLine(line,
           [&] { AddEvent(gatherer, ParseJson(text.substr(start, end - start), file), file); });
    start = end + 1;
  }
  return record;
}

struct RecordWriter::State {
  std::filesystem::path file;
  RunRecord record;
  Gatherer gatherer{record};
  std::ofstream journal{};

  void Append(const std::string& line) {
    journal << line << '\n' << std::flush;
    if (!journal)
      throw std::runtime_error("cannot write " + JournalOf(file).string() +
                               "; the record is incomplete");
  }
};

RecordWriter::RecordWriter(std::filesystem::path file, RunRecord begun)
    : state_(new State{std::move(file), std::move(begun)}) {
  const std::filesystem::path journal = JournalOf(state_->file);
  std::error_code ignored;
  if (state_->file.has_parent_path())
    std::filesystem::create_directories(state_->file.parent_path(), ignored);
  state_->journal.open(journal, std::ios::binary | std::ios::trunc);
  if (!state_->journal)
    throw std::runtime_error("cannot write " + journal.string() +
                             "; give --record a file in a folder that can be written");
  state_->Append(JournalHead(state_->record));
}

RecordWriter::~RecordWriter() = default;

void RecordWriter::Add(const Result& result) {
  state_->Append(Event("result", result));
  state_->gatherer.Add(result);
}

void RecordWriter::Add(const Measurement& measurement) {
  state_->Append(Event("measurement", measurement));
  state_->gatherer.Add(measurement);
}

const RunRecord& RecordWriter::record() const { return state_->record; }

void RecordWriter::Finish(std::string end) {
  state_->record.run.end = std::move(end);
  WriteFileWhole(state_->file, ToJson(state_->record));
  state_->journal.close();
  std::error_code ignored;
  std::filesystem::remove(JournalOf(state_->file), ignored);
}

}  // namespace wfx
