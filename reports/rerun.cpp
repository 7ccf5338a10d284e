#include "reports/rerun.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "runner/joined.h"

namespace wfx {
namespace {

// What selects cases, or has an effect beyond the case itself.
constexpr std::array<std::string_view, 3> kDropped{"--only", "--record", "--repeat"};

// Words as a shell splits them, with the quotation marks that they were written with.
std::vector<std::string> QuotedWords(const std::string& command) {
  std::vector<std::string> words(1);
  bool is_quoted = false;
  for (std::size_t i = 0; i < command.size(); ++i) {
    const char letter = command[i];
    if (letter == ' ' && !is_quoted) {
      words.emplace_back();
      continue;
    }
    words.back() += letter;
    if (letter == '\'') is_quoted = !is_quoted;
    if (letter == '\\' && !is_quoted && i + 1 < command.size()) words.back() += command[++i];
  }
  std::erase(words, "");
  return words;
}

std::string InQuotes(const std::string& text) {
  std::string quoted = "'";
  for (const char letter : text) {
    if (letter == '\'') quoted += "'\\'";
    quoted += letter;
  }
  return quoted + "'";
}

}  // namespace

std::string RerunCommand(const RunRecord& record, const std::string& full_id) {
  const std::vector<std::string> words = QuotedWords(record.run.command);
  if (words.empty()) return "";
  std::vector<std::string> kept;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view name = std::string_view(words[i]).substr(0, words[i].find('='));
    if (std::find(kDropped.begin(), kDropped.end(), name) == kDropped.end())
      kept.push_back(words[i]);
    else if (name == words[i])
      ++i;  // its value is a word of its own
  }
  // Before the program's name there may be that of what starts it.
  const auto option = std::find_if(kept.begin(), kept.end(), [](const std::string& word) {
    return word.starts_with("--");
  });
  kept.insert(option, "--only " + InQuotes(full_id));
  return Joined(kept, " ");
}

}  // namespace wfx
