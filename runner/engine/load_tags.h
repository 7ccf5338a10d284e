// The tags of a load's blocks: whose write left what is in the file, told byte by byte afterwards.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "runner/engine/load_loop.h"
#include "runner/engine/load_ticket.h"

namespace wfx {

// What a block says of itself, at its beginning.
struct BlockTag {
  std::uint64_t seed = 0;    // of the load
  std::uint64_t place = 0;   // of the block in the file; of an append's LoadPlaces::kEndOfFile
  std::uint64_t number = 0;  // of the write, from 0
  std::uint32_t writer = 0;  // whose write it is
  std::uint32_t index = 0;   // of the block within the write, from 0
  std::uint32_t blocks = 0;  // that the write has
  std::uint32_t unused = 0;
  std::uint64_t check = 0;  // over all of the above
};

// The bytes of tagged blocks. All that follows the tag depends on it, word by word, so that a block
// of two writes is a block of neither; and nothing of it can be compressed.
class TaggedBlocks {
 public:
  // `size` is that of a block, at least kSmallestTaggedBlock.
  TaggedBlocks(std::size_t size, std::uint64_t seed);

  std::size_t size() const { return size_; }
  std::uint64_t seed() const { return seed_; }
  // Fills a block; the check of `tag` is found here.
  void Make(BlockTag tag, char* block) const;
  // The tag a block begins with; none where its check is not right.
  static std::optional<BlockTag> Read(std::span<const std::uint8_t> block);
  // How many of its bytes are those of the block that has this tag. REQUIRES: Read() gave it.
  std::size_t MatchLength(const BlockTag& tag, std::span<const std::uint8_t> block) const;

 private:
  std::uint64_t WordAt(std::size_t index, std::uint64_t check) const {
    return words_[index] ^ check;
  }

  const std::size_t size_;
  const std::uint64_t seed_;
  std::vector<std::uint64_t> words_;
};

// Tags the writes of one loop, and remembers which of them may be what is left in each block.
// Nothing is allocated after it was made. Thread rule: of the loop's thread while that runs.
class LoadTags {
 public:
  // REQUIRES: `settings` is tagged.
  explicit LoadTags(const LoopSettings& settings);
  // What remembering takes, in bytes.
  static std::uint64_t BytesFor(const LoopSettings& settings);

  // Makes the bytes of the write that `ticket` is to issue; its slot's last one is over.
  void Stamp(const LoadTicket& ticket, std::size_t slot, char* bytes);
  // The slot's last write has completed. It may be said late, or not at all before the next Stamp:
  // then fewer lost writes are found.
  void Settle(std::size_t slot);

  const TaggedBlocks& blocks() const { return blocks_; }
  const LoopSettings& settings() const { return settings_; }
  std::uint64_t issued() const { return issued_; }
  // The oldest write of this loop whose bytes may be left in the block at `offset`: every older one
  // was over before a later one to this block was issued. None where no write went there.
  std::optional<std::uint64_t> OldestLeft(std::uint64_t offset) const;
  // Whether that one and a later one were outstanding at the same time: then the block may be of
  // both, since only a sector is written whole.
  bool Met(std::uint64_t offset) const;

 private:
  // Of a block: the first of the writes to it that are, or were last, outstanding together.
  struct Left {
    std::uint64_t first : 44;  // its number + 1; 0 = none
    std::uint64_t outstanding : 19;
    std::uint64_t met : 1;  // there was more than one of them
  };
  struct Span {
    std::size_t begin = 0, blocks = 0;  // in left_
  };
  // Null where the loop writes nothing.
  const Left* LeftAt(std::uint64_t offset) const;
  static std::uint64_t BlocksOf(const LoopSettings& settings);

  const LoopSettings settings_;
  const TaggedBlocks blocks_;
  std::uint64_t issued_ = 0;
  std::vector<Left> left_;   // of each block the loop writes to; none of an append
  std::vector<Span> spans_;  // of each slot, the write that was not settled yet
};

}  // namespace wfx
