// Machines are told apart by what their kernels say, and tokens are kept private.
#include "runner/process/machine.h"

#include <gtest/gtest.h>

#include <fstream>

#include "runner/process/program.h"
#include "runner/process/token_file.h"

namespace wfx {
namespace {

TEST(Machine, IsItself) {
  const MachineIdentity here = ThisMachine();
  EXPECT_FALSE(here.boot_id.empty() && here.installation_id.empty());
  EXPECT_NE(WhySame(here, ThisMachine()), "");
}

TEST(Machine, AKernelIsOneMachineWhateverIsInstalledOnIt) {
  const MachineIdentity one{"a", "boot", "prefix 1"}, other{"b", "boot", "prefix 2"};
  EXPECT_EQ(WhySame(one, other), "both run under one kernel, boot id boot");
}

TEST(Machine, KernelsDifferThoughTheirDisksAreCopies) {
  EXPECT_EQ(WhySame({"a", "boot 1", "copy"}, {"a", "boot 2", "copy"}), "");
}

TEST(Machine, WithoutABootIdInstallationsCount) {
  EXPECT_EQ(WhySame({"a", "", "guid"}, {"b", "", "guid"}),
            "both are one installation, machine id guid");
  EXPECT_EQ(WhySame({"a", "", "guid 1"}, {"a", "", "guid 2"}), "");
  EXPECT_EQ(WhySame({"a", "boot", "guid 1"}, {"a", "", "guid 2"}), "");
}

TEST(Machine, WhatSaysNothingIsNoOtherMachine) {
  EXPECT_EQ(WhySame({"a", "", ""}, {"b", "", ""}), "nothing tells them apart");
  EXPECT_EQ(WhySame({"a", "boot", "guid"}, {"b", "", ""}), "nothing tells them apart");
}

class TokenFile : public testing::Test {
 protected:
  TokenFile() : folder_(MakeTemporaryFolder("wfx_token_")) {}
  ~TokenFile() override { std::filesystem::remove_all(folder_); }

  std::string Write(const std::string& text, std::filesystem::perms mode) {
    const std::filesystem::path file = folder_ / "token";
    std::filesystem::remove(file);
    std::ofstream(file, std::ios::binary) << text;
    std::filesystem::permissions(file, mode);
    return TextOf(file);
  }
  static std::string ProblemWith(const std::string& path) {
    try {
      return "the token " + ReadToken(path);
    } catch (const TokenError& error) {
      const std::string prefix = "--token-file " + path + ": ";
      EXPECT_TRUE(std::string(error.what()).starts_with(prefix)) << error.what();
      return std::string(error.what()).substr(prefix.size());
    }
  }

  static constexpr auto kPrivate =
      std::filesystem::perms::owner_read | std::filesystem::perms::owner_write;
  std::filesystem::path folder_;
};

TEST_F(TokenFile, GivesTheTokenWithoutWhiteSpace) {
  if (!WhoElseMayRead(PathOf(Write("x", kPrivate))).empty())
    GTEST_SKIP() << "files made here are not private";
  EXPECT_EQ(ReadToken(Write(" 0123456789abcdef\r\n", kPrivate)), "0123456789abcdef");
  EXPECT_EQ(ProblemWith(Write("", kPrivate)),
            "a token has 16 characters at least, and this one has 0");
  EXPECT_EQ(ProblemWith(Write("0123456789abcde\n", kPrivate)),
            "a token has 16 characters at least, and this one has 15");
  EXPECT_EQ(ProblemWith(Write(std::string(5000, 'x'), kPrivate)), "it is longer than 4096 bytes");
}

TEST_F(TokenFile, ThatIsNoneIsSaid) {
  EXPECT_EQ(ProblemWith(TextOf(folder_ / "none")), "there is no such file, or it cannot be read");
  EXPECT_EQ(ProblemWith(TextOf(folder_)), "it is a directory");
}

#ifndef _WIN32
TEST_F(TokenFile, ThatOthersMayReadIsRefused) {
  using std::filesystem::perms;
  const std::string open = Write("0123456789abcdef", kPrivate | perms::others_read);
  EXPECT_EQ(ProblemWith(open), "everybody may read it; chmod 600 " + open + " keeps it private");
  const std::string shared = Write("0123456789abcdef", kPrivate | perms::group_read);
  EXPECT_TRUE(ProblemWith(shared).starts_with("its group may read it; ")) << ProblemWith(shared);
}
#endif

}  // namespace
}  // namespace wfx
