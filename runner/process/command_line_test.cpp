#include "runner/process/command_line.h"

#include <gtest/gtest.h>

namespace wfx {
namespace {

using Words = std::vector<std::wstring>;

TEST(CommandLine, SplitsWhatItJoins) {
  const Words words{L"C:\\a b\\x.exe", L"",         L"plain", L"two words", L"back\\slash",
                    L"ends\\",         L"a\\\\\"b", L"\"",    L"*?"};
  EXPECT_EQ(SplitCommandLine(JoinCommandLine(words)), words);
}

TEST(CommandLine, SplitsAsTheRunTimeLibraryDoes) {
  EXPECT_EQ(SplitCommandLine(L"x.exe a  b\tc "), (Words{L"x.exe", L"a", L"b", L"c"}));
  EXPECT_EQ(SplitCommandLine(L"\"x y.exe\" --only=\"a b\""), (Words{L"x y.exe", L"--only=a b"}));
  EXPECT_EQ(SplitCommandLine(L"x \"a\"\"b\""), (Words{L"x", L"a\"b"}));
  EXPECT_EQ(SplitCommandLine(L"x a\\\\\\\"b c\\d"), (Words{L"x", L"a\\\"b", L"c\\d"}));
  EXPECT_EQ(SplitCommandLine(L"x"), (Words{L"x"}));
}

}  // namespace
}  // namespace wfx
