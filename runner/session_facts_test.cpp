#include "runner/session_facts.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <regex>

namespace wfx {
namespace {

TEST(SessionFacts, PlatformIsWineAndItsMajorVersion) {
  EnvironmentFacts environment;
  EXPECT_EQ(PlatformName(environment), "");
  environment.wine_version = "8.0";
  EXPECT_EQ(PlatformName(environment), "wine_8");
  environment.wine_version = "10.0-rc1";
  EXPECT_EQ(PlatformName(environment), "wine_10");
}

TEST(SessionFacts, ShellTakesAWordAsItIs) {
  EXPECT_EQ(ShellWord("--only"), "--only");
  EXPECT_EQ(ShellWord("a b"), "'a b'");
  EXPECT_EQ(ShellWord("a*"), "'a*'");
  EXPECT_EQ(ShellWord("it's"), "'it'\\''s'");
  EXPECT_EQ(ShellWord(""), "''");
}

TEST(SessionFacts, RerunNamesExactlyOneCase) {
  Options options;
  options.rerun = {"--provider", "a b.dll"};
  const std::string command = RerunCommandFor(options, "bin/wfx-conformance", "a/b/k=v@default");
  EXPECT_TRUE(
      command.ends_with("bin/wfx-conformance --only 'a/b/k=v@default' --provider 'a b.dll'"))
      << command;
}

TEST(SessionFacts, TimeIsUtcToTheSecond) {
  EXPECT_TRUE(std::regex_match(UtcNow(),
                               std::regex("20\\d\\d-[01]\\d-[0-3]\\dT[0-2]\\d:[0-5]\\d:[0-5]\\dZ")))
      << UtcNow();
}

}  // namespace
}  // namespace wfx
