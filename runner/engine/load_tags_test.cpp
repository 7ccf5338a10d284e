// What tags tell of a block, and what a loop remembers of its writes.
#include "runner/engine/load_tags.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "runner/engine/load_data.h"

namespace wfx {
namespace {

constexpr std::size_t kBlockSize = 515;  // no whole number of words

using Block = std::vector<std::uint8_t>;

Block BlockOf(const TaggedBlocks& blocks, std::uint64_t place, std::uint64_t number) {
  Block block(blocks.size());
  BlockTag tag;
  tag.seed = blocks.seed();
  tag.place = place;
  tag.number = number;
  tag.blocks = 1;
  blocks.Make(tag, reinterpret_cast<char*>(block.data()));
  return block;
}

bool IsWhole(const TaggedBlocks& blocks, const Block& block) {
  const std::optional<BlockTag> tag = TaggedBlocks::Read(block);
  return tag && blocks.MatchLength(*tag, block) == block.size();
}

TEST(TaggedBlocksTest, SayWhoseTheyAre) {
  const TaggedBlocks blocks(kBlockSize, 7);
  const Block block = BlockOf(blocks, 8192, 12);
  const std::optional<BlockTag> tag = TaggedBlocks::Read(block);
  ASSERT_TRUE(tag);
  EXPECT_EQ(tag->seed, 7u);
  EXPECT_EQ(tag->place, 8192u);
  EXPECT_EQ(tag->number, 12u);
  EXPECT_TRUE(IsWhole(blocks, block));
}

TEST(TaggedBlocksTest, EveryByteCounts) {
  const TaggedBlocks blocks(kBlockSize, 7);
  const Block block = BlockOf(blocks, 8192, 12);
  for (std::size_t at = 0; at < block.size(); ++at) {
    Block changed = block;
    changed[at] ^= 1;
    EXPECT_FALSE(IsWhole(blocks, changed)) << at;
    if (at < sizeof(BlockTag)) continue;
    EXPECT_EQ(blocks.MatchLength(*TaggedBlocks::Read(changed), changed), at);
  }
}

// Torn anywhere, between any two writes of the same place and of neighbours.
TEST(TaggedBlocksTest, NoBlockIsOfTwoWrites) {
  const TaggedBlocks blocks(kBlockSize, 7);
  const Block one = BlockOf(blocks, 8192, 12);
  for (const Block& other : {BlockOf(blocks, 8192, 13), BlockOf(blocks, 4096, 12)}) {
    for (std::size_t at = 1; at + 1 < one.size(); ++at) {
      Block torn = one;
      std::copy(other.begin() + static_cast<std::ptrdiff_t>(at), other.end(),
                torn.begin() + static_cast<std::ptrdiff_t>(at));
      if (torn == one || torn == other) continue;
      EXPECT_FALSE(IsWhole(blocks, torn)) << at;
    }
  }
}

TEST(TaggedBlocksTest, OtherBytesHaveNoTag) {
  EXPECT_FALSE(TaggedBlocks::Read(Block(kBlockSize, 0)));
  EXPECT_FALSE(TaggedBlocks::Read(Block(kBlockSize, 0xFF)));
}

LoopSettings TaggedSettings(Load::Pattern pattern) {
  LoopSettings settings;
  settings.length = 1024;
  settings.step = 512;
  settings.pattern = pattern;
  settings.begins_at = pattern == Load::Pattern::kSequential ? 2048 : 0;
  settings.size = 4096;
  settings.queue_depth = 4;
  settings.tagged = true;
  return settings;
}

class Stamps {
 public:
  explicit Stamps(Load::Pattern pattern) : tags(TaggedSettings(pattern)) {}
  // Of 1024 bytes: two blocks.
  void Stamp(std::uint64_t number, std::size_t slot, std::uint64_t offset) {
    LoadTicket ticket;
    ticket.number = number;
    ticket.offset = offset;
    ticket.length = 1024;
    tags.Stamp(ticket, slot, bytes.data());
  }
  LoadTags tags;
  std::vector<char> bytes = std::vector<char>(1024);
};

TEST(LoadTagsTest, ALaterWriteLeavesNothingOfOneThatWasOver) {
  Stamps stamps(Load::Pattern::kSequential);
  EXPECT_FALSE(stamps.tags.OldestLeft(2048));
  stamps.Stamp(0, 0, 2048);
  EXPECT_EQ(stamps.tags.OldestLeft(2048), 0u);
  EXPECT_EQ(stamps.tags.OldestLeft(2560), 0u);
  EXPECT_FALSE(stamps.tags.OldestLeft(3072));
  EXPECT_FALSE(stamps.tags.OldestLeft(0));
  stamps.Stamp(1, 0, 2560);  // the same slot: write 0 is over
  EXPECT_EQ(stamps.tags.OldestLeft(2048), 0u);
  EXPECT_EQ(stamps.tags.OldestLeft(2560), 1u);
  EXPECT_EQ(stamps.tags.OldestLeft(3072), 1u);
  EXPECT_EQ(stamps.tags.issued(), 2u);
}

TEST(LoadTagsTest, WritesThatAreOutstandingTogetherMayLeaveAnyOfThem) {
  Stamps stamps(Load::Pattern::kRandom);
  stamps.Stamp(0, 0, 0);
  stamps.Stamp(1, 1, 512);
  EXPECT_EQ(stamps.tags.OldestLeft(512), 0u);
  EXPECT_EQ(stamps.tags.OldestLeft(1024), 1u);
  EXPECT_TRUE(stamps.tags.Met(512));
  EXPECT_FALSE(stamps.tags.Met(0));
  EXPECT_FALSE(stamps.tags.Met(1024));
  stamps.tags.Settle(0);
  stamps.Stamp(2, 2, 512);  // 1 is still outstanding
  EXPECT_EQ(stamps.tags.OldestLeft(512), 0u);
  stamps.tags.Settle(1);
  stamps.tags.Settle(2);
  stamps.tags.Settle(2);  // once is enough
  stamps.Stamp(3, 0, 512);
  EXPECT_EQ(stamps.tags.OldestLeft(512), 3u);
  EXPECT_FALSE(stamps.tags.Met(512));
}

TEST(LoadTagsTest, AnAppendHasNoPlaceAndItsBlocksAreNumbered) {
  Stamps stamps(Load::Pattern::kAppend);
  EXPECT_EQ(LoadTags::BytesFor(stamps.tags.settings()), 0u);
  stamps.Stamp(5, 0, LoadPlaces::kEndOfFile);
  for (std::uint32_t index = 0; index < 2; ++index) {
    const auto* block = reinterpret_cast<const std::uint8_t*>(stamps.bytes.data()) + index * 512;
    const std::optional<BlockTag> tag = TaggedBlocks::Read({block, 512});
    ASSERT_TRUE(tag);
    EXPECT_EQ(tag->place, LoadPlaces::kEndOfFile);
    EXPECT_EQ(tag->number, 5u);
    EXPECT_EQ(tag->index, index);
    EXPECT_EQ(tag->blocks, 2u);
  }
}

}  // namespace
}  // namespace wfx
