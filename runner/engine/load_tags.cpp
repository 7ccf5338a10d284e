#include "runner/engine/load_tags.h"

#include <algorithm>
#include <cstring>

#include "runner/engine/load_data.h"

namespace wfx {
namespace {

constexpr std::size_t kTagWord = sizeof(std::uint64_t);
constexpr std::size_t kTagWords = sizeof(BlockTag) / kTagWord;
static_assert(sizeof(BlockTag) % kTagWord == 0 && sizeof(BlockTag) < kSmallestTaggedBlock);

// Every field has its part in every bit; of nothing but zeros it is not zero.
std::uint64_t CheckOf(const BlockTag& tag) {
  std::uint64_t words[kTagWords];
  std::memcpy(words, &tag, sizeof words);
  std::uint64_t check = 0x9E3779B97F4A7C15ull;
  for (std::size_t i = 0; i + 1 < kTagWords; ++i) {
    check = (check ^ words[i]) * 0xBF58476D1CE4E5B9ull;
    check ^= check >> 31;
  }
  return check;
}

}  // namespace

TaggedBlocks::TaggedBlocks(std::size_t size, std::uint64_t seed)
    : size_(size), seed_(seed), words_((size + kTagWord - 1) / kTagWord) {
  LoadRandom random(seed);
  std::ranges::generate(words_, [&] { return random.Next(); });
}

void TaggedBlocks::Make(BlockTag tag, char* block) const {
  tag.check = CheckOf(tag);
  std::memcpy(block, &tag, sizeof tag);
  const std::size_t whole = size_ / kTagWord;
  for (std::size_t i = kTagWords; i < whole; ++i) {
    const std::uint64_t word = WordAt(i, tag.check);
    std::memcpy(block + i * kTagWord, &word, kTagWord);
  }
  if (whole == words_.size()) return;
  const std::uint64_t last = WordAt(whole, tag.check);
  std::memcpy(block + whole * kTagWord, &last, size_ - whole * kTagWord);
}

std::optional<BlockTag> TaggedBlocks::Read(std::span<const std::uint8_t> block) {
  BlockTag tag;
  std::memcpy(&tag, block.data(), sizeof tag);
  if (tag.check != CheckOf(tag)) return std::nullopt;
  return tag;
}

std::size_t TaggedBlocks::MatchLength(const BlockTag& tag,
                                      std::span<const std::uint8_t> block) const {
  for (std::size_t at = sizeof(BlockTag); at < size_; at += kTagWord) {
    const std::uint64_t word = WordAt(at / kTagWord, tag.check);
    std::uint8_t expected[kTagWord];
    std::memcpy(expected, &word, kTagWord);
    const std::size_t length = std::min(kTagWord, size_ - at);
    if (std::memcmp(expected, &block[at], length) == 0) continue;
    const auto differs =
        std::mismatch(expected, expected + length, block.begin() + static_cast<std::ptrdiff_t>(at));
    return at + static_cast<std::size_t>(differs.first - expected);
  }
  return size_;
}

// What sequential and random writes cover, or the one place of fixed ones.
std::uint64_t LoadTags::BlocksOf(const LoopSettings& settings) {
  switch (settings.pattern) {
    case Load::Pattern::kSequential:
    case Load::Pattern::kRandom:
      return settings.size / settings.Step();
    case Load::Pattern::kFixed:
      return settings.length / settings.Step();
    case Load::Pattern::kAppend:
      break;
  }
  return 0;
}

std::uint64_t LoadTags::BytesFor(const LoopSettings& settings) {
  return BlocksOf(settings) * sizeof(Left);
}

LoadTags::LoadTags(const LoopSettings& settings)
    : settings_(settings),
      blocks_(settings.Step(), settings.tag_seed),
      left_(static_cast<std::size_t>(BlocksOf(settings)), Left{0, 0, 0}),
      spans_(settings.queue_depth) {}

void LoadTags::Stamp(const LoadTicket& ticket, std::size_t slot, char* bytes) {
  Settle(slot);
  ++issued_;
  const bool appends = ticket.offset == LoadPlaces::kEndOfFile;
  BlockTag tag;
  tag.seed = blocks_.seed();
  tag.number = ticket.number;
  tag.writer = settings_.writer;
  tag.blocks = ticket.length / settings_.Step();
  for (tag.index = 0; tag.index < tag.blocks; ++tag.index) {
    const std::uint64_t within = std::uint64_t{tag.index} * settings_.Step();
    tag.place = appends ? ticket.offset : ticket.offset + within;
    blocks_.Make(tag, bytes + within);
  }
  if (appends) return;
  Span& span = spans_[slot];
  span = {static_cast<std::size_t>((ticket.offset - settings_.begins_at) / settings_.Step()),
          tag.blocks};
  for (std::size_t i = span.begin; i < span.begin + span.blocks; ++i) {
    Left& left = left_[i];
    left.met = left.outstanding != 0;
    if (left.outstanding == 0) left.first = ticket.number + 1;
    ++left.outstanding;
  }
}

void LoadTags::Settle(std::size_t slot) {
  Span& span = spans_[slot];
  for (std::size_t i = span.begin; i < span.begin + span.blocks; ++i) --left_[i].outstanding;
  span.blocks = 0;
}

const LoadTags::Left* LoadTags::LeftAt(std::uint64_t offset) const {
  if (offset < settings_.begins_at) return nullptr;
  const std::uint64_t block = (offset - settings_.begins_at) / settings_.Step();
  return block < left_.size() ? &left_[static_cast<std::size_t>(block)] : nullptr;
}

std::optional<std::uint64_t> LoadTags::OldestLeft(std::uint64_t offset) const {
  const Left* left = LeftAt(offset);
  if (left == nullptr || left->first == 0) return std::nullopt;
  return left->first - 1;
}

bool LoadTags::Met(std::uint64_t offset) const {
  const Left* left = LeftAt(offset);
  return left != nullptr && left->met != 0;
}

}  // namespace wfx
