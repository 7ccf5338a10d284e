#include "runner/win32/text.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace wfx {
namespace {

// The code units as numbers, which print alike on every platform.
std::vector<unsigned> Units(std::string_view utf8) {
  const WideString text = Wide(utf8);
  return {text.begin(), text.end()};
}

TEST(Text, EveryCharacterRoundTrips) {
  for (char32_t character = 0; character <= 0x10FFFF; ++character) {
    if (character >= 0xD800 && character < 0xE000) continue;
    WideString wide;
    if (character < 0x10000) {
      wide = {static_cast<WCHAR>(character)};
    } else {
      wide = {static_cast<WCHAR>(0xD7C0 + (character >> 10)),
              static_cast<WCHAR>(0xDC00 + (character & 0x3FF))};
    }
    ASSERT_EQ(Wide(Narrow(wide)), wide) << static_cast<unsigned>(character);
  }
}

TEST(Text, Utf8HasItsKnownForm) {
  EXPECT_EQ(Units("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"),
            (std::vector<unsigned>{0x61, 0xE9, 0x20AC, 0xD83D, 0xDE00}));
  EXPECT_EQ(Narrow(Wide("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80")),
            "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80");
  EXPECT_EQ(Units(std::string_view("\0x", 2)), (std::vector<unsigned>{0, 'x'}));
  EXPECT_EQ(Units(""), std::vector<unsigned>{});
}

TEST(Text, MalformedUtf8IsReplaced) {
  const std::vector<unsigned> one{0xFFFD}, one_x{0xFFFD, 'x'}, two{0xFFFD, 0xFFFD};
  EXPECT_EQ(Units("\x80x"), one_x);                 // nothing begins with a following byte
  EXPECT_EQ(Units("\xC3x"), one_x);                 // cut short
  EXPECT_EQ(Units("\xF0\x9F\x98x"), one_x);         // cut short: one piece
  EXPECT_EQ(Units("\xF0\x9F\x98"), one);            // cut short by the end
  EXPECT_EQ(Units("\xC0\x80"), two);                // overlong
  EXPECT_EQ(Units("\xE0\x9F\x80").size(), 3u);      // overlong
  EXPECT_EQ(Units("\xED\xA0\x80").size(), 3u);      // a surrogate
  EXPECT_EQ(Units("\xF4\x90\x80\x80").size(), 4u);  // above U+10FFFF
  EXPECT_EQ(Units("\xFF\xFE"), two);
}

TEST(Text, UnpairedSurrogatesAreReplaced) {
  const auto narrow = [](std::vector<unsigned> units) {
    return Narrow(WideString(units.begin(), units.end()));
  };
  EXPECT_EQ(narrow({0xD83D}), "\xEF\xBF\xBD");
  EXPECT_EQ(narrow({0xDE00, 'x'}), "\xEF\xBF\xBDx");
  EXPECT_EQ(narrow({0xD83D, 'x'}), "\xEF\xBF\xBDx");
  EXPECT_EQ(narrow({0xD83D, 0xD83D, 0xDE00}), "\xEF\xBF\xBD\xF0\x9F\x98\x80");
}

}  // namespace
}  // namespace wfx
