// The run record: the only format we own. One JSON file says what ran, where, and what came of it.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "reports/facts.h"

namespace wfx {

// "format": "wfx-record/1". One result a line, keys always in the same order.
std::string ToJson(const RunRecord& record);

// Reads a record or the journal of a run that died; of a journal's torn last line it only says so.
// Ignores keys it does not know. Throws JsonError with file and line, std::runtime_error (one line)
// when the file cannot be read.
RunRecord ReadRecord(const std::filesystem::path& file);

// The same of a text, which messages call `name`. Throws JsonError alone.
RunRecord ReadRecordText(std::string_view text, const std::string& name);

// Writes `text` beside `file`, then renames it over `file`: readers see the old or the new, never a
// part. Throws std::runtime_error, one line.
void WriteFileWhole(const std::filesystem::path& file, const std::string& text);

// Writes a record as a journal first: FILE.journal, one JSON line an event, appended and flushed;
// Finish() writes FILE whole and removes the journal. Nothing that was added is lost when the
// process dies. Throws std::runtime_error, one line, when it cannot write. Thread rule: one caller
// at a time.
class RecordWriter {
 public:
  RecordWriter(std::filesystem::path file,
               RunRecord begun);  // everything but results and measurements
  ~RecordWriter();
  RecordWriter(const RecordWriter&) = delete;
  RecordWriter& operator=(const RecordWriter&) = delete;

  void Add(const Result& result);  // the same full id again replaces the earlier one
  void Add(const Measurement& measurement);
  // What was added so far, in order.
  const RunRecord& record() const;
  void Finish(std::string end);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace wfx
