// Every command of wfx as people use it: words in, text and exit code out.
#include <gtest/gtest.h>

#include <sstream>

#include "reports/record.h"
#include "reports/report.h"
#include "reports/sample.h"
#include "reports/scratch.h"
#include "runner/engine/judge.h"
#include "tools/wfx_command.h"

namespace wfx {
namespace {

constexpr char kRequirements[] = R"({
  "area": "null_write",
  "requirements": [
    {
      "id": "completes",
      "statement": "A write of 0 bytes completes with 0 bytes.",
      "level": "must",
      "grade": "D",
      "sources": ["files:WFX-NUL-001"],
      "verified_on_windows": "none"
    },
    {
      "id": "touches_time",
      "statement": "A write of 0 bytes leaves the time of the last write alone.",
      "level": "may",
      "grade": "I",
      "sources": ["files:WFX-NUL-009"],
      "verified_on_windows": "none",
      "note": "nothing says so"
    }
  ]
}
)";

constexpr char kCompletes[] = R"({
  "$schema": "../scenario.schema.json",
  "title": "A null write completes with zero bytes",
  "requirements": ["null_write.completes"],
  "matrix": { "offset": { "start": 0, "end": "8 KiB" } },
  "given": [
    { "file": "data", "size": "8 KiB", "filled_with": "random" },
    { "handle": "writer", "opens": "data", "access": ["GENERIC_WRITE"], "flags": ["FILE_FLAG_OVERLAPPED"] }
  ],
  "when": [
    { "write": "w", "handle": "writer", "offset": "$offset", "length": 0 },
    { "wait": "alertable", "at_most": "500 ms" }
  ],
  "then": [
    { "write": "w", "completes_with": 0 },
    { "file": "data", "size": "8 KiB", "contents": "unchanged" }
  ]
}
)";

constexpr char kTouchesTime[] = R"({
  "$schema": "../scenario.schema.json",
  "title": "A null write into a locked range completes",
  "requirements": ["null_write.touches_time"],
  "given": [
    { "file": "data", "size": "8 KiB", "filled_with": "random" },
    { "handle": "writer", "opens": "data", "access": ["GENERIC_WRITE"], "flags": ["FILE_FLAG_OVERLAPPED"] },
    { "lock": "data", "by": "another_process", "offset": 0, "length": "1 KiB" }
  ],
  "when": [
    { "write": "w", "handle": "writer", "offset": 0, "length": 0 },
    { "wait": "alertable", "at_most": "500 ms" }
  ],
  "then": [
    { "write": "w", "completes_with": 0 }
  ]
}
)";

class Wfx : public ::testing::Test {
 protected:
  Wfx() {
    WriteText(scenarios() / "requirements/null_write.json", kRequirements);
    WriteText(scenarios() / "null_write/completes.json", kCompletes);
    WriteText(scenarios() / "null_write/touches_time.json", kTouchesTime);
  }

  std::filesystem::path scenarios() const { return folder_ / "scenarios"; }
  // Runs wfx with these words; what it said is in out_ and err_.
  ExitCode Run(std::vector<std::string> words) {
    std::ostringstream out, err;
    const ExitCode code = RunWfx(words, out, err);
    out_ = out.str();
    err_ = err.str();
    return code;
  }
  ExitCode RunHere(std::vector<std::string> words) {
    words.insert(words.end(), {"--scenarios", scenarios().generic_string()});
    return Run(std::move(words));
  }
  bool OutHas(const std::string& text) const { return out_.find(text) != std::string::npos; }
  bool ErrHas(const std::string& text) const { return err_.find(text) != std::string::npos; }
  std::filesystem::path Write(const std::string& name, const std::string& text) const {
    WriteText(folder_ / name, text);
    return folder_ / name;
  }

  ScratchFolder folder_;
  std::string out_, err_;
};

