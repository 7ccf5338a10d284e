// What wfx check finds sound, and what it refuses.
#include "tools/wfx_fixture.h"

namespace wfx {
namespace {

TEST_F(Wfx, CheckFindsSoundFoldersSound) {
  EXPECT_EQ(RunHere({"check"}), kHeld) << err_;
  EXPECT_EQ(out_, "2 scenarios, 3 cases, 2 requirements: sound\n");
  EXPECT_EQ(RunHere({"check", "--verbose"}), kHeld);
  EXPECT_EQ(out_, "0 overrides\n2 scenarios, 3 cases, 2 requirements: sound\n");
  std::filesystem::create_directory(folder_ / "empty");
  EXPECT_EQ(Run({"check", (folder_ / "empty").string()}), kNothingSelected);
}

TEST_F(Wfx, CheckListsOverridesOfStandingRules) {
  std::string text = kCompletes;
  text.replace(
      text.find("{ \"write\": \"w\", \"completes_with\": 0 }"), 37,
      "{ \"completion\": \"w\", \"runs\": [0, 1], \"because\": \"null_write.completes\" }");
  WriteText(scenarios() / "null_write/completes.json", text);
  EXPECT_EQ(RunHere({"check", "--verbose"}), kHeld) << err_;
  EXPECT_TRUE(OutHas("null_write/completes.json:15: overrides a standing rule: ")) << out_;
  EXPECT_TRUE(OutHas(", because null_write.completes\n1 override\n")) << out_;
}

// The messages themselves are pinned beside these files.
TEST_F(Wfx, CheckListsEveryErrorOfEveryFile) {
  std::vector<std::string> files;
  for (const auto& entry :
       std::filesystem::directory_iterator("runner/scenario/testdata/rejected")) {
    if (entry.path().extension() != ".json") continue;
    const std::filesystem::path copy = scenarios() / "broken" / entry.path().filename();
    WriteText(copy, ReadText(entry.path()));
    files.push_back(copy.generic_string());
  }
  ASSERT_GE(files.size(), 20u);
  EXPECT_EQ(RunHere({"check"}), kUsage);
  EXPECT_TRUE(out_.empty());
  for (const std::string& file : files) {
    const std::size_t at = err_.find(file + ":");
    ASSERT_NE(at, err_.npos) << file;
    const std::string line =
        err_.substr(at + file.size() + 1, err_.find('\n', at) - at - file.size() - 1);
    const std::size_t digits = line.find_first_not_of("0123456789");
    EXPECT_GT(digits, 0u) << line;
    EXPECT_EQ(line.substr(digits, 2), ": ") << line;
    EXPECT_GT(line.size(), digits + 20)
        << "a message that short cannot say what would be right: " << line;
  }
  EXPECT_TRUE(ErrHas(" in " + std::to_string(files.size()) + " files\n"))
      << err_.substr(err_.size() - 60);
}

constexpr char kDeviations[] = R"({
  "applies_to": { "system": "wine", "version": "8" },
  "groups": [
    {
      "cause": "Null writes are refused",
      "link": "nobody has reported it",
      "deviations": [
        { "scenario": "null_write/completes", "expectation": "write w completes_with 0 bytes",
          "observed": "completes with 1 byte", "kind": "defect", "owner": "wine", "expires": "2999-01-01" },
        { "scenario": "null_write/completes", "case": "offset=end", "expectation": "file data size 8192 bytes",
          "observed": "0 bytes", "kind": "defect", "owner": "wine", "expires": "2999-01-01" },
        { "scenario": "null_write/touches_time", "expectation": "standing rule: file data holds what its successful writes left",
          "observed": "x", "kind": "defect", "owner": "wine", "expires": "2999-01-01" }
      ]
    }
  ]
}
)";

TEST_F(Wfx, CheckRefusesADeviationFromWhatNobodyExpects) {
  const std::filesystem::path file = scenarios() / "deviations/wine_8.json";
  WriteText(file, kDeviations);
  EXPECT_EQ(RunHere({"check"}), kHeld) << err_;
  std::string text = kDeviations;
  const std::string sound = "write w completes_with 0 bytes";
  text.replace(text.find(sound), sound.size(), "write w completes_with 1 byte");
  WriteText(file, text);
  EXPECT_EQ(RunHere({"check"}), kUsage);
  EXPECT_EQ(err_,
            file.generic_string() +
                ":8: nothing that null_write/completes expects is \"write w completes_with 1 "
                "byte\"; did you mean \"write w completes_with 0 bytes\"?\n1 error in 1 file\n");
}

}  // namespace
}  // namespace wfx
