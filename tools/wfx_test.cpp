// The commands of wfx on scenarios as people use them: words in, text and exit code out.
#include "tools/wfx_fixture.h"

namespace wfx {
namespace {

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
      OutHas("A write of 0 bytes completes with 0 bytes.\n  level: must\n  grade: D (documented by "
             "Microsoft)\n  source: files:WFX-NUL-001\n"))
      << out_;
  EXPECT_TRUE(
      OutHas("judged by null_write/completes (2 cases): A null write completes with zero bytes"))
      << out_;
  EXPECT_EQ(RunHere({"explain", "null_write.touches_time"}), kHeld);
  EXPECT_TRUE(OutHas("  level: may (observed, never judged)\n"));
  EXPECT_TRUE(OutHas("  note: nothing says so\n"));
}

TEST_F(Wfx, ExplainsWhereAFactStands) {
  WriteText(scenarios() / "sources/own.json",
            R"({"documents": {"WFX": {"title": "WriteFileEx function", "link": "https://x"}},
                "facts": {"files:WFX-NUL-001": "[WFX] remarks", "files:WFX-NUL-009": "inferred"}})");
  EXPECT_EQ(RunHere({"explain", "null_write.completes"}), kHeld) << err_;
  EXPECT_TRUE(
      OutHas("  source: files:WFX-NUL-001: [WFX] remarks\n"
             "    [WFX] WriteFileEx function, https://x\n"))
      << out_;
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

TEST_F(Wfx, ExplainsALoadInWords) {
  WriteText(scenarios() / "null_write/load.json", R"({
  "title": "Writes share a queue",
  "requirements": ["null_write.completes"],
  "given": [
    { "file": "one", "size": "8 MiB" },
    { "file": "two", "size": "8 MiB" },
    { "handle": "first", "opens": "one", "access": ["GENERIC_WRITE"], "flags": ["FILE_FLAG_OVERLAPPED"] },
    { "handle": "second", "opens": "two", "access": ["GENERIC_WRITE"], "flags": ["FILE_FLAG_OVERLAPPED"] }
  ],
  "load": {
    "handle": ["first", "second"], "queue_depth": 8, "data": "tagged",
    "length": [{ "length": "4 KiB", "share": "87.5 %" }, { "length": "64 KiB", "share": "12.5 %" }]
  }
})");
  EXPECT_EQ(RunHere({"explain", "null_write/load"}), kHeld) << err_;
  EXPECT_TRUE(
      OutHas("  load\n    sequential writes of 4 KiB (87.5 %) or 64 KiB (12.5 %) through first and "
             "second, 8 outstanding on each, by a thread of its own, tagged block by block; "
             "warm-up 200 ms, then 3 x 1 s\n"))
      << out_;
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

}  // namespace
}  // namespace wfx
