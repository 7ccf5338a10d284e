// Lengths, places and bytes of writes that are not all alike.
#include "runner/engine/load_contents.h"

#include <gtest/gtest.h>

#include <map>
#include <vector>

namespace wfx {
namespace {

LoopSettings MixedSettings(Load::Pattern pattern) {
  LoopSettings settings;
  settings.name = "mixed";
  settings.length = 65536;
  settings.step = 4096;
  settings.mix = {{4096, 0.7}, {65536, 0.1}, {16384, 0.2}};
  settings.pattern = pattern;
  settings.begins_at = pattern == Load::Pattern::kSequential ? 8192 : 0;
  settings.size = 1 << 20;
  settings.queue_depth = 4;
  return settings;
}

struct Placed {
  std::uint64_t offset;
  std::uint32_t length;
  friend bool operator==(const Placed&, const Placed&) = default;
};

std::vector<Placed> WritesOf(const LoopSettings& settings, std::size_t count) {
  TicketBlock& tickets = TicketBlock::Make(settings.name, settings.queue_depth);
  LoadContents contents(settings, tickets);
  std::vector<Placed> placed;
  for (std::size_t i = 0; i < count; ++i) {
    LoadTicket& ticket = tickets[i % tickets.size()];
    ticket.number = i;
    contents.Next(ticket, i % tickets.size() / 2);
    EXPECT_TRUE(settings.mix.empty() || settings.mix[ticket.kind].length == ticket.length);
    placed.push_back({ticket.offset, ticket.length});
  }
  return placed;
}

TEST(LoadContentsTest, LengthsHaveTheirShares) {
  constexpr std::size_t kWrites = 100'000;
  std::map<std::uint32_t, std::size_t> counts;
  for (const Placed& write : WritesOf(MixedSettings(Load::Pattern::kRandom), kWrites))
    ++counts[write.length];
  ASSERT_EQ(counts.size(), 3u);
  EXPECT_NEAR(static_cast<double>(counts[4096]) / kWrites, 0.7, 0.01);
  EXPECT_NEAR(static_cast<double>(counts[65536]) / kWrites, 0.1, 0.01);
  EXPECT_NEAR(static_cast<double>(counts[16384]) / kWrites, 0.2, 0.01);
}

TEST(LoadContentsTest, SequentialWritesOfAnyLengthLieOneBehindTheOther) {
  const LoopSettings settings = MixedSettings(Load::Pattern::kSequential);
  const std::uint64_t end = settings.begins_at + settings.size;
  std::uint64_t next = settings.begins_at;
  int rounds = 0;
  for (const Placed& write : WritesOf(settings, 10'000)) {
    if (write.offset != next) {
      EXPECT_GT(next + write.length, end);
      EXPECT_EQ(write.offset, settings.begins_at);
      ++rounds;
    }
    next = write.offset + write.length;
    ASSERT_LE(next, end);
  }
  EXPECT_GT(rounds, 50);
}

TEST(LoadContentsTest, RandomWritesOfAnyLengthLieInTheFileWhole) {
  std::map<std::uint32_t, std::uint64_t> furthest;
  for (const Placed& write : WritesOf(MixedSettings(Load::Pattern::kRandom), 100'000)) {
    ASSERT_EQ(write.offset % 4096, 0u);
    ASSERT_LE(write.offset + write.length, 1u << 20);
    furthest[write.length] = std::max(furthest[write.length], write.offset + write.length);
  }
  for (const auto& [length, end] : furthest) EXPECT_EQ(end, 1u << 20) << length;
}

TEST(LoadContentsTest, TheSeedDecides) {
  LoopSettings settings = MixedSettings(Load::Pattern::kRandom);
  const std::vector<Placed> once = WritesOf(settings, 1000);
  EXPECT_EQ(WritesOf(settings, 1000), once);
  settings.seed = 2;
  EXPECT_NE(WritesOf(settings, 1000), once);
}

// A tag changes what a write carries, not where it goes.
TEST(LoadContentsTest, TaggedWritesGoWhereOthersDo) {
  for (const Load::Pattern pattern : {Load::Pattern::kSequential, Load::Pattern::kRandom,
                                      Load::Pattern::kAppend, Load::Pattern::kFixed}) {
    LoopSettings settings = MixedSettings(pattern);
    settings.mix.clear();
    settings.length = settings.step = 4096;
    const std::vector<Placed> plain = WritesOf(settings, 1000);
    settings.tagged = true;
    EXPECT_EQ(WritesOf(settings, 1000), plain);
  }
}

TEST(LoadContentsTest, BytesAreThoseOfEachLength) {
  const LoopSettings settings = MixedSettings(Load::Pattern::kRandom);
  const LoadContents contents(settings, TicketBlock::Make("mixed", settings.queue_depth));
  Interval interval;
  interval.by_length = {10, 2, 3};
  contents.CountBytes(interval);
  EXPECT_EQ(interval.bytes, 10u * 4096 + 2 * 65536 + 3 * 16384);
}

}  // namespace
}  // namespace wfx
