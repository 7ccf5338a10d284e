#include "runner/scenario/spelling.h"

#include <gtest/gtest.h>

#include <vector>

namespace wfx {
namespace {

const std::vector<std::string_view> kWords = {"length", "offset", "handle", "by"};

TEST(Nearest, FindsWhatWasMeant) {
  EXPECT_EQ(Nearest("lenght", kWords), "length");
  EXPECT_EQ(Nearest("ofset", kWords), "offset");
  EXPECT_EQ(Nearest("Handle", kWords), "handle");
  EXPECT_EQ(Nearest("handles", kWords), "handle");
}

TEST(Nearest, FindsNothingForAStranger) {
  EXPECT_EQ(Nearest("colour", kWords), "");
  EXPECT_EQ(Nearest("ab", kWords), "");
  EXPECT_EQ(Nearest("q", kWords), "");
  EXPECT_EQ(Nearest("", kWords), "");
  EXPECT_EQ(Nearest("length", {}), "");
}

TEST(Suggestion, NamesTheNearestOrAllOfAFew) {
  EXPECT_EQ(Suggestion("lenght", kWords, "keys"), "; did you mean \"length\"?");
  EXPECT_EQ(Suggestion("colour", kWords, "keys"), "; the keys are length, offset, handle and by");
  EXPECT_EQ(Suggestion("colour", std::vector<std::string_view>{"by"}, "keys"),
            "; there is only \"by\"");
  EXPECT_EQ(Suggestion("colour", {}, "keys"), "");
  EXPECT_EQ(Suggestion("colour", std::vector<std::string_view>(21, "a_long_word"), "keys"), "");
}

TEST(Listed, PutsAWordBeforeTheLast) {
  EXPECT_EQ(Listed(std::vector<std::string_view>{"a"}), "a");
  EXPECT_EQ(Listed(std::vector<std::string_view>{"a", "b"}), "a and b");
  EXPECT_EQ(Listed(std::vector<std::string_view>{"a", "b", "c"}, "or"), "a, b or c");
}

}  // namespace
}  // namespace wfx
