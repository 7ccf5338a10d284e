// The journal of a run: what RecordWriter appends, and what is left of it when the run dies.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>

#include "reports/facts.h"

namespace wfx {

// Puts results and measurements into a record; the same full id again replaces the earlier one.
class Gatherer {
 public:
  explicit Gatherer(RunRecord& record) : record_(record) {}
  void Add(Result result);
  void Add(Measurement measurement);

 private:
  RunRecord& record_;
  std::unordered_map<std::string, std::size_t> results_, measurements_;
};

// Line 1 of a journal, without its line feed.
std::string JournalHead(const RunRecord& begun);
// True when `text` begins as a journal does.
bool IsJournal(std::string_view text);
// `file` is for messages. A torn last line is dropped and named in `warnings`. Throws JsonError.
RunRecord ReadJournal(std::string_view text, const std::string& file);

// "FILE.journal".
std::filesystem::path JournalOf(const std::filesystem::path& file);

}  // namespace wfx
