#include "runner/session_selection.h"

#include <gtest/gtest.h>

#include <fstream>

#include "runner/process/program.h"

namespace wfx {
namespace {

constexpr Program kSelectingConformance{
    .name = "wfx-conformance", .purpose = "Judges.", .framework = "--gtest_"};
constexpr Program kSelectingBench{
    .name = "wfx-bench", .purpose = "Measures.", .framework = "--benchmark_", .measures = true};

Scenario ScenarioWith(const std::string& id, const std::vector<std::string>& cases,
                      bool load = false) {
  Scenario scenario;
  scenario.id = id;
  for (const std::string& case_id : cases) {
    Case& subject = scenario.cases.emplace_back();
    subject.scenario = id;
    subject.case_id = case_id;
    if (load) subject.load.emplace();
  }
  return scenario;
}

Catalogue Sample() {
  Catalogue catalogue;
  catalogue.scenarios = {ScenarioWith("append/at_end", {"length=1", "length=2"}),
                         ScenarioWith("append/load", {""}, true),
                         ScenarioWith("locked_range/lock_is_granted", {""}),
                         ScenarioWith("offset/write_inside_keeps_size", {""})};
  return catalogue;
}

std::vector<std::string> Ids(const Program& program, const Options& options,
                             const std::vector<std::string>& targets) {
  const Catalogue catalogue = Sample();
  std::vector<std::string> ids;
  for (const SelectedCase& selected : SelectCases(program, options, catalogue, targets))
    ids.push_back(selected.full_id);
  return ids;
}

std::string WhyNothing(const Program& program, const std::string& glob) {
  Options options;
  options.only = {glob};
  try {
    Ids(program, options, {"default"});
    return "";
  } catch (const NothingSelected& error) {
    return error.what();
  }
}

class TemporaryFolder {
 public:
  TemporaryFolder() : path(MakeTemporaryFolder("wfx-test-")) {}
  ~TemporaryFolder() { std::filesystem::remove_all(path); }
  void Write(const std::string& file, const std::string& text) const {
    std::filesystem::create_directories((path / file).parent_path());
    std::ofstream(path / file) << text;
  }
  const std::filesystem::path path;
};

TEST(Selection, TakesScenariosThatCoverAGivenFirst) {
  EXPECT_EQ(Ids(kSelectingConformance, {}, {"default"}),
            (std::vector<std::string>{
                "offset/write_inside_keeps_size@default", "locked_range/lock_is_granted@default",
                "append/at_end/length=1@default", "append/at_end/length=2@default"}));
  EXPECT_EQ(GivenCoveredBy("lock"), "locked_range/lock_is_granted");
  EXPECT_EQ(GivenCoveredBy("thread"), "");
}

TEST(Selection, TakesOnlyTheKindThatTheProgramRuns) {
  EXPECT_EQ(Ids(kSelectingBench, {}, {"default"}),
            (std::vector<std::string>{"append/load@default"}));
}

TEST(Selection, TakesEachTargetOfACase) {
  Options options;
  options.only = {"append/at_end/length=2"};
  EXPECT_EQ(Ids(kSelectingConformance, options, {"a", "b"}),
            (std::vector<std::string>{"append/at_end/length=2@a", "append/at_end/length=2@b"}));
  options.only = {"*@b"};
  EXPECT_EQ(Ids(kSelectingConformance, options, {"a", "b"}).size(), 4u);
}

TEST(Selection, OfNothingSaysWhy) {
  EXPECT_EQ(WhyNothing(kSelectingConformance, "x/*"),
            "nothing matches --only 'x/*'; --list shows what there is");
  EXPECT_EQ(WhyNothing(kSelectingConformance, "append/load"),
            "nothing matches --only 'append/load' but loads, which wfx-bench runs");
  EXPECT_EQ(
      WhyNothing(kSelectingBench, "offset/*"),
      "nothing matches --only 'offset/*' but scenarios without a load, which wfx-conformance runs");
}

TEST(Selection, ScenarioFolderThatIsNotThereIsNamed) {
  Options options;
  options.scenarios = {"no/such/folder"};
  try {
    FindScenarios(options);
    FAIL();
  } catch (const UsageError& error) {
    EXPECT_STREQ(error.what(), "--scenarios: there is no directory no/such/folder");
  }
}

TEST(Selection, EveryBrokenFileIsSaidAtOnce) {
  const TemporaryFolder folder;
  folder.Write("area/a.json", "{\n  \"title\": 5\n}\n");
  folder.Write("area/b.json", "{\n");
  try {
    ReadSoundCatalogue({folder.path});
    FAIL();
  } catch (const InputErrors& errors) {
    const std::string lines = errors.what();
    EXPECT_NE(lines.find("a.json:2: "), lines.npos) << lines;
    EXPECT_NE(lines.find("b.json:"), lines.npos) << lines;
    EXPECT_TRUE(lines.ends_with("\n")) << lines;
  }
}

TEST(Selection, DeviationsOfThePlatformAreFoundUnlessOthersAreGiven) {
  const TemporaryFolder folder;
  folder.Write("deviations/wine_8.json", "broken");
  EXPECT_THROW(ReadKnownDeviations({}, {folder.path}, "wine_8", {}), InputErrors);
  EXPECT_TRUE(ReadKnownDeviations({}, {folder.path}, "wine_9", {}).empty());
  EXPECT_TRUE(ReadKnownDeviations({}, {folder.path}, "", {}).empty());
  EXPECT_TRUE(ReadKnownDeviations({}, {folder.path / "nowhere"}, "wine_8", {}).empty());
  Options options;
  options.deviations = {"no/such/file.json"};
  try {
    ReadKnownDeviations(options, {folder.path}, "wine_8", {});
    FAIL();
  } catch (const UsageError& error) {
    EXPECT_STREQ(error.what(), "--deviations: cannot read no/such/file.json");
  }
}

TEST(Selection, DeviationsOfLabsComeAfterThoseOfTheirPlatform) {
  const auto file_of = [](const std::string& cause) {
    return R"({"applies_to": {"system": "wine", "version": "8"}, "groups": [{"cause": ")" + cause +
           R"(", "link": "l", "deviations": [{"scenario": "a/b", "expectation": "e", "observed": "o",
              "kind": "defect", "owner": "us", "expires": "2030-02-28"}]}]})";
  };
  const TemporaryFolder folder;
  folder.Write("deviations/wine_8.smb.json", file_of("the share"));
  folder.Write("deviations/wine_8.json", file_of("everywhere"));
  folder.Write("deviations/wine_8.fault.json", file_of("on purpose"));
  folder.Write("deviations/wine_80.json", "another platform");
  folder.Write("deviations/wine_8.md", "no file of deviations");
  Catalogue catalogue;
  catalogue.scenarios.emplace_back().id = "a/b";
  std::vector<std::string> causes;
  for (const Deviation& each : ReadKnownDeviations({}, {folder.path}, "wine_8", catalogue))
    causes.push_back(each.cause);
  EXPECT_EQ(causes, (std::vector<std::string>{"everywhere", "on purpose", "the share"}));
}

}  // namespace
}  // namespace wfx
