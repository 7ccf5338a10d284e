#include "runner/scenario/catalogue.h"

#include <gtest/gtest.h>

#include <ctime>
#include <fstream>
#include <random>
#include <stdexcept>
#include <string>

namespace wfx {
namespace {

namespace fs = std::filesystem;

constexpr char kRequirements[] = R"({"area": "null_write", "requirements": [
  {"id": "succeeds", "statement": "A null write succeeds.", "level": "must", "grade": "D,T", "sources": ["files:X-1"]},
  {"id": "updates_time", "statement": "It updates the time.", "level": "may", "grade": "I", "sources": ["files:X-2"]},
  {"id": "never_pends", "statement": "It never pends.", "level": "may", "grade": "F", "sources": ["files:X-3"],
   "untestable": "No outsider can tell."}
]})";

std::string ScenarioText(const std::string& requirements,
                         const std::string& because = "null_write.succeeds") {
  return "{\"title\": \"A thing is true\",\n\"requirements\": " + requirements +
         ",\n\"given\": [{\"file\": \"data\", \"size\": 0}, {\"handle\": \"writer\", \"opens\": "
         "\"data\", \"access\": []}],\n"
         "\"when\": [{\"write\": \"w\", \"handle\": \"writer\", \"length\": 0}],\n"
         "\"then\": [{\"completion\": \"w\", \"runs\": [0, 1], \"because\": \"" +
         because + "\"}]}";
}

class ReadCatalogueTest : public testing::Test {
 protected:
  // Tests of this kind run beside each other.
  ReadCatalogueTest()
      : root_(fs::path(testing::TempDir()) /
              ("wfx_catalogue_test_" + std::to_string(std::random_device()()))) {}
  ~ReadCatalogueTest() override { fs::remove_all(root_); }

  void Write(const std::string& path, const std::string& text) {
    fs::create_directories((root_ / path).parent_path());
    std::ofstream(root_ / path, std::ios::binary) << text;
  }

  // A sound folder `a` with one must and one may scenario.
  void WriteSound() {
    Write("a/requirements/null_write.json", kRequirements);
    Write("a/null_write/succeeds.json", ScenarioText("[\"null_write.succeeds\"]"));
    Write("a/null_write/deeper/updates_time.json", ScenarioText("[\"null_write.updates_time\"]"));
    Write("a/scenario.schema.json", "not even JSON");
    Write("a/README.md", "text");
  }

  Catalogue Read(const std::vector<std::string>& folders = {"a"}) {
    std::vector<fs::path> paths;
    for (const std::string& folder : folders) paths.push_back(root_ / folder);
    return ReadCatalogue(paths);
  }

  // "PATH:LINE: message" lines, the path below the root.
  std::string Errors(const Catalogue& catalogue) {
    std::string text;
    const std::string prefix = root_.generic_string() + "/";
    for (const ReadError& error : catalogue.errors) {
      text += error.file + ":" + std::to_string(error.line) + ": " + error.message + "\n";
    }
    for (std::size_t at; (at = text.find(prefix)) != std::string::npos;)
      text.erase(at, prefix.size());
    return text;
  }

  fs::path root_;
};

TEST_F(ReadCatalogueTest, ReadsFoldersInTheOrderOfIds) {
  WriteSound();
  const Catalogue catalogue = Read();
  EXPECT_EQ(Errors(catalogue), "");
  ASSERT_EQ(catalogue.scenarios.size(), 2u);
  EXPECT_EQ(catalogue.scenarios[0].id, "null_write/deeper/updates_time");
  EXPECT_EQ(catalogue.scenarios[1].id, "null_write/succeeds");
  EXPECT_EQ(catalogue.scenarios[1].file, (root_ / "a/null_write/succeeds.json").generic_string());
  EXPECT_FALSE(catalogue.scenarios[0].cases[0].judged);
  EXPECT_TRUE(catalogue.scenarios[1].cases[0].judged);
  ASSERT_EQ(catalogue.requirements.size(), 3u);
  const Requirement& requirement = catalogue.requirements.at("null_write.succeeds");
  EXPECT_EQ(requirement.level, Requirement::Level::kMust);
  EXPECT_EQ(requirement.grade, "D,T");
  EXPECT_EQ(requirement.sources, std::vector<std::string>{"files:X-1"});
  EXPECT_EQ(requirement.verified_on_windows, "none");
  EXPECT_EQ(requirement.line, 2);
}

TEST_F(ReadCatalogueTest, ThrowsWhenAFolderIsMissing) {
  EXPECT_THROW(Read({"nowhere"}), std::runtime_error);
}

