// Reads every #include of the project and fails on an arrow that the architecture does not have.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace wfx {
namespace {

namespace fs = std::filesystem;

// Who may include whom; everyone may include its own part.
const std::map<std::string, std::set<std::string>> kArrows = {
    {"result", {}},
    {"win32", {"result"}},
    {"process", {"win32", "result"}},
    {"model", {"win32", "result"}},
    {"mutants", {"win32", "result", "scenario"}},  // scenario: its test reads the requirements
    {"scenario", {"result"}},
    {"judge", {"scenario", "result"}},  // never win32: it cannot cheat by looking at the system
    {"engine", {"win32", "judge", "scenario", "result"}},
    {"sacrifice", {"win32", "model", "result"}},  // model: its test blesses its volumes
    {"session",
     {"win32", "process", "model", "mutants", "engine", "judge", "sacrifice", "scenario", "reports",
      "result"}},
    {"examination",  // of the suite: on the model, its mutants and its legal variants
     {"session", "win32", "model", "mutants", "engine", "judge", "scenario", "result"}},
    {"reports", {"scenario", "result"}},
    {"tools", {"judge", "scenario", "reports", "result"}},
    {"conformance",
     {"examination", "session", "process", "engine", "judge", "scenario", "reports", "result"}},
    {"bench",  // win32: what measures the harness itself is a system to it, or stands beside it
     {"session", "process", "model", "win32", "engine", "judge", "scenario", "reports", "result"}},
    // Libraries and drivers that stand in for the system; their tests stack them on the model.
    {"providers", {"win32", "model", "mutants", "result"}},
};

// The files directly in runner/ that make up the part "result"; the others there are the session's.
const std::regex kResultFile(
    R"(runner/((device_faults|exit_code|fuzz|hmac|joined|json|names|observation|outcome|result|sha256)\w*|\w+_names)\.\w+)");

// The part of the project a file belongs to; "" when it is none's.
std::string PartOf(const std::string& file) {
  static const std::regex kProvider(R"(tools/(\w*provider\w*[/.]|mutants/|labs\.d/driver/).*)");
  if (std::regex_match(file, kProvider)) return "providers";
  if (!file.starts_with("runner/")) {
    const std::string folder = file.substr(0, file.find('/'));
    return kArrows.contains(folder) ? folder : "";
  }
  const std::string rest = file.substr(7);
  const std::size_t slash = rest.find('/');
  if (slash == rest.npos) return std::regex_match(file, kResultFile) ? "result" : "session";
  const std::string folder = rest.substr(0, slash);
  return folder == "engine" && rest.substr(slash + 1).starts_with("judge") ? "judge" : folder;
}

// What is wrong in one file, a line each.
std::vector<std::string> WrongIn(const std::string& file, const std::string& text) {
  static const std::regex kInclude(R"re(^\s*#\s*include\s*"([^"]+)")re");
  static const std::regex kPlatform(R"(^\s*#\s*(if|ifdef|ifndef|elif)\b.*\b_WIN(32|64)\b)");
  const std::string part = PartOf(file);
  std::vector<std::string> wrong;
  std::istringstream lines(text);
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    const std::string place = file + ":" + std::to_string(number) + ": ";
    std::smatch match;
    if (std::regex_search(line, match, kPlatform) && part != "win32" && part != "process")
      wrong.push_back(place + "asks for the platform; only runner/win32 and runner/process do");
    if (!std::regex_search(line, match, kInclude)) continue;
    const std::string included = match[1];
    if (included == "wfx_version.h" || included == "page_texts.h") continue;  // generated
    const std::string to = PartOf(included);
    if (to.empty())
      wrong.push_back(place + "includes \"" + included +
                      "\"; the right form is a path from the project's root");
    else if (to != part && !kArrows.at(part).contains(to))
      wrong.push_back(place + part + " may not include " + to + " (\"" + included + "\")");
  }
  return wrong;
}

bool IsSource(const fs::path& path) {
  static const std::set<std::string> kExtensions{".h", ".cpp", ".inc"};
  return kExtensions.contains(path.extension().string());
}

TEST(Arrows, PointOnlyWhereTheArchitectureSays) {
  std::size_t files = 0;
  for (const char* folder : {"runner", "reports", "tools", "conformance", "bench"}) {
    if (!fs::is_directory(folder)) continue;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
      if (!entry.is_regular_file() || !IsSource(entry.path())) continue;
      ++files;
      const std::string file = entry.path().generic_string();
      ASSERT_TRUE(kArrows.contains(PartOf(file)))
          << file << " belongs to no part of the architecture";
      std::ifstream stream(entry.path(), std::ios::binary);
      const std::string text{std::istreambuf_iterator<char>(stream), {}};
      for (const std::string& wrong : WrongIn(file, text)) ADD_FAILURE() << wrong;
    }
  }
  EXPECT_GT(files, 20u) << "run this in the project's root";
}

TEST(Arrows, WrongOnesAreFound) {
  using Lines = std::vector<std::string>;
  EXPECT_EQ(
      WrongIn("runner/engine/judge_rules.cpp", "\n#include \"runner/win32/api.h\"\n"),
      Lines{
          "runner/engine/judge_rules.cpp:2: judge may not include win32 (\"runner/win32/api.h\")"});
  EXPECT_EQ(WrongIn("tools/wfx.cpp", "#include \"runner/engine/perform.h\"\n"),
            Lines{"tools/wfx.cpp:1: tools may not include engine (\"runner/engine/perform.h\")"});
  EXPECT_EQ(WrongIn("runner/result.h", "#  include \"reports/record.h\"\n").size(), 1u);
  EXPECT_EQ(WrongIn("reports/record.cpp", "#include \"runner/session.h\"\n").size(), 1u);
  EXPECT_EQ(WrongIn("reports/record.cpp", "#include \"record.h\"\n").size(), 1u);
  EXPECT_EQ(WrongIn("bench/main.cpp", "#if defined(_WIN32)\n").size(), 1u);
  EXPECT_EQ(
      WrongIn("runner/engine/perform.cpp", "#include \"runner/model/model.h\"\n"),
      Lines{
          "runner/engine/perform.cpp:1: engine may not include model (\"runner/model/model.h\")"});
  EXPECT_EQ(WrongIn("runner/model/pipe.cpp", "#include \"runner/engine/ledger.h\"\n").size(), 1u);
  EXPECT_EQ(WrongIn("runner/mutants/pipe.cpp", "#include \"runner/model/model.h\"\n").size(), 1u);
  EXPECT_TRUE(WrongIn("runner/win32/api.h", "#ifdef _WIN32\n").empty());
  EXPECT_TRUE(
      WrongIn("tools/wfx_judge.cpp", "#include \"runner/engine/judge.h\"\n#include <vector>\n")
          .empty());
  EXPECT_TRUE(WrongIn("runner/session.cpp",
                      "#include \"runner/process/child.h\"\n#include \"runner/names.h\"\n")
                  .empty());
}

}  // namespace
}  // namespace wfx
