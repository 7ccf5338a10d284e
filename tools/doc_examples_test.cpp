// Holds the examples in the documentation to what the programs do:
//   ```json      parses; one that is a scenario reads without an error, and is the file of that
//   title where there is one
//   ```sh        every `wfx` line in it is a command and options that exist
//   ```console   every `$ wfx ...` line is run, and says what stands below it; "..." stands for any
//   lines
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <regex>
#include <sstream>

#include "reports/scratch.h"
#include "runner/json_text.h"
#include "tools/wfx_catalogue.h"

namespace wfx {
namespace {

namespace fs = std::filesystem;

struct Example {
  std::string file;
  int line = 0;  // of its first line
  std::string language;
  std::vector<std::string> lines;

  std::string Place(std::size_t index = 0) const {
    return file + ":" + std::to_string(line + static_cast<int>(index));
  }
  std::string Text() const {
    std::string text;
    for (const std::string& each : lines) text += each + "\n";
    return text;
  }
};

std::vector<Example> ExamplesIn(const std::string& file, const std::string& text) {
  std::vector<Example> examples;
  std::istringstream stream(text);
  bool inside = false;
  std::string line;
  for (int number = 1; std::getline(stream, line); ++number) {
    if (line.ends_with('\r')) line.pop_back();
    if (line.starts_with("```")) {
      inside = !inside;
      if (inside) examples.push_back({file, number + 1, line.substr(3), {}});
    } else if (inside) {
      examples.back().lines.push_back(line);
    }
  }
  return examples;
}

std::vector<Example> AllExamples(const std::string& language) {
  std::vector<Example> chosen;
  for (const char* folder :
       {".", "docs", "scenarios", "runner", "reports", "conformance", "bench", "tools"}) {
    if (!fs::is_directory(folder)) continue;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
      if (entry.path().extension() != ".md") continue;
      for (Example& example :
           ExamplesIn(entry.path().lexically_normal().generic_string(), ReadText(entry.path())))
        if (example.language == language) chosen.push_back(std::move(example));
    }
  }
  return chosen;
}

// The words of a shell line: quotes are taken off, a comment is left out.
std::vector<std::string> WordsOf(const std::string& line) {
  std::vector<std::string> words;
  char quote = 0;
  bool open = false;
  for (const char c : line) {
    if (quote == 0 && c == '#' && !open) break;
    if (quote == 0 && (c == ' ' || c == '\t')) {
      open = false;
      continue;
    }
    if (!open) words.emplace_back();
    open = true;
    if (c == quote)
      quote = 0;
    else if (quote == 0 && (c == '\'' || c == '"'))
      quote = c;
    else
      words.back() += c;
  }
  return words;
}

// The arguments when the line runs wfx; nothing for every other program.
std::vector<std::string> ArgumentsOfWfx(const std::string& line) {
  std::vector<std::string> words = WordsOf(line);
  if (!words.empty() && words.front() == "$") words.erase(words.begin());
  if (words.empty() || fs::path(words.front()).filename() != "wfx") return {};
  words.erase(words.begin());
  return words;
}

std::string EscapeForRegex(const std::string& text) {
  static const std::regex kSpecial(R"([.^$|()\[\]{}*+?\\])");
  return std::regex_replace(text, kSpecial, R"(\$&)");
}

// True when `lines` with "..." for any number of lines is `output`.
bool IsOutput(const std::vector<std::string>& lines, const std::string& output) {
  std::string pattern;
  for (const std::string& line : lines)
    pattern += line == "..." ? "(.*\n)*" : EscapeForRegex(line) + "\n";
  return std::regex_match(output, std::regex(pattern));
}

TEST(DocExamples, JsonIsWhatTheReaderAccepts) {
  const Catalogue catalogue = ReadCatalogue({"scenarios"});
  for (const Example& example : AllExamples("json")) {
    SCOPED_TRACE(example.Place());
    JsonNode tree;
    ASSERT_NO_THROW(tree = ParseJson(example.Text(), example.file));
    if (tree.Find("title") == nullptr || tree.Find("given") == nullptr) continue;
    std::vector<ReadError> errors;
    ReadScenario(example.Text(), "area/example", example.file, errors);
    EXPECT_EQ(Spell(errors), "");
    for (const Scenario& scenario : catalogue.scenarios) {
      if (scenario.title != tree.Find("title")->string) continue;
      EXPECT_EQ(example.Text(), scenario.text) << scenario.file;
    }
  }
}

TEST(DocExamples, CommandsExist) {
  for (const Example& example : AllExamples("sh")) {
    for (std::size_t i = 0; i < example.lines.size(); ++i) {
      const std::vector<std::string> arguments = ArgumentsOfWfx(example.lines[i]);
      if (arguments.empty()) continue;
      SCOPED_TRACE(example.Place(i));
      const auto commands = AllCommands();
      const auto command = std::find_if(commands.begin(), commands.end(), [&](const Command* one) {
        return one->name == arguments[0];
      });
      ASSERT_NE(command, commands.end()) << arguments[0];
      std::ostringstream unused;
      EXPECT_NO_THROW(ReadRequest(**command, std::span(arguments).subspan(1), unused, unused));
    }
  }
}

TEST(DocExamples, CommandsSayWhatIsShown) {
  for (const Example& example : AllExamples("console")) {
    for (std::size_t i = 0; i < example.lines.size(); ++i) {
      const std::vector<std::string> arguments = ArgumentsOfWfx(example.lines[i]);
      if (arguments.empty() || !example.lines[i].starts_with("$")) continue;
      SCOPED_TRACE(example.Place(i));
      const auto begin = example.lines.begin() + static_cast<std::ptrdiff_t>(i) + 1;
      const auto end = std::find_if(begin, example.lines.end(),
                                    [](const std::string& line) { return line.starts_with("$ "); });
      std::ostringstream said;
      RunWfx(arguments, said, said);
      EXPECT_TRUE(IsOutput({begin, end}, said.str())) << said.str();
    }
  }
}

TEST(DocExamples, AreFoundAndCompared) {
  const std::vector<Example> examples =
      ExamplesIn("x.md", "a\n```sh\nbin/wfx list '*a b' # all\n```\nb\n```json\n{}\n```\n");
  ASSERT_EQ(examples.size(), 2u);
  EXPECT_EQ(examples[0].Place(), "x.md:3");
  EXPECT_EQ(ArgumentsOfWfx(examples[0].lines[0]), (std::vector<std::string>{"list", "*a b"}));
  EXPECT_TRUE(ArgumentsOfWfx("wfx-bench --list").empty());
  EXPECT_TRUE(IsOutput({"a (1)", "...", "c"}, "a (1)\nb\nb\nc\n"));
  EXPECT_FALSE(IsOutput({"a", "c"}, "a\nb\nc\n"));
}

}  // namespace
}  // namespace wfx