TEST_F(ReadCatalogueTest, AddsLaterFoldersToEarlierOnes) {
  WriteSound();
  Write("b/vendor/own.json", ScenarioText("[\"null_write.succeeds\"]"));
  Write("b/null_write/succeeds.json", ScenarioText("[\"null_write.succeeds\"]"));
  const Catalogue catalogue = Read({"a", "b"});
  EXPECT_EQ(catalogue.scenarios.size(), 3u);
  EXPECT_EQ(Errors(catalogue),
            "b/null_write/succeeds.json:1: scenario \"null_write/succeeds\" is also in "
            "a/null_write/succeeds.json; rename one of them\n");
}

TEST_F(ReadCatalogueTest, FindsRequirementsThatAreNotThere) {
  WriteSound();
  Write("a/null_write/typo.json",
        ScenarioText("[\"null_write.suceeds\"]", "null_write.nothing_like_it"));
  EXPECT_EQ(Errors(Read()),
            "a/null_write/typo.json:1: there is no requirement \"null_write.suceeds\"; did you "
            "mean \"null_write.succeeds\"?\n"
            "a/null_write/typo.json:5: there is no requirement \"null_write.nothing_like_it\"; the "
            "requirements are "
            "null_write.never_pends, null_write.succeeds and null_write.updates_time\n");
}

TEST_F(ReadCatalogueTest, FindsSourcesThatAreNotThere) {
  WriteSound();
  Write("a/sources/own.json", R"({
  "documents": {"D": {"title": "A document", "link": "https://x"}, "E": {"name": "x"}, "F": 5},
  "facts": {
    "files:X-1": "[D] remarks; [G]",
    "files:X-2": "inferred",
    "X-3": "[D]",
    "other:X-3": []
  }, "more": 1
})");
  EXPECT_EQ(
      Errors(Read()),
      "a/requirements/null_write.json:4: requirement \"null_write.never_pends\": there is no "
      "fact \"files:X-3\"; did you mean \"files:X-1\"?\n"
      "a/sources/own.json:2: unknown key \"name\" in document; the other keys are title and "
      "link\n"
      "a/sources/own.json:2: document needs \"title\": its title, as its authors spell it\n"
      "a/sources/own.json:2: a document is an object {\"title\": ..., \"link\": ...}, found "
      "the number 5\n"
      "a/sources/own.json:4: there is no document \"G\"\n"
      "a/sources/own.json:6: a fact is \"sheet:NAME\": \"where it stands\", found \"X-3\" with "
      "the text \"[D]\"\n"
      "a/sources/own.json:7: a fact is \"sheet:NAME\": \"where it stands\", found "
      "\"other:X-3\" with a list\n"
      "a/sources/own.json:8: unknown key \"more\" in a file of sources\n");
}

TEST_F(ReadCatalogueTest, RefusesLevelsMixedInOneScenario) {
  WriteSound();
  Write("a/null_write/mixed.json",
        ScenarioText("[\"null_write.succeeds\", \"null_write.updates_time\"]"));
  EXPECT_EQ(Errors(Read()),
            "a/null_write/mixed.json:1: requirements of two levels in one scenario: "
            "\"null_write.succeeds\" is a must, "
            "\"null_write.updates_time\" a may; split it\n");
}

TEST_F(ReadCatalogueTest, RefusesRequirementsNobodyJudges) {
  WriteSound();
  fs::remove(root_ / "a/null_write/succeeds.json");
  Write("a/null_write/never_pends.json", ScenarioText("[\"null_write.never_pends\"]"));
  EXPECT_EQ(Errors(Read()),
            "a/null_write/never_pends.json:1: requirement \"null_write.never_pends\" is marked "
            "untestable; remove the mark or "
            "the scenario\n"
            "a/requirements/null_write.json:2: no scenario judges requirement "
            "\"null_write.succeeds\"; write one, or say why "
            "not: \"untestable\"\n");
}

TEST_F(ReadCatalogueTest, RefusesIdsThatFiltersCannotName) {
  WriteSound();
  Write("a/null_write/with-dash.json", ScenarioText("[\"null_write.succeeds\"]"));
  Write("a/loose.json", ScenarioText("[\"null_write.succeeds\"]"));
  EXPECT_EQ(Errors(Read()),
            "a/loose.json:1: a scenario stands in the folder of its area, AREA/loose.json\n"
            "a/null_write/with-dash.json:1: \"null_write/with-dash\" is no scenario id; its folder "
            "and file are named with "
            "a-z, 0-9 and _\n");
}

