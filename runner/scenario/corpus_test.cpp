// Holds the reader to its corpus: files it accepts, and files it refuses with exactly these
// messages.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "runner/json_text.h"
#include "runner/names.h"
#include "runner/scenario/capability.h"
#include "runner/scenario/catalogue.h"

namespace wfx {
namespace {

namespace fs = std::filesystem;

const fs::path kCorpus = "runner/scenario/testdata";

std::string TextOf(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  EXPECT_TRUE(stream) << path << " cannot be read; tests run in the project's root";
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

std::vector<fs::path> FilesIn(const char* folder, const char* extension) {
  std::vector<fs::path> files;
  for (const fs::directory_entry& entry : fs::directory_iterator(kCorpus / folder)) {
    if (entry.path().extension() == extension) files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

// "LINE: message" for each error of a file.
std::string ErrorsOf(const fs::path& path) {
  std::vector<ReadError> errors;
  const std::string file = path.generic_string();
  ReadScenario(TextOf(path), path.stem().string(), file, errors);
  std::string text;
  for (const ReadError& error : errors) {
    EXPECT_EQ(error.file, file);
    text += std::to_string(error.line) + ": " + error.message + "\n";
  }
  return text;
}

// The messages expected; the first line "schema" says that the JSON Schema refuses the file too.
std::string ExpectedOf(fs::path path) {
  std::string text = TextOf(path.replace_extension(".expected"));
  std::erase(text, '\r');
  constexpr std::string_view kMark = "schema\n";
  return text.starts_with(kMark) ? text.substr(kMark.size()) : text;
}

TEST(Corpus, AcceptsWhatIsSound) {
  const std::vector<fs::path> files = FilesIn("accepted", ".json");
  EXPECT_GE(files.size(), 5u);
  for (const fs::path& path : files) EXPECT_EQ(ErrorsOf(path), "") << path;
}

TEST(Corpus, RefusesWithExactlyTheseMessages) {
  const std::vector<fs::path> files = FilesIn("rejected", ".json");
  EXPECT_GE(files.size(), 25u);
  for (const fs::path& path : files) EXPECT_EQ(ErrorsOf(path), ExpectedOf(path)) << path;
}

TEST(Corpus, HasAFileForEachExpectation) {
  for (fs::path path : FilesIn("rejected", ".expected")) {
    EXPECT_TRUE(fs::exists(path.replace_extension(".json"))) << path;
  }
}

// The texts of an enumeration under $defs in the schema.
std::vector<std::string> WordsOf(const JsonNode& schema, std::string_view definition,
                                 const std::string& file) {
  std::vector<std::string> words;
  for (const JsonNode& word :
       schema.Get("$defs", file).Get(definition, file).GetItems("enum", file)) {
    words.push_back(word.AsString(file));
  }
  std::ranges::sort(words);
  return words;
}

std::vector<std::string> Sorted(const std::vector<std::string_view>& names) {
  std::vector<std::string> words(names.begin(), names.end());
  std::ranges::sort(words);
  return words;
}

TEST(Schema, ListsTheWordsThatTheReaderKnows) {
  const std::string file = "scenarios/scenario.schema.json";
  const JsonNode schema = ParseJson(TextOf(file), file);
  std::vector<std::string_view> capabilities;
  for (const CapabilityFacts& facts : kCapabilities) capabilities.push_back(facts.name);
  EXPECT_EQ(WordsOf(schema, "capability_name", file), Sorted(capabilities));
  EXPECT_EQ(WordsOf(schema, "access_name", file), Sorted(AllConstantNames(ConstantKind::kAccess)));
  EXPECT_EQ(WordsOf(schema, "disposition_name", file),
            Sorted(AllConstantNames(ConstantKind::kDisposition)));
  EXPECT_EQ(WordsOf(schema, "share_name", file), Sorted(AllConstantNames(ConstantKind::kShare)));
  std::vector<std::string_view> flags = AllConstantNames(ConstantKind::kFlag);
  for (const std::string_view name : AllConstantNames(ConstantKind::kAttribute))
    flags.push_back(name);
  EXPECT_EQ(WordsOf(schema, "flag_name", file), Sorted(flags));
}

}  // namespace
}  // namespace wfx