// A record of null_write/completes whose writes completed with `bytes`, judged honestly.
RunRecord RecordOf(const std::filesystem::path& scenarios, std::uint32_t bytes) {
  const Catalogue catalogue = ReadCatalogue({scenarios});
  RunRecord record = SampleConformance();
  record.deviations.clear();
  record.system.providers.clear();
  record.results.clear();
  record.requirements = catalogue.requirements;
  for (const Scenario& scenario : catalogue.scenarios) {
    record.scenarios[scenario.id] = scenario.text;
    for (const Case& subject : scenario.cases) {
      WriteRecord write;
      write.name = "w";
      write.handle = "writer";
      write.api = "WriteFileEx";
      write.offset = subject.case_id == "offset=end" ? 8192 : 0;
      write.returned = true;
      write.runs = 1;
      CompletionRecord completion;
      completion.bytes = bytes;
      completion.during = "wait 1";
      completion.alertable = true;
      completion.words.internal_high = write.at_end.internal_high = bytes;
      completion.words.offset = write.after_call.offset = write.at_end.offset =
          static_cast<std::uint32_t>(write.offset);
      write.completions = {completion};
      Observation observation;
      observation.writes = {write};
      FileRecord file;
      file.name = "data";
      file.initial_size = file.size = 8192;
      file.filled = true;
      file.contents = {{0, 8192, ContentRun::Origin::kFill, "", 0}};
      observation.files = {file};
      Result result = Judge(subject, record.targets[0], observation, {}, record.run.date);
      record.results.push_back(result);
    }
  }
  record.planned = record.results.size();
  return record;
}

TEST_F(Wfx, HelpsWithEveryCommand) {
  EXPECT_EQ(Run({"--help"}), kHeld);
  for (const Command* command : AllCommands()) {
    EXPECT_TRUE(OutHas("\n  " + std::string(command->name) + " ")) << command->name;
    EXPECT_TRUE(OutHas(std::string(command->purpose)));
  }
  for (const Command* command : AllCommands()) {
    EXPECT_EQ(Run({std::string(command->name), "--help"}), kHeld);
    for (const CommandOption& option : command->options)
      EXPECT_TRUE(OutHas(std::string(option.doc))) << option.name;
  }
  EXPECT_EQ(Run({}), kUsage);
  EXPECT_EQ(Run({"--version"}), kHeld);
  EXPECT_TRUE(OutHas("wfx 0."));
}

TEST_F(Wfx, SaysWhatAWrongArgumentShouldBe) {
  EXPECT_EQ(Run({"chek"}), kUsage);
  EXPECT_EQ(err_, "wfx: there is no command \"chek\"; did you mean \"check\"?\n");
  EXPECT_EQ(Run({"check", "--scenario", "x"}), kUsage);
  EXPECT_EQ(err_, "wfx: wfx check has no option --scenario; did you mean \"--scenarios\"?\n");
  EXPECT_EQ(Run({"check", "--scenarios"}), kUsage);
  EXPECT_EQ(err_, "wfx: --scenarios needs a value: --scenarios DIR\n");
  EXPECT_EQ(Run({"check", "--verbose=yes"}), kUsage);
  EXPECT_EQ(err_, "wfx: --verbose takes no value\n");
  EXPECT_EQ(Run({"explain"}), kUsage);
  EXPECT_EQ(err_, "wfx: too few words; the right form is: wfx explain ID [OPTION...]\n");
  EXPECT_EQ(Run({"judge", "a", "b"}), kUsage);
  EXPECT_EQ(Run({"judge", "a", "--today=1", "--today=2"}), kUsage);
  EXPECT_TRUE(ErrHas("--today was given twice"));
  EXPECT_EQ(Run({"check", "nowhere"}), kUsage);
  EXPECT_TRUE(ErrHas("nowhere"));
}

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

TEST_F(Wfx, ListShowsEveryCaseWithItsTitle) {
  EXPECT_EQ(RunHere({"list"}), kHeld) << err_;
  EXPECT_EQ(out_,
            "null_write/completes/offset=start  A null write completes with zero bytes\n"
            "null_write/completes/offset=end    A null write completes with zero bytes\n"
            "null_write/touches_time            A null write into a locked range completes\n");
  EXPECT_EQ(RunHere({"list", "--only", "*=end"}), kHeld);
  EXPECT_EQ(out_, "null_write/completes/offset=end  A null write completes with zero bytes\n");
  EXPECT_EQ(RunHere({"list", "--only", "nothing*"}), kNothingSelected);
}

