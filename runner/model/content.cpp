#include "runner/model/content.h"

#include <algorithm>
#include <cstring>

namespace wfx::model {

void Content::Write(std::uint64_t offset, std::span<const std::uint8_t> bytes) {
  while (!bytes.empty()) {
    const std::uint64_t inside = offset % kBlock;
    const auto piece =
        static_cast<std::size_t>(std::min<std::uint64_t>(kBlock - inside, bytes.size()));
    auto& block = blocks_[offset / kBlock];
    if (block == nullptr) {
      block = std::make_unique_for_overwrite<std::uint8_t[]>(kBlock);
      if (piece < kBlock) std::memset(block.get(), 0, kBlock);
    }
    std::memcpy(block.get() + inside, bytes.data(), piece);
    offset += piece;
    bytes = bytes.subspan(piece);
  }
}

void Content::Read(std::uint64_t offset, std::span<std::uint8_t> bytes) const {
  while (!bytes.empty()) {
    const std::uint64_t inside = offset % kBlock;
    const auto piece =
        static_cast<std::size_t>(std::min<std::uint64_t>(kBlock - inside, bytes.size()));
    const auto found = blocks_.find(offset / kBlock);
    if (found == blocks_.end()) {
      std::memset(bytes.data(), 0, piece);
    } else {
      std::memcpy(bytes.data(), found->second.get() + inside, piece);
    }
    offset += piece;
    bytes = bytes.subspan(piece);
  }
}

Content Content::Copied() const {
  Content copy;
  for (const auto& [number, block] : blocks_) {
    auto& own = copy.blocks_[number];
    own = std::make_unique_for_overwrite<std::uint8_t[]>(kBlock);
    std::memcpy(own.get(), block.get(), kBlock);
  }
  return copy;
}

void Content::Truncate(std::uint64_t offset) {
  const std::uint64_t inside = offset % kBlock;
  if (const auto edge = blocks_.find(offset / kBlock); inside != 0 && edge != blocks_.end()) {
    std::memset(edge->second.get() + inside, 0, kBlock - inside);
  }
  blocks_.erase(blocks_.lower_bound((offset + kBlock - 1) / kBlock), blocks_.end());
}

void Content::Zero(std::uint64_t offset, std::uint64_t length) {
  const std::uint64_t end = offset + length;
  for (auto block = blocks_.lower_bound(offset / kBlock);
       block != blocks_.end() && block->first * kBlock < end;) {
    const std::uint64_t begin = block->first * kBlock;
    const std::uint64_t from = std::max(offset, begin), to = std::min(end, begin + kBlock);
    const bool whole = to - from == kBlock;
    if (!whole) std::memset(block->second.get() + (from - begin), 0, to - from);
    block = whole ? blocks_.erase(block) : std::next(block);
  }
}

std::uint64_t Content::WouldOccupy(std::uint64_t offset, std::uint64_t length) const {
  if (length == 0) return 0;
  const std::uint64_t first = offset / kBlock, last = (offset + length - 1) / kBlock;
  const auto held = std::distance(blocks_.lower_bound(first), blocks_.upper_bound(last));
  return (last - first + 1 - static_cast<std::uint64_t>(held)) * kBlock;
}

}  // namespace wfx::model
