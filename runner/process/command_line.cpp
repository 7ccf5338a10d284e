#include "runner/process/command_line.h"

#include <algorithm>

namespace wfx {
namespace {

constexpr std::wstring_view kBlanks = L" \t";

std::wstring Quoted(const std::wstring& word) {
  std::wstring quoted = L"\"";
  std::size_t backslashes = 0;
  for (const wchar_t letter : word) {
    // Backslashes are themselves, except before a quote.
    if (letter == L'"') quoted.append(backslashes + 1, L'\\');
    backslashes = letter == L'\\' ? backslashes + 1 : 0;
    quoted += letter;
  }
  return quoted.append(backslashes, L'\\') + L'"';
}

// Takes the program's name, in which a backslash never escapes.
std::wstring TakeProgram(std::wstring_view& rest) {
  const bool quoted = rest.starts_with(L'"');
  if (quoted) rest.remove_prefix(1);
  const std::size_t end =
      std::min(quoted ? rest.find(L'"') : rest.find_first_of(kBlanks), rest.size());
  const std::wstring name(rest.substr(0, end));
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return name;
}

// Takes one word. REQUIRES: `rest` begins with it.
std::wstring TakeWord(std::wstring_view& rest) {
  std::wstring word;
  bool quoted = false;
  while (!rest.empty() && (quoted || kBlanks.find(rest.front()) == kBlanks.npos)) {
    const std::size_t backslashes = std::min(rest.find_first_not_of(L'\\'), rest.size());
    rest.remove_prefix(backslashes);
    if (!rest.starts_with(L'"')) {
      word.append(backslashes, L'\\');
      if (backslashes == 0) {
        word += rest.front();
        rest.remove_prefix(1);
      }
      continue;
    }
    rest.remove_prefix(1);
    word.append(backslashes / 2, L'\\');
    if (backslashes % 2 == 1) {
      word += L'"';
    } else if (quoted && rest.starts_with(L'"')) {
      word += L'"';
      rest.remove_prefix(1);
    } else {
      quoted = !quoted;
    }
  }
  return word;
}

}  // namespace

std::wstring JoinCommandLine(std::span<const std::wstring> words) {
  std::wstring line;
  for (const std::wstring& word : words) line += (line.empty() ? L"" : L" ") + Quoted(word);
  return line;
}

std::vector<std::wstring> SplitCommandLine(std::wstring_view line) {
  std::vector<std::wstring> words{TakeProgram(line)};
  for (;;) {
    line.remove_prefix(std::min(line.find_first_not_of(kBlanks), line.size()));
    if (line.empty()) return words;
    words.push_back(TakeWord(line));
  }
}

}  // namespace wfx