TEST_F(ReadCatalogueTest, ReportsEveryErrorOfARequirement) {
  WriteSound();
  Write("a/requirements/other.json", R"({"area": "others", "requirements": [
  {"id": "Wrong", "level": "should", "grade": "X", "sources": []},
  {"id": "weak", "statement": "S.", "level": "must", "grade": "I", "sources": ["a:b"], "untestable": "x"},
  {"id": "local", "statement": "S.", "level": "must", "grade": "D-src", "sources": ["a:b"], "untestable": "x"},
  {"id": "twice", "statement": "S.", "level": "may", "grade": "I", "source": ["a:b"], "untestable": "x"},
  {"id": "twice", "statement": "S.", "level": "may", "grade": "I", "sources": [5], "untestable": "x"},
  "text",
  {"id": "somewhere", "statement": "S.", "level": "may", "grade": "I", "sources": ["a:b"], "applies_to": ["NTFS", "FAT32"], "untestable": "x"}
]})");
  EXPECT_EQ(Errors(Read()),
            "a/requirements/other.json:1: \"area\" in a file of requirements: expected \"other\", "
            "the file's name, found \"others\"\n"
            "a/requirements/other.json:2: \"id\" in requirement: \"Wrong\" is made of other "
            "characters than a-z, 0-9 and _; the "
            "area is not repeated in it\n"
            "a/requirements/other.json:2: \"level\" in requirement: expected must or may, found "
            "the text \"should\"\n"
            "a/requirements/other.json:2: \"sources\" in requirement: a requirement has at least "
            "one source\n"
            "a/requirements/other.json:2: \"grade\" in requirement: unknown grade \"X\"; the "
            "grades are D, T, S, I, F and D-src\n"
            "a/requirements/other.json:2: requirement needs \"statement\": one testable sentence\n"
            "a/requirements/other.json:2: no scenario judges requirement \"other.Wrong\"; write "
            "one, or say why not: "
            "\"untestable\"\n"
            "a/requirements/other.json:3: \"level\" in requirement: a must needs grade D, T or S; "
            "grade I alone makes it a may\n"
            "a/requirements/other.json:4: \"level\" in requirement: a must of grade D-src holds "
            "where \"applies_to\" says; name "
            "the file system there, or make it a may\n"
            "a/requirements/other.json:5: unknown key \"source\" in requirement; did you mean "
            "\"sources\"?\n"
            "a/requirements/other.json:6: \"sources\" in requirement: expected a list of facts, "
            "found the number 5 in it\n"
            "a/requirements/other.json:6: requirement \"other.twice\" is also in "
            "a/requirements/other.json:5; rename one of "
            "them\n"
            "a/requirements/other.json:7: a requirement is an object {\"id\": ..., \"statement\": "
            "...}, found the text \"text\"\n"
            "a/requirements/other.json:8: \"applies_to\" in requirement: unknown word \"FAT32\"; "
            "the words are NTFS, FAT, exFAT, ReFS, RAW, SMB and local\n");
}

TEST_F(ReadCatalogueTest, ReadsDeviationsForSoundnessOnly) {
  WriteSound();
  Write("a/deviations/wine_8.json",
        R"({"applies_to": {"system": "wine", "version": "8"}, "groups": [
  {"cause": "c", "link": "l", "deviations": [
   {"scenario": "null_write/suceeds", "expectation": "e", "observed": "o", "kind": "defect", "owner": "us", "expires": "2030-01-01"}
  ]}]})");
  EXPECT_EQ(Errors(Read()),
            "a/deviations/wine_8.json:3: \"scenario\" in deviation: there is no scenario "
            "\"null_write/suceeds\"; did you mean "
            "\"null_write/succeeds\"?\n");
}

TEST_F(ReadCatalogueTest, ReadsAHundredFilesQuickly) {
  Write("a/requirements/null_write.json", kRequirements);
  Write("a/null_write/other.json", ScenarioText("[\"null_write.updates_time\"]"));
  for (int i = 0; i < 100; ++i) {
    Write("a/null_write/number_" + std::to_string(i) + ".json",
          ScenarioText("[\"null_write.succeeds\"]"));
  }
  const std::clock_t start = std::clock();
  EXPECT_EQ(Errors(Read()), "");
  const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  // 20 ms of an optimized build. Sanitizers cost a factor of ten; a cost that grows with the square
  // is found out.
  EXPECT_LT(seconds, 2);
}

}  // namespace
}  // namespace wfx
