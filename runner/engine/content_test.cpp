#include "runner/engine/content.h"

#include <gtest/gtest.h>

#include <set>

namespace wfx {
namespace {

TEST(Seed, DependsOnRunAndCaseAndNotOnThePlatform) {
  EXPECT_EQ(SeedOf(1, "append/at_end@default"), SeedOf(1, "append/at_end@default"));
  EXPECT_NE(SeedOf(1, "append/at_end@default"), SeedOf(2, "append/at_end@default"));
  EXPECT_NE(SeedOf(1, "append/at_end@default"), SeedOf(1, "append/at_end@other"));
  EXPECT_EQ(SeedOf(1, ""), 0x36178FF42BEE28E5ULL)
      << "a record made elsewhere must still be readable";
}

TEST(Pattern, KeepsFilesWritesAndZerosApart) {
  std::vector<std::uint8_t> bytes(100000);
  Pattern::OfFile(1, "data").Copy(0, bytes);
  std::set<std::uint8_t> of_file(bytes.begin(), bytes.end());
  EXPECT_EQ(*of_file.begin(), 1);
  EXPECT_EQ(*of_file.rbegin(), 127);
  EXPECT_EQ(of_file.size(), 127u);

  Pattern::OfWrite(1, "w", 3).Copy(0, bytes);
  EXPECT_EQ(bytes[0], 0x83);
  const std::set<std::uint8_t> of_write(bytes.begin() + 1, bytes.end());
  EXPECT_EQ(*of_write.begin(), 0xC0);
  EXPECT_EQ(of_write.size(), 64u);
}

TEST(Pattern, IsTheSameFromAnyOffset) {
  for (const Pattern& pattern : {Pattern::OfFile(1, "data"), Pattern::OfWrite(1, "w", 0)}) {
    std::vector<std::uint8_t> whole(100);
    pattern.Copy(0, whole);
    for (std::size_t from = 0; from < 20; ++from) {
      std::vector<std::uint8_t> part(50);
      pattern.Copy(from, part);
      EXPECT_TRUE(
          std::equal(part.begin(), part.end(), whole.begin() + static_cast<std::ptrdiff_t>(from)));
      EXPECT_EQ(pattern.At(from), whole[from]);
      EXPECT_EQ(pattern.MatchLength(from, part), 50u);
      part[33] ^= 1;
      EXPECT_EQ(pattern.MatchLength(from, part), 33u);
    }
  }
}

TEST(Pattern, DependsOnTheName) {
  EXPECT_NE(Pattern::OfFile(1, "a").At(0), Pattern::OfFile(1, "b").At(0));
  EXPECT_NE(Pattern::OfWrite(1, "a", 0).At(1), Pattern::OfWrite(1, "b", 0).At(1));
}

TEST(TouchedRanges, SmallFilesAreReadWhole) {
  EXPECT_EQ(TouchedRanges({}, 0), (std::vector<ByteRange>{}));
  EXPECT_EQ(TouchedRanges({}, 64 << 20), (std::vector<ByteRange>{{0, 64 << 20}}));
}

TEST(TouchedRanges, LargeFilesAroundWhatHappened) {
  constexpr std::uint64_t kMiB = 1 << 20;
  ContentSources sources;
  sources.initial_size = 8192;
  sources.writes.push_back({"w", {}, 1, 4096 * kMiB + 5});
  sources.writes.push_back({"far", {}, 1, 1ULL << 62});
  sources.writes.push_back({"middle", {}, 10, 2048 * kMiB});
  sources.writes.push_back({"append", {}, 10, {}});
  EXPECT_EQ(
      TouchedRanges(sources, 4096 * kMiB + 6),
      (std::vector<ByteRange>{
          {0, kMiB + 8192}, {2047 * kMiB, 2049 * kMiB + 10}, {4095 * kMiB + 5, 4096 * kMiB + 6}}));
}

}  // namespace
}  // namespace wfx