TEST_F(Wfx, ListShowsNeeds) {
  EXPECT_EQ(RunHere({"list", "--needs"}), kHeld);
  EXPECT_TRUE(
      OutHas("byte_range_locks: LockFileEx grants and refuses ranges\n"
             "  tried: locks a range twice; the second request fails\n"
             "  needed by 1 scenario\n    null_write/touches_time\n"))
      << out_;
  EXPECT_TRUE(OutHas("another_process: "));
}

TEST_F(Wfx, ExplainsARequirement) {
  EXPECT_EQ(RunHere({"explain", "null_write.completes"}), kHeld) << err_;
  EXPECT_TRUE(
      OutHas("A write of 0 bytes completes with 0 bytes.\n  level: must\n  grade: D\n  sources: "
             "files:WFX-NUL-001\n"))
      << out_;
  EXPECT_TRUE(
      OutHas("judged by null_write/completes (2 cases): A null write completes with zero bytes"))
      << out_;
  EXPECT_EQ(RunHere({"explain", "null_write.touches_time"}), kHeld);
  EXPECT_TRUE(OutHas("  level: may (observed, never judged)\n"));
  EXPECT_TRUE(OutHas("  note: nothing says so\n"));
}

TEST_F(Wfx, ExplainsAScenarioInWords) {
  EXPECT_EQ(RunHere({"explain", "null_write/touches_time"}), kHeld) << err_;
  EXPECT_TRUE(
      OutHas("  given\n    file data of 8 KiB, filled with random bytes\n"
             "    handle writer opens data with GENERIC_WRITE, FILE_FLAG_OVERLAPPED\n"
             "    an exclusive lock on 1 KiB of data at 0, by another process\n"
             "  when\n    write w: 0 bytes through writer at 0\n"
             "    wait alertably until every write has completed, 500 ms at most\n"
             "  then\n    write w completes"))
      << out_;
  EXPECT_EQ(RunHere({"explain", "null_write/completes/offset=end@default"}), kHeld);
  EXPECT_TRUE(OutHas("write w: 0 bytes through writer at 8 KiB\n")) << out_;
}

TEST_F(Wfx, ExplainGuessesWhatAnUnknownIdMeans) {
  EXPECT_EQ(RunHere({"explain", "null_write.complets"}), kUsage);
  EXPECT_EQ(err_,
            "wfx: no requirement and no scenario is called null_write.complets; did you mean "
            "\"null_write.completes\"?\n");
}

TEST_F(Wfx, NewWritesASoundScenarioOnce) {
  EXPECT_EQ(RunHere({"new", "null_write/of_my_own"}), kHeld) << err_;
  EXPECT_TRUE(
      OutHas("wrote " + (scenarios() / "null_write/of_my_own.json").generic_string() + "\n"))
      << out_;
  EXPECT_TRUE(OutHas("  null_write.completes\n"));
  EXPECT_EQ(RunHere({"check"}), kHeld) << err_;
  EXPECT_EQ(RunHere({"new", "null_write/of_my_own"}), kUsage);
  EXPECT_TRUE(ErrHas("of_my_own.json exists"));
}

TEST_F(Wfx, NewCopiesAnother) {
  EXPECT_EQ(RunHere({"new", "deep/er/copy", "--like", "null_write/completes"}), kHeld) << err_;
  const std::string text = ReadText(scenarios() / "deep/er/copy.json");
  EXPECT_NE(text.find("\"$schema\": \"../../scenario.schema.json\""), text.npos);
  EXPECT_EQ(text.substr(text.find("\"title\"")),
            std::string(kCompletes).substr(std::string(kCompletes).find("\"title\"")));
  EXPECT_EQ(RunHere({"check"}), kHeld) << err_;
  EXPECT_EQ(RunHere({"new", "null_write/other", "--like", "null_write/complets"}), kUsage);
  EXPECT_TRUE(ErrHas("did you mean \"null_write/completes\"?")) << err_;
}

TEST_F(Wfx, NewRefusesIdsThatNothingCouldSelect) {
  for (const char* id : {"alone", "null-write/x", "a/B", "/a", "a/", "a//b", "../a/b"}) {
    EXPECT_EQ(RunHere({"new", id}), kUsage) << id;
    EXPECT_TRUE(ErrHas("is no scenario id")) << err_;
  }
}

TEST_F(Wfx, ReportsOnRecords) {
  const std::string file = Write("record.json", ToJson(SampleConformance())).string();
  EXPECT_EQ(Run({"report", file}), kHeld) << err_;
  EXPECT_TRUE(OutHas("FAILED: wfx-conformance on Wine 8.0"));
  EXPECT_EQ(Run({"report", file, Write("other.json", ToJson(SampleElsewhere())).string(),
                 "--markdown", "--output", (folder_ / "report.md").string()}),
            kHeld);
  EXPECT_EQ(out_, "");
  EXPECT_EQ(ReadText(folder_ / "report.md"), ToMarkdown({SampleConformance(), SampleElsewhere()}));
  EXPECT_EQ(Run({"report", (folder_ / "missing.json").string()}), kUsage);
  EXPECT_EQ(Run({"report", Write("bad.json", "{\n  \"format\": 1\n}\n").string()}), kUsage);
  EXPECT_TRUE(ErrHas("bad.json:2: ")) << err_;
}

TEST_F(Wfx, JudgesTheSameAgain) {
  const RunRecord record = RecordOf(scenarios(), 0);
  EXPECT_EQ(Run({"judge", Write("record.json", ToJson(record)).string()}), kHeld) << err_ << out_;
  EXPECT_EQ(out_, "3 results judged again: 0 differ, 0 break the run\n") << ToText({record});
}

TEST_F(Wfx, JudgeSeesThatAVerdictWasChanged) {
  RunRecord record = RecordOf(scenarios(), 1);
  EXPECT_EQ(Run({"judge", Write("record.json", ToJson(record)).string()}), kBroken);
  EXPECT_TRUE(OutHas("3 results judged again: 0 differ, 2 break the run\n")) << out_;
  record.results[0].verdict = Verdict::kPass;
  record.results[0].findings.clear();
  EXPECT_EQ(Run({"judge", Write("record.json", ToJson(record)).string()}), kBroken);
  EXPECT_TRUE(
      OutHas("null_write/completes/offset=start@default\n  recorded: pass\n  judged:   fail\n"))
      << out_;
  EXPECT_TRUE(OutHas("1 differ, 2 break the run\n")) << out_;
}

TEST_F(Wfx, JudgesAgainstAnotherListAndDate) {
  const RunRecord record = RecordOf(scenarios(), 1);
  ASSERT_EQ(record.results[0].findings.size(), 1u);
  const Finding& finding = record.results[0].findings[0];
  const std::string file = Write("record.json", ToJson(record)).string();
  const std::string list =
      Write("list.json",
            R"({
  "applies_to": { "system": "wine", "version": "8" },
  "groups": [
    {
      "cause": "one byte too many",
      "link": "https://example.org/bug/2",
      "deviations": [
        { "scenario": "null_write/completes", "expectation": ")" +
                finding.expectation + R"(", "observed": ")" + finding.observed +
                R"(", "kind": "defect", "owner": "nobody yet", "expires": "2027-01-01" }
      ]
    }
  ]
}
)")
          .string();
  EXPECT_EQ(Run({"judge", file, "--deviations", list}), kHeld) << err_ << out_;
  EXPECT_TRUE(OutHas("2 differ, 0 break the run\n")) << out_;
  EXPECT_TRUE(OutHas("(known: one byte too many)")) << out_;
  EXPECT_EQ(Run({"judge", file, "--deviations", list, "--today", "2027-01-01"}), kBroken);
  EXPECT_TRUE(OutHas("judged:   xpass")) << out_;
  EXPECT_EQ(Run({"judge", file, "--today", "tomorrow"}), kUsage);
  EXPECT_TRUE(ErrHas("YYYY-MM-DD"));
}

TEST_F(Wfx, JudgeNamesWhatARecordLacks) {
  RunRecord record = RecordOf(scenarios(), 0);
  record.scenarios.erase("null_write/completes");
  EXPECT_EQ(Run({"judge", Write("record.json", ToJson(record)).string()}), kUsage);
  EXPECT_EQ(err_, "wfx: the record lacks the text of scenario null_write/completes\n");
  record.results.clear();
  EXPECT_EQ(Run({"judge", Write("record.json", ToJson(record)).string()}), kNothingSelected);
}

}  // namespace
}  // namespace wfx
